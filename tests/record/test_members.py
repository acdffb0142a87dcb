"""The parts of entries: whole, of known fields, and not to be changed."""

import msgspec
import pytest

from countenance.record import entry, members
from countenance.record.members import LinkRef, Part
from record.examples import CALLER


def test_what_entries_are_made_of_is_offered_with_them() -> None:
    parts = [name for name in members.__all__ if isinstance(getattr(members, name), type)]

    assert [name for name in parts if getattr(entry, name) is not getattr(members, name)] == []


@pytest.mark.parametrize(
    "written",
    [
        {"entry": "e-1", "by": "pixels"},
        {"entry": "e-1", "by": "hearsay", "together": False},
        {"entry": "", "by": "pixels", "together": False},
        {"entry": "e-1", "by": "pixels", "together": False, "more": 1},
    ],
)
def test_a_part_that_is_not_whole_or_not_known_is_none(written: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(written, LinkRef)


def test_a_part_that_nothing_inspected_is_none() -> None:
    written = {"where": "a", "kind": "text", "bytes": 1, "commitment": "c", "inspected_by": []}

    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(written, Part)


def test_a_part_is_not_changed() -> None:
    with pytest.raises(AttributeError):
        CALLER.ref = "c-2"  # type: ignore[misc]  # that is the point
