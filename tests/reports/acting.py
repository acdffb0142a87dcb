"""People, an ear, a drafter and a decider for the tests of reports; they keep their promises."""

import asyncio
import hashlib
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from countenance.codes.model import Edition
from countenance.record.members import ErasureWord, VerdictWord
from countenance.reports import settling, steps
from countenance.reports.digests import digest
from countenance.reports.draft import Bracket, Draft, Flag, IncidentType, Omission, Sentence
from countenance.reports.open_items import Terms, open_items
from countenance.reports.ports import Held, Kept, Opened, Refused
from countenance.reports.program import Program
from countenance.reports.recording import Overlay, Recording
from countenance.reports.report import Decided, Report
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Transcript
from countenance.review.people import Person, Role
from reports.made import DRAFT, RECORDING, SPEAKERS, TRANSCRIPT
from reports.made_report import AT, DECIDED, LATER

__all__ = [
    "AUDITOR", "CHIEF", "DEFENSE", "FLAG", "FLAGGED", "OFFICER", "OTHER", "PIECE", "PROSECUTOR",
    "SAMPLES", "SUPERVISOR", "TERMS", "Erasing", "ScriptedDecider", "ScriptedDrafter",
    "ScriptedEar", "begun", "drafted", "listened", "settled",
]  # fmt: skip

HERE = frozenset({"c-1"})
OFFICER = Person("p-officer", Role.OFFICER, HERE)
OTHER = Person("p-other", Role.OFFICER, HERE)
SUPERVISOR = Person("p-supervisor", Role.SUPERVISOR, HERE)
PROSECUTOR = Person("p-prosecutor", Role.PROSECUTOR)
DEFENSE = Person("p-defense", Role.DEFENSE)
AUDITOR = Person("p-auditor", Role.AUDITOR)
CHIEF = Person("p-chief", Role.CHIEF, HERE)

TERMS = Terms()
SAMPLES = bytes(range(256)) * 1250
"""Ten seconds."""

PIECE = "0" * 64
"""The name under which an ear keeps what it has heard so far."""

FLAG = Flag("f1", "d2", "quotation", "these are not the words that are heard", ())
FLAGGED = msgspec.structs.replace(DRAFT, flags=(FLAG,))


def begun(id_: str = "report-00000001") -> Report:
    """A report of which nothing was heard yet."""
    return steps.begin(
        id_, RECORDING, DECIDED, OFFICER, "c-1", "2026-004711", "bwc-1", "traffic", AT
    ).report


def drafted(draft: Draft = FLAGGED) -> Report:
    """One with a draft, with one bracket, one flag and one omission."""
    report = steps.hear(begun(), TRANSCRIPT, TERMS).report
    report = steps.seal_account(report, OFFICER, "I stopped a car.", AT, TERMS).report
    report = steps.confirm(report, OFFICER, SPEAKERS, AT, TERMS).report
    return steps.generate(report, OFFICER, draft, AT, TERMS).report


def listened(report: Report, milliseconds: int = 60_000) -> Report:
    """With every sentence played."""
    played = {each.id: milliseconds for each in report.sentences}
    return steps.listen(report, OFFICER, played, LATER, TERMS).report


def settled() -> Report:
    """One with nothing open."""
    report = listened(drafted())
    report = settling.fill(report, OFFICER, "b1", "I saw it on radar.", AT, TERMS).report
    report = settling.override(report, OFFICER, "f1", "it is clear to me", AT, TERMS).report
    report = settling.leave_out(report, OFFICER, "o1", "it is in the citation", AT, TERMS).report
    assert not open_items(report).count
    return report


@dataclass
class ScriptedEar:
    """Opens any file as ten seconds of sound, and hears what it was told to."""

    service: str = "on_premises_model"
    heard: list[str] = field(default_factory=list)
    fails: Exception | None = None
    separates: bool = False
    by_sound: bool | None = None
    """Whether the voices were to be told apart by their sound."""
    had: bytes | None = None
    """What it had kept of a hearing before."""

    def open(self, path: Path, name: str, overlay: Overlay | None) -> Opened:
        data = path.read_bytes()
        recording = msgspec.structs.replace(
            RECORDING,
            file=name,
            bytes=len(data),
            sha256=f"sha256:{hashlib.sha256(data).hexdigest()}",
            samples_sha256=f"sha256:{hashlib.sha256(SAMPLES).hexdigest()}",
            overlay=overlay,
        )
        return Opened(recording, SAMPLES)

    def hear(
        self,
        samples: bytes | memoryview,
        recording: Recording,
        progress: Callable[[float], None],
        kept: Kept,
        *,
        by_sound: bool = False,
    ) -> Transcript:
        self.by_sound = by_sound
        self.heard.append(recording.sha256)
        self.had = kept.get(PIECE)
        if self.had is None:
            kept.put(PIECE, b"some words")
        progress(0.5)
        if self.fails is not None:
            raise self.fails
        assert f"sha256:{hashlib.sha256(samples).hexdigest()}" == recording.samples_sha256
        by = (Program("speakers", "scripted", "1"),) if self.separates else ()
        return msgspec.structs.replace(
            TRANSCRIPT,
            samples_sha256=recording.samples_sha256,
            programs=(*TRANSCRIPT.programs, *by),
        )


@dataclass
class ScriptedDrafter:
    """Drafts two sentences. A sentence that says `wrong` is flagged; the denial has to appear."""

    runs: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def draft(
        self,
        transcript: Transcript,
        speakers: Speakers,
        recording: Recording,
        incident_type: IncidentType,
        fields: Mapping[str, str],
    ) -> Draft:
        run = next(self.runs)
        program = Program("drafter", "scripted", "1", settings={"run": run, **fields})
        return Draft(
            incident_type, digest(transcript), digest(speakers), (program,), DRAFT.sentences,
            (Bracket("b1", "the reason for the stop"),), DRAFT.omissions, (FLAG,),
        )  # fmt: skip

    def check(
        self,
        sentence: Sentence,
        transcript: Transcript,
        speakers: Speakers,
        fields: Mapping[str, str],
    ) -> tuple[Flag, ...]:
        if "wrong" not in sentence.text:
            return ()
        return (Flag("f1", sentence.id, "act", "nobody said so", sentence.support),)

    def omissions(
        self, sentences: tuple[Sentence, ...], transcript: Transcript, speakers: Speakers
    ) -> tuple[Omission, ...]:
        told = {each.segment for sentence in sentences for each in sentence.support}
        refusal = Omission("o1", "refusal", DRAFT.sentences[1].support, "B")
        missing = {"s2": DRAFT.omissions[0], "s4": refusal}
        return tuple(each for segment, each in missing.items() if segment not in told)


@dataclass
class ScriptedDecider:
    """Lets everything be heard, or what it is told."""

    answer: Decided | Refused | Held = DECIDED
    apart: Decided | Refused | Held = DECIDED
    """What is said about telling voices apart."""
    verdicts: tuple[VerdictWord, ...] = ("allow",)
    facts: dict[str, str] = field(default_factory=dict)
    meanwhile: Callable[[], object] = lambda: None
    """What happens while the codes are asked about a finished report."""

    async def decide(
        self, organization: str, key: str | None, recording: Recording, incident_type: IncidentType
    ) -> Decided | Refused | Held:
        return self.answer

    async def separate(
        self, organization: str, key: str | None, recording: Recording, incident_type: IncidentType
    ) -> Decided | Refused | Held:
        return self.apart

    async def finished(
        self,
        decided: Decided,
        organization: str,
        recording: Recording,
        incident_type: IncidentType,
        facts: dict[str, str],
    ) -> tuple[VerdictWord, ...]:
        self.facts = facts
        await asyncio.to_thread(self.meanwhile)
        return self.verdicts

    def editions(self, decided: Decided) -> tuple[Edition, ...]:
        return ()

    def after_facts(self) -> tuple[str, ...]:
        return ("ai_disclosure_on_report", "officer_signed_review")


@dataclass
class Erasing:
    """Remembers what was to be erased."""

    names: list[tuple[str, ...]] = field(default_factory=list)

    def erase(self, names: Sequence[str], basis: ErasureWord, who: str, note: str) -> int:
        self.names.append(tuple(names))
        return 7
