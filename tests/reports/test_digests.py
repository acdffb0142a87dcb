import hashlib

from countenance.reports.digests import canonical_bytes, digest
from countenance.reports.recording import Span
from reports.made import DRAFT, TRANSCRIPT


def test_a_digest_is_that_of_the_canonical_bytes() -> None:
    assert canonical_bytes(Span(1, 2)) == b'{"end":2,"start":1}'
    assert digest(Span(1, 2)) == f"sha256:{hashlib.sha256(canonical_bytes(Span(1, 2))).hexdigest()}"


def test_a_draft_names_its_transcript_by_digest() -> None:
    assert digest(TRANSCRIPT) == DRAFT.transcript
