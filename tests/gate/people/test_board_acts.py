"""Words that somebody sends or types, and what the board is asked or told by them."""

from pathlib import Path
from typing import Any

import pytest

from countenance.errors import CallerError, NotForYouError, ReviewError
from countenance.gate.people.board_acts import (
    BOARD_ACTS,
    Asked,
    Board,
    SaidOfMotion,
    ask_board,
    do,
    parse_asked,
    parse_said_of_motion,
)
from countenance.review.capability import Capability, Needs
from countenance.review.motion import Kind, Vote
from countenance.review.people import Person, Role
from countenance.stores.motions import Motions
from review.board_machine import SPANS, Rulings
from review.made_motions import ANNA

DAY = 86_400_000


class Noted:
    """A board that notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def open(self, kind: Kind, who: Person, reason: str, **more: Any) -> None:
        self.told.append((kind, reason, more))

    def vote(self, *said: Any) -> None:
        self.told.append(("vote", *said))

    def recuse(self, *said: Any) -> None:
        self.told.append(("recuse", *said))

    def veto(self, *said: Any) -> None:
        self.told.append(("veto", *said))

    def count(self, *said: Any) -> None:
        self.told.append(("count", *said))


def ref_of(name: str) -> str:
    if name != "acme":
        raise CallerError(f"no caller is called `{name}`")
    return "c-acme"


def asked(body: bytes) -> tuple[Any, ...]:
    board = Noted()
    ask_board(board, ANNA, parse_asked(body), ref_of, 1000)  # type: ignore[arg-type]  # a fake
    (told,) = board.told
    return told


def test_the_motions_on_the_disk_are_the_board_that_is_asked(tmp_path: Path) -> None:
    made = Motions(tmp_path, SPANS, Rulings())
    board: Board = made

    assert board.list() == ()
    made.close()


def test_a_ruling_is_asked_about_by_its_digest() -> None:
    kind, reason, more = asked(b'{"about": "ruling", "digest": "sha256:1", "reason": "why not"}')

    assert (kind, reason) == (Kind.RULING, "why not")
    assert more == {"digest": "sha256:1", "expedited": False, "concerns": []}


def test_callers_that_it_is_about_are_known_by_id_and_told_by_pseudonym() -> None:
    _, _, more = asked(
        b'{"about": "appeal", "digest": "sha256:1", "reason": "x", "concerns": ["acme"]}'
    )

    assert more["concerns"] == ["c-acme"]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (b'"needs": "face-matching"', Capability(Needs.MATCHING, 1000 + 365 * DAY)),
        (b'"needs": "face-matching", "caller": "acme", "days": 2',
         Capability(Needs.MATCHING, 1000 + 2 * DAY, "c-acme")),
        (b'"needs": "gallery", "what": "facelists/staff"',
         Capability(Needs.GALLERY, 1000 + 365 * DAY, None, "facelists/staff")),
        (b'"needs": "edition", "what": "a@1"',
         Capability(Needs.EDITION, 1000 + 365 * DAY, None, "a@1")),
    ],
)  # fmt: skip
def test_a_capability_is_for_whom_and_what_and_how_long_it_says(
    body: bytes, wanted: Capability
) -> None:
    kind, _, more = asked(b'{"about": "capability", "reason": "x", ' + body + b"}")

    assert (kind, more["capability"]) == (Kind.CAPABILITY, wanted)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "about"),
        (b'{"about": "budget", "reason": "x"}', "about"),
        (b'{"about": "ruling"}', "reason"),
        (b'{"about": "ruling", "reason": "x", "days": 3}', "`days` goes with a capability"),
        (b'{"about": "capability", "reason": "x"}', "`needs` is missing; it is one of"),
        (b'{"about": "capability", "reason": "x", "needs": "magic"}', "needs"),
        (b'{"about": "capability", "reason": "x", "needs": "edition"}', "`what` is the edition"),
        (b'{"about": "capability", "reason": "x", "needs": "face-matching", "what": "y"}', "what"),
        (b'{"about": "capability", "reason": "x", "needs": "gallery", "days": 0}', "days"),
        (b'{"about": "ruling", "reason": "x", "colour": "red"}', "colour"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(body: bytes, why: str) -> None:
    with pytest.raises(ReviewError, match=why):
        asked(body)


def test_a_caller_that_nobody_knows_is_named() -> None:
    with pytest.raises(CallerError, match="acem"):
        asked(b'{"about": "capability", "reason": "x", "needs": "gallery", "caller": "acem"}')


def test_every_act_is_one_of_the_board() -> None:
    board = Noted()
    for act in BOARD_ACTS:
        said = SaidOfMotion("yes" if act == "vote" else None, "because")
        do(board, act, "m-1", ANNA, said)  # type: ignore[arg-type]  # a fake

    assert [told[0] for told in board.told] == list(BOARD_ACTS)
    assert board.told[0] == ("vote", "m-1", ANNA, Vote.YES, "because")


@pytest.mark.parametrize(
    ("act", "body", "why"),
    [
        ("vote", b'{"vote": "maybe", "reason": "x"}', "vote"),
        ("veto", b'{"vote": "no", "reason": "x"}', "`veto` takes `reason`, not `vote`"),
        ("count", b'{"reason": "x"}', "`count` takes nothing, not `reason`"),
        ("vote", b"{", "body"),
        ("vote", b"\xff", "body"),
        ("recuse", b'{"why": "x"}', "why"),
    ],
)
def test_a_word_that_is_not_known_is_refused(act: str, body: bytes, why: str) -> None:
    with pytest.raises(ReviewError, match=why):
        parse_said_of_motion(act, body)


def test_a_vote_says_which_and_a_count_is_for_those_who_may_read_motions() -> None:
    board: Any = Noted()

    with pytest.raises(ReviewError, match="`vote` is missing"):
        do(board, "vote", "m-1", ANNA, SaidOfMotion(reason="x"))
    with pytest.raises(ReviewError, match="nothing is called `win`"):
        do(board, "win", "m-1", ANNA, SaidOfMotion())
    with pytest.raises(NotForYouError):
        do(board, "count", "m-1", Person("p-x", Role.CONTACT), SaidOfMotion())
    assert parse_said_of_motion("count", b"") == SaidOfMotion()
    assert Asked("ruling", "x").expedited is False
    assert board.told == []
