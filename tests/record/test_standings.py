"""The entry of a step."""

import pytest

from countenance.errors import RecordError
from countenance.record.canonical import parse
from countenance.record.commitment import opens
from countenance.record.standings import standing_entry
from record.examples import CALLER, maker


def test_a_step_of_the_gate_says_what_was_counted() -> None:
    made = standing_entry(
        maker(), CALLER, "review", "gate", clause="code@1#a", refusals=10, hours=168, prev="e-1"
    )

    entry = parse(made.data)
    assert {name: entry[name] for name in ("kind", "change", "by", "clause", "prev")} == {
        "kind": "standing", "change": "review", "by": "gate", "clause": "code@1#a", "prev": "e-1",
    }  # fmt: skip
    assert (entry["refusals"], entry["hours"]) == (10, 168)
    assert entry["commit"] == {}


def test_the_reason_of_a_person_stands_in_it_only_as_a_commitment() -> None:
    made = standing_entry(maker(), CALLER, "suspended", "person", reason="told by Wilhelmina Q.")

    entry = parse(made.data)
    (opening,) = made.openings
    assert b"Wilhelmina" not in made.data
    assert opening.value == b"told by Wilhelmina Q."
    assert opens(opening, entry["commit"]["reason"])


@pytest.mark.parametrize(("change", "by"), [("pardoned", "person"), ("lifted", "nobody")])
def test_a_word_that_is_not_known_makes_no_entry(change: str, by: str) -> None:
    with pytest.raises(RecordError):
        standing_entry(maker(), CALLER, change, by)
