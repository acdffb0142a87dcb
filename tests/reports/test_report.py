import hashlib

import msgspec
import pytest

from countenance.reports.digests import canonical_bytes
from countenance.reports.report import Report, full_text, programs_of, text_digest
from reports.made import DRAFT, TRANSCRIPT
from reports.made_report import REPORT


def test_a_report_is_read_back_as_it_was_written() -> None:
    assert msgspec.json.decode(canonical_bytes(REPORT), type=Report) == REPORT


def test_the_digest_is_that_of_a_file_of_the_text() -> None:
    text = full_text(REPORT)

    assert text.splitlines() == [each.text for each in REPORT.sentences]
    assert text_digest(REPORT) == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def test_one_changed_letter_is_another_text() -> None:
    first = msgspec.structs.replace(REPORT.sentences[0], text="I stopped the cat.")
    other = msgspec.structs.replace(REPORT, sentences=(first, *REPORT.sentences[1:]))

    assert text_digest(other) != text_digest(REPORT)


def test_every_program_that_had_a_part_is_named_once() -> None:
    twice = msgspec.structs.replace(REPORT, generations=REPORT.generations * 2)

    assert programs_of(twice) == (*TRANSCRIPT.programs, *DRAFT.programs)


def test_a_time_without_milliseconds_is_refused() -> None:
    document = msgspec.to_builtins(REPORT) | {"opened": "2026-11-22T10:15:30Z"}

    with pytest.raises(msgspec.ValidationError, match="opened"):
        msgspec.convert(document, Report)
