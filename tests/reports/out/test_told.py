"""What is told of a report: who wrote what, what it lacks, and whether it is signed."""

import msgspec
import pytest

from countenance.errors import ReportError
from countenance.reports.draft import MustAppear, Omission, Sentence
from countenance.reports.out.report_document import report_document
from countenance.reports.out.told import told
from countenance.reports.recording import Span
from countenance.reports.transcript import Support
from reports.out.made_out import NAMES, OUT


def test_each_sentence_says_where_it_is_heard_and_who_wrote_it() -> None:
    lines = told(OUT).lines

    assert [each.origin for each in lines] == [
        "person", "program", "program, then edited", "program", "case file",
    ]  # fmt: skip
    assert lines[1].spans == (Span(1000, 2380),)
    assert [edit.number for edit in lines[2].edits] == [2]


def test_what_the_text_lacks_is_told_what_weighs_most_first() -> None:
    kinds: tuple[MustAppear, ...] = ("warning", "pain", "refusal")
    more = tuple(Omission(f"x{n}", kind, (Support("s2", 0, 1),)) for n, kind in enumerate(kinds))
    found = told(msgspec.structs.replace(OUT, omissions=(*more, *OUT.omissions)))

    assert [each.omission.kind for each in found.lacking] == [
        "denial", "refusal", "pain", "warning",
    ]  # fmt: skip
    assert found.lacking[0].quote == "No. I did not do anything."
    assert found.lacking[0].who == "The driver"


def test_the_difference_of_each_draft_to_the_one_before() -> None:
    first, second = told(OUT).generated

    assert (first.lost, first.new) == ((), ())
    assert second.new == ('The officer said: "I have you at fifty two."',)


def test_a_signature_counts_for_the_text_that_it_is_about() -> None:
    other = msgspec.structs.replace(OUT, sentences=OUT.sentences[1:])

    assert told(OUT).signature is OUT.signature
    assert told(other).signature is None
    assert told(other, whole=OUT).signature is other.signature
    assert told(msgspec.structs.replace(OUT, signature=None)).signature is None


def test_a_signature_that_does_not_verify_is_none() -> None:
    assert OUT.signature is not None
    forged = msgspec.structs.replace(OUT.signature, jws=OUT.signature.jws[:-8] + "AAAAAAAA")

    assert told(msgspec.structs.replace(OUT, signature=forged)).signature is None


def test_people_are_named_where_their_name_is_known() -> None:
    assert told(OUT, names=NAMES).name("p-officer") == "Officer Reyes (p-officer)"
    assert told(OUT).name("p-officer") == "p-officer"


def test_what_rests_on_words_that_are_not_there_is_not_told() -> None:
    lost = Sentence("d9", "x", "ai", (Support("s99", 0, 0),))

    with pytest.raises(ReportError, match="sentence d9 rests on words that no transcript has"):
        told(msgspec.structs.replace(OUT, sentences=(lost,)))


def test_a_report_without_sound_yet_is_told_as_well() -> None:
    empty = msgspec.structs.replace(
        OUT, transcripts=(), generations=(), sentences=(), flags=(), omissions=(), edits=()
    )

    assert told(empty).lines == ()


def test_an_edit_of_an_earlier_draft_is_none_of_a_sentence_with_the_same_id() -> None:
    of_first = msgspec.structs.replace(OUT.edits[1], number=3, generation=1)
    report = msgspec.structs.replace(OUT, edits=(*OUT.edits, of_first))

    assert [[each.number for each in line.edits] for line in told(report).lines] == [
        [each.number for each in line.edits] for line in told(OUT).lines
    ]
    rows = str(report_document(told(report)).blocks)
    assert "d3 of draft 1" in rows
    assert "d3 of draft 1" not in str(report_document(told(OUT)).blocks)
