"""The entries of calls that people decide: names and numbers, and nothing else."""

from typing import Any

import pytest
from msgspec import UNSET

from countenance.errors import RecordError
from countenance.record.canonical import canonical, parse, parse_as
from countenance.record.held import Appeal, Hold, PersonChange, Vote
from record.examples import CALLER

HOLD = Hold(
    id="e-1", time="2026-11-22T10:15:30.123Z", caller=CALLER, case="hold-1", change="opened",
    state="open", person=None, token=0, decision="d-1", fact=None, persons=2, bar=None,
    due="2026-11-25T10:15:30.123Z",
)  # fmt: skip


@pytest.mark.parametrize(
    "entry",
    [
        HOLD,
        Vote(id="e-2", time="t", caller=CALLER, case="hold-1", vote="allow", state="second",
             person="r-1", token=1, uses=1, until="t", appealed=False),
        Appeal(id="e-3", time="t", caller=CALLER, case="hold-1", state="open", due="t"),
        PersonChange(id="e-4", time="t", person="r-1", change="added", role="senior",
                       callers=("c-1",)),
    ],
)  # fmt: skip
def test_each_reads_back_as_it_was_written(entry: Any) -> None:
    assert parse_as(canonical(entry), type(entry)) == entry


def test_who_changed_what_somebody_may_is_named_and_entries_before_that_are_read() -> None:
    made = PersonChange(id="e-4", time="t", person="p-1", change="removed", role="senior",
                        callers=(), by="p-2")  # fmt: skip
    written = parse(canonical(made))
    assert written["by"] == "p-2"
    del written["by"]

    assert parse_as(canonical(written), PersonChange).by is UNSET


@pytest.mark.parametrize(("field", "value"), [("state", "passed"), ("change", "allowed")])
def test_a_word_that_is_none_of_ours_is_refused(field: str, value: str) -> None:
    written = parse(canonical(HOLD))
    written[field] = value

    with pytest.raises(RecordError):
        parse_as(canonical(written), Hold)
