"""A ruling as a form has it, written down and read back."""

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.codes.model import Verdict
from countenance.errors import ReviewError
from countenance.review.ruling_draft import Added, Draft, is_day, written
from countenance.review.ruling_text import load_ruling
from countenance.review.typed import unseen_in
from countenance.stores.packaged import edition, packaged_vocabulary

VOCABULARY = packaged_vocabulary()
MAY = edition("ms-aoai-coc@2024-05-03")
DRAFT = Draft(
    "station", MAY.name, "AOAI-ID", "board", "any user", "A station is no place in the wild.",
    "2026-01-01", "2028-01-01",
    {"agency_country": ("NO",), "environment": ("controlled", "none")},
    Added("board", "Inside it is allowed.", "allow", "https://board.example/12"),
)  # fmt: skip

odd = st.text(st.sampled_from('"\\\n\t\r\x00\x7f\'#= æ漢🙂') | st.characters(), max_size=12)
seen = odd.map(lambda each: f"a{each}").filter(lambda each: unseen_in(each) is None)


def test_it_is_written_as_a_board_would_write_it() -> None:
    assert written(DRAFT) == (
        """\
id = "station"
edition = "ms-aoai-coc@2024-05-03"
clause = "AOAI-ID"
reading = "board"
cites = "any user"
says = "A station is no place in the wild."
begins = 2026-01-01
ends = 2028-01-01

[scope]
agency_country = "NO"
environment = ["controlled", "none"]

[added]
name = "board"
says = "Inside it is allowed."
verdict = "allow"
source = "https://board.example/12"
"""
    )


@given(st.lists(seen, min_size=7, max_size=7), st.dates(), st.none() | st.dates(), st.booleans())
def test_what_is_read_back_is_what_was_written(
    words: list[str], begins: date, ends: date | None, adds: bool
) -> None:
    clause, reading, cites, says, name, added_says, source = words
    made = Draft(
        "odd", MAY.name, clause, reading, cites, says, str(begins), str(ends or ""),
        {"environment": tuple(words)},
        Added(name, added_says, "deny", source) if adds else None,
    )  # fmt: skip

    ruling = load_ruling(written(made), MAY, VOCABULARY, "a form")

    assert (ruling.clause, ruling.reading, ruling.cites) == (clause, reading, cites)
    assert (ruling.says, ruling.begins, ruling.ends) == (says, begins, ends)
    assert ruling.scope == {"environment": tuple(words)}
    if ruling.added is not None:
        assert (ruling.added.name, ruling.added.says) == (name, added_says)
        assert (ruling.added.source, ruling.added.verdict) == (source, Verdict.DENY)
    assert (ruling.added is not None) is adds


@given(odd, odd, odd)
def test_what_is_no_ruling_yet_stands_in_the_text_all_the_same(
    says: str, begins: str, fact: str
) -> None:
    made = Draft("", MAY.name, "AOAI-ID", "", "", says, begins, scope={fact: (says,)})

    found = tomllib.loads(written(made))

    assert (found["id"], found["says"], found["scope"]) == ("", says, {fact: says})
    assert str(found["begins"]) == begins


@pytest.mark.parametrize(
    "word", ["", "2026-02-30", "20260101", "2026-W01-1", "1 May 2026", "２０２６-01-01"]
)
def test_a_day_that_is_none_is_told_by_the_reader(word: str) -> None:
    made = Draft("a", MAY.name, "AOAI-ID", "reporter", "any user", "why", word)

    assert not is_day(word)
    with pytest.raises(ReviewError, match=r"`begins` is .*takes a date such as 2024-05-03"):
        load_ruling(written(made), MAY, VOCABULARY, "a form")
