"""What an entry of the log shows about a report."""

import msgspec
import pytest

from countenance.errors import ProofError
from countenance.record.commitment import Opening
from countenance.reports.digests import digest
from countenance.reports.out.shown import shown_by
from countenance.reports.report import Report
from reports.out.made_out import OUT

DECIDED, FIRST, SECOND, SIGNED = OUT.entries


def opening(field: str, told: str) -> Opening:
    """An opening of a digest, or of plain words."""
    digits = told.removeprefix("sha256:")
    return Opening(field, b"s" * 32, bytes.fromhex(digits) if digits != told else told.encode())


def test_each_digest_of_a_report_can_be_shown() -> None:
    assert OUT.account is not None
    told = {
        "recording": OUT.recording.sha256,
        "samples": OUT.recording.samples_sha256,
        "transcript": digest(OUT.transcripts[0]),
        "speakers": digest(OUT.speakers[0].speakers),
        "account": OUT.account.sha256,
        "reason": "words",
    }

    found = shown_by(OUT, DECIDED, [opening(*each) for each in told.items()])

    assert found == ("recording", "sound", "transcript", "speakers", "account")


def test_a_draft_is_shown_by_its_own_entry_alone() -> None:
    first, second = (opening("draft", each.digest) for each in OUT.generations)

    assert shown_by(OUT, FIRST, [first]) == ("draft 1",)
    assert shown_by(OUT, SECOND, [second]) == ("draft 2",)
    with pytest.raises(ProofError, match="entry 5 was made from another draft than the report has"):
        shown_by(OUT, FIRST, [second])


def test_a_signature_is_shown_by_the_last_entry_of_one() -> None:
    assert OUT.signature is not None
    public = opening("signature", OUT.signature.public)
    text = opening("text", OUT.signature.certifies.text)
    again: Report = msgspec.structs.replace(OUT, entries=(FIRST, SIGNED, SIGNED, SECOND))

    assert shown_by(OUT, SIGNED, [text, public]) == ("signed text", "signature")
    assert shown_by(again, SECOND, [text]) == ()
    with pytest.raises(ProofError, match="another signature"):
        shown_by(OUT, SIGNED, [opening("signature", "f" * 64)])
