"""However much a decision lists, its entry is short, and what it does not list is kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.errors import RecordError
from countenance.record import entry as kinds
from countenance.record.canonical import LIMIT, parse
from countenance.record.commitment import opens
from record.examples import decided, part

CLAUSE = kinds.FindingRef("ms-enterprise-ai-coc@4.0", "#15", "deny", "yes", (), False)


@given(count=st.integers(0, 1500))
@settings(max_examples=15, deadline=None)
def test_however_many_parts_the_entry_stays_short_and_counts_them_all(count: int) -> None:
    made = decided(parts=[part(i) for i in range(count)])
    entry = parse(made.data)

    more = {one["list"]: one for one in entry["more"]}
    left_out = more["parts"]["count"] if more else 0
    assert len(made.data) <= LIMIT
    assert len(entry["parts"]) + left_out == count
    assert len(made.openings) == count + bool(more)


def test_what_was_left_out_is_committed_to_and_kept() -> None:
    made = decided(parts=[part(i) for i in range(300)])
    entry = parse(made.data)

    (more,) = entry["more"]
    (opening,) = [one for one in made.openings if one.field == "more.parts"]
    rest = parse(opening.value, 1 << 24)
    assert opens(opening, more["commitment"])
    assert len(rest) == more["count"]
    assert rest[0]["where"] == f"messages[{len(entry['parts'])}].content"


def test_the_longest_list_gives_way_and_the_clauses_stay() -> None:
    many = [part(i) for i in range(400)]
    entry = parse(decided(parts=many, clauses=[CLAUSE] * 9, none_speaks=False).data)

    assert len(entry["clauses"]) == 9
    assert [one["list"] for one in entry["more"]] == ["parts"]


def test_an_entry_that_cannot_be_shortened_fails() -> None:
    with pytest.raises(RecordError):
        decided(relied_on=["a" * 150] * 200)
