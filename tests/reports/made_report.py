"""A report that was signed and approved, small enough to read."""

import hashlib

from countenance.reports.digests import digest
from countenance.reports.draft import Sentence
from countenance.reports.report import (
    Account,
    Certification,
    Clause,
    Confirmed,
    Decided,
    Edit,
    Entered,
    Generation,
    Listened,
    Obligation,
    Report,
    Review,
    Settled,
    Signature,
)
from reports.made import DRAFT, RECORDING, SPEAKERS, TRANSCRIPT

__all__ = ["AT", "DECIDED", "LATER", "OFFICER", "REPORT", "SUPERVISOR"]

AT = "2026-11-22T10:15:30.123Z"
LATER = "2026-11-22T11:15:30.123Z"
OFFICER = "p-officer"
SUPERVISOR = "p-supervisor"
_SHA = "sha256:" + "0" * 64
_ACCOUNT = "I stopped a car for its speed; the driver refused a search."

DECIDED = Decided(
    entry="0193a1b2-0000-7000-8000-000000000001",
    index=7,
    at=AT,
    service="on_premises_model",
    editions=("us-ca-pen-13663@2026-01-01",),
    clauses=(
        Clause("us-ca-pen-13663@2026-01-01", "draft-allowed", "allow", "Cal. Penal Code 13663(a)"),
    ),
    obligations=(
        Obligation("ai_disclosure_on_report", ("us-ca-pen-13663@2026-01-01#draft",), "2026-12-22"),
    ),
    compiled=_SHA,
)

REPORT = Report(
    id="report-0193a1b2-0000-7000-8000-000000000002",
    incident="2026-004711",
    evidence="bwc-5521",
    organization="c-1",
    officer=OFFICER,
    incident_type="traffic",
    opened=AT,
    recording=RECORDING,
    state="reviewed",
    decision=DECIDED,
    transcripts=(TRANSCRIPT,),
    speakers=(Confirmed(SPEAKERS, OFFICER, AT),),
    account=Account(
        _ACCOUNT, OFFICER, AT, f"sha256:{hashlib.sha256(_ACCOUNT.encode()).hexdigest()}"
    ),
    generations=(Generation(1, AT, OFFICER, DRAFT, digest(DRAFT), DECIDED.entry),),
    sentences=(
        Sentence("h1", "I stopped the car because my radar showed 52 in a 35 zone.", "human"),
        *DRAFT.sentences,
    ),
    omissions=DRAFT.omissions,
    edits=(
        Edit(
            1, 1, OFFICER, AT, "h1", "",
            "I stopped the car because my radar showed 52 in a 35 zone.", "human", True,
        ),
    ),
    settled=(
        Settled("b1", 1, "filled", OFFICER, AT, sentence="h1"),
        Settled("o1", 1, "left-out", OFFICER, AT, words="It is in the citation."),
    ),
    listened={"d1": Listened(4200, 2)},
    signature=Signature(
        Certification(
            report="report-0193a1b2-0000-7000-8000-000000000002",
            incident="2026-004711",
            version=1,
            recording=RECORDING.sha256,
            text=_SHA,
            contents=_SHA,
            generations=1,
            drafts=(digest(DRAFT),),
            words="I have reviewed this report, and it is true and correct.",
            by=OFFICER,
            at=AT,
        ),
        jws="e30.e30.AA",
        public="0" * 64,
    ),
    reviews=(Review("approved", SUPERVISOR, AT, _SHA),),
    entries=(Entered(DECIDED.entry, 7, "decided"),),
)  # fmt: skip
