"""A signed report with something of everything that is handed out, small enough to read."""

import hashlib
from array import array
from math import pi, sin

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.reports.digests import canonical_bytes, digest
from countenance.reports.draft import Bracket, Draft, Flag, Omission, Sentence
from countenance.reports.program import Program
from countenance.reports.recording import RATE, Recording, Span
from countenance.reports.report import (
    Edit,
    Entered,
    Generation,
    Report,
    Settled,
    Signature,
    text_digest,
)
from countenance.reports.signing import JWS_TYPE, contents_digest, sign_payload
from countenance.reports.transcript import Support, Transcript
from reports.made import DRAFT, RECORDING, TRANSCRIPT, said
from reports.made_report import AT, OFFICER, REPORT

__all__ = ["EDITIONS", "NAMES", "OFFICER_KEY", "OUT", "SAMPLES", "signed"]

NAMES = {OFFICER: "Officer Reyes", "p-supervisor": "Sergeant Ito", "c-1": "Northport Police"}
OFFICER_KEY = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
EDITIONS = ("us-ca-pen-13663@2026-01-01",)

SAMPLES = array(
    "h", [int(8000 * sin(2 * pi * 440 * n / RATE)) for n in range(10 * RATE)]
).tobytes()  # fmt: skip
"""Ten seconds of a tone."""

_RECORDING: Recording = msgspec.structs.replace(
    RECORDING, samples_sha256=f"sha256:{hashlib.sha256(SAMPLES).hexdigest()}"
)
_TRANSCRIPT: Transcript = msgspec.structs.replace(
    TRANSCRIPT,
    samples_sha256=_RECORDING.samples_sha256,
    segments=(*TRANSCRIPT.segments[:3], said("s4", "B", 8000, "I do not consent", sure=600)),
)
_FIRST: Draft = msgspec.structs.replace(
    DRAFT,
    transcript=digest(_TRANSCRIPT),
    programs=(
        Program("drafter", "countenance-extractive", "1"),
        Program("check", "countenance-check", "1", settings={"strict": 1}),
    ),
    sentences=(
        DRAFT.sentences[0],
        Sentence(
            "d2", 'The driver said: "I do not consent."', "ai", (Support("s4", 0, 3),), "B", True
        ),
    ),
    omissions=(
        Omission("o1", "denial", (Support("s2", 0, 5),), "B"),
        Omission("o2", "refusal", (Support("s4", 0, 3),), "B"),
    ),
)
_SECOND: Draft = msgspec.structs.replace(
    _FIRST,
    sentences=(
        _FIRST.sentences[0],
        Sentence(
            "d3", 'The officer said: "I have you at fifty two."', "ai", (Support("s3", 0, 5),), "A"
        ),
        _FIRST.sentences[1],
    ),
    brackets=(Bracket("b1", "the reason for the stop, in your own words"),),
    flags=(Flag("f1", "d3", "number", "52 was heard, 25 was written", (Support("s3", 4, 5),)),),
)
_EDITED = "The officer told the driver that the radar showed fifty two."


def signed(report: Report) -> Report:
    """The same, signed as it is."""
    assert report.signature is not None  # whose words are signed again
    certifies = msgspec.structs.replace(
        report.signature.certifies,
        version=report.version,
        recording=report.recording.sha256,
        text=text_digest(report),
        contents=contents_digest(report),
        generations=len(report.generations),
        drafts=tuple(each.digest for each in report.generations),
    )
    signature = Signature(
        certifies,
        sign_payload(canonical_bytes(certifies), OFFICER_KEY, JWS_TYPE),
        OFFICER_KEY.public_key().public_bytes_raw().hex(),
    )
    return msgspec.structs.replace(report, signature=signature)


OUT: Report = signed(
    msgspec.structs.replace(
        REPORT,
        recording=_RECORDING,
        transcripts=(_TRANSCRIPT,),
        generations=(
            Generation(1, AT, OFFICER, _FIRST, digest(_FIRST), "0193a1b2-0000-7000-8000-03"),
            Generation(2, AT, OFFICER, _SECOND, digest(_SECOND), "0193a1b2-0000-7000-8000-04"),
        ),
        sentences=(
            REPORT.sentences[0],
            _SECOND.sentences[0],
            msgspec.structs.replace(_SECOND.sentences[1], text=_EDITED, origin="ai_edited"),
            _SECOND.sentences[2],
            Sentence("f9", "Incident number 2026-004711.", "structured_field"),
        ),
        flags=_SECOND.flags,
        omissions=_SECOND.omissions,
        edits=(
            Edit(1, 2, OFFICER, AT, "h1", "", REPORT.sentences[0].text, "human", True),
            Edit(2, 2, OFFICER, AT, "d3", _SECOND.sentences[1].text, _EDITED, "ai_edited"),
        ),
        settled=(
            Settled("b1", 2, "filled", OFFICER, AT, sentence="h1"),
            Settled("f1", 2, "overridden", OFFICER, AT, words="I know what the radar showed."),
            Settled("o1", 2, "left-out", OFFICER, AT, words="It is in the citation."),
            Settled("o2", 2, "included", OFFICER, AT, sentence="d2"),
        ),
        entries=(
            Entered("0193a1b2-0000-7000-8000-000000000001", 4, "decided"),
            Entered("0193a1b2-0000-7000-8000-03", 5, "generated"),
            Entered("0193a1b2-0000-7000-8000-04", 6, "generated"),
            Entered("0193a1b2-0000-7000-8000-05", 7, "signed"),
        ),
    )
)
assert Span(8000, 8780) == _TRANSCRIPT.segment("s4").span
