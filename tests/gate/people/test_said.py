"""Bodies and states as people send them: what is right is read, all else is refused by name."""

from enum import Enum

import msgspec
import pytest

from countenance.errors import ReviewError
from countenance.gate.people.said import check_only, said_in, state_in


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: str = ""
    for_: str | None = msgspec.field(default=None, name="for")


class Stands(Enum):
    OPEN = "open"
    CLOSED = "closed"


def test_a_body_is_read_and_without_one_nothing_is_said() -> None:
    assert said_in(b'{"reason": "a", "for": "b"}', Words) == Words("a", "b")
    assert said_in(b"", Words) == Words()


@pytest.mark.parametrize("body", [b"{", b'{"x": 1}', b'{"reason": 1}', b"\xff", b"[" * 100_000])
def test_a_body_of_another_kind_is_refused(body: bytes) -> None:
    with pytest.raises(ReviewError, match=r"^body: "):
        said_in(body, Words)


def test_what_is_not_read_is_refused_by_its_name_in_the_body() -> None:
    check_only(Words("a"), ("reason",))
    with pytest.raises(ReviewError, match=r"^body: `reason` is read here, not `for`$"):
        check_only(Words("a", "b"), ("reason",))
    with pytest.raises(ReviewError, match=r"^body: `claim` takes nothing, not `reason`$"):
        check_only(Words("a"), (), "claim")


def test_a_state_is_one_of_those_there_are() -> None:
    assert state_in({"state": "open"}, Stands) is Stands.OPEN
    assert state_in({}, Stands) is None
    with pytest.raises(ReviewError, match=r"^query: `state` is one of: open, closed$"):
        state_in({"state": "lost"}, Stands)
