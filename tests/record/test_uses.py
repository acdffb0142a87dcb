"""The entry of a use: when it began stands in the id of its decision."""

import pytest

from countenance.errors import RecordError
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.uses import use_entry
from record.examples import CALLER, decided, maker


def test_a_use_began_with_its_decision_and_is_over_with_its_entry() -> None:
    making = maker()
    first = decided(making)

    made = use_entry(making, first.id, CALLER, reference=["a"], matched=[], verified_by=["p-1"])

    entry = parse_as(made.data, kinds.Identification)
    assert entry.began == parse_as(first.data, kinds.Decision).time
    assert entry.ended == entry.time > entry.began
    assert (entry.prev, entry.matched, entry.verified_by) == (first.id, (), ("p-1",))


def test_what_goes_on_somewhere_else_has_no_end() -> None:
    making = maker()
    made = use_entry(
        making, decided(making).id, CALLER, reference=[], matched=None, is_over=False
    )

    entry = parse_as(made.data, kinds.Identification)
    assert (entry.ended, entry.matched) == (None, None)


def test_a_decision_without_an_id_of_ours_has_no_use() -> None:
    with pytest.raises(RecordError, match="no UUID of version 7"):
        use_entry(maker(), "x", CALLER, reference=[], matched=None)
