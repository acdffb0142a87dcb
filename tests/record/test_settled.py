"""The entries of rulings and questions: names, days and digests, and nothing else."""

from typing import Any

import pytest

from countenance.errors import RecordError
from countenance.record.canonical import canonical, parse, parse_as
from countenance.record.settled import QuestionChange, RulingChange

RULING = RulingChange(
    id="e-1", time="2026-11-22T10:15:30.123Z", ruling="station", change="adopted", state="adopted",
    digest="sha256:aa", text="sha256:bb", edition="made@1", clause="A", reading="older-sentence",
    begins="2026-01-01", ends=None, checked="sha256:cc", question="q-1", person=None, motion="m-1",
)  # fmt: skip
QUESTION = QuestionChange(
    id="e-2", time="t", question="q-1", change="asked", state="open", edition="made@1", clause="A",
    term="mobile-camera", person=None, ruling=None, commit={"question": "aa"},
)  # fmt: skip


@pytest.mark.parametrize("entry", [RULING, QUESTION])
def test_each_reads_back_as_it_was_written(entry: Any) -> None:
    assert parse_as(canonical(entry), type(entry)) == entry


@pytest.mark.parametrize(
    ("entry", "field", "value"),
    [
        (RULING, "state", "counts"),
        (RULING, "change", "allowed"),
        (QUESTION, "state", "proposed"),
        (QUESTION, "change", "voted"),
    ],
)
def test_a_word_that_is_none_of_ours_is_refused(entry: Any, field: str, value: str) -> None:
    written = parse(canonical(entry))
    written[field] = value

    with pytest.raises(RecordError):
        parse_as(canonical(written), type(entry))


def test_no_words_of_anybody_get_in() -> None:
    with pytest.raises(RecordError):
        canonical(RulingChange(**{**parse_to(RULING), "reading": "in the wild"}))


def parse_to(entry: RulingChange) -> dict[str, Any]:
    return {name: value for name, value in parse(canonical(entry)).items() if name != "kind"}
