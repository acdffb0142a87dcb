"""A report as its page shows it: how far it is, its text with the gaps in it, and what was heard.

Rules kept here:
 * What is open stands where it belongs in the text; what was settled, with how.
 * Nothing is shown here that the desk did not give to whoever looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from countenance.reports.open_items import Terms
from countenance.reports.out.captions import Cue, cues_of
from countenance.reports.out.told import Doubt, Gap, Line, Told
from countenance.reports.recording import Span
from countenance.reports.report import Report
from countenance.reports.speakers import Speaker

__all__ = [
    "STAGES",
    "Piece",
    "Stage",
    "Voice",
    "heard",
    "next_letters",
    "pieces",
    "stages",
    "voices",
]

_EXTRA = 2
"""Voices that a person may name at once besides those that are there."""

STAGES = (
    ("recording", "Put the recording into words"),
    ("account", "Write down what you remember"),
    ("speakers", "Say who is speaking"),
    ("draft", "Have a draft made"),
    ("settle", "Read it, listen, settle what is open"),
    ("sign", "Sign it"),
    ("review", "A supervisor looks at it"),
)
"""The id of each stage on the page, and what is done in it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its id, its words, and whether it is `done`, `now`, or `later`."""

    id: str
    says: str
    stands: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence with the doubts about it, or an open gap."""

    line: Line | None = None
    doubts: tuple[Doubt, ...] = ()
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice: its letter, what it says first, and who a person said it is."""

    letter: str
    first: tuple[Cue, ...]
    seconds: int
    person: Speaker | None


def stages(report: Report, terms: Terms) -> tuple[Stage, ...]:
    """How far it is."""
    accounted = report.account is not None or not terms.account_first
    done = {
        "recording": report.state != "decided",
        "account": accounted,
        "speakers": bool(report.speakers),
        "draft": bool(report.generations),
        "settle": report.state in ("settled", "signed", "reviewed"),
        "sign": report.signature is not None,
        "review": report.state == "reviewed",
    }
    found, waits = [], False
    for id_, says in STAGES:
        if done[id_]:
            found.append(Stage(id_, says, "done"))
            continue
        found.append(Stage(id_, says, "later" if waits else "now"))
        waits = True
    return tuple(found)


def pieces(told: Told) -> tuple[Piece, ...]:
    """The text in its order, with each gap that is open where it belongs."""
    gaps = [each for each in told.gaps if each.settled is None]
    there = {each.sentence.id for each in told.lines}
    found = [Piece(gap=each) for each in gaps if each.bracket.after is None]
    for line in told.lines:
        doubts = [each for each in told.doubts if each.flag.sentence == line.sentence.id]
        found.append(Piece(line, tuple(doubts)))
        found += [Piece(gap=each) for each in gaps if each.bracket.after == line.sentence.id]
    lost = [each for each in gaps if each.bracket.after not in (None, *there)]
    return (*found, *(Piece(gap=each) for each in lost))


def heard(report: Report) -> tuple[Cue, ...]:
    """What was heard, in the order of time, with the speech that gave no words."""
    if report.transcript is None:
        return ()
    speakers = report.speakers[-1].speakers if report.speakers else None
    return cues_of(report.transcript, speakers, report.recording.muted)


def voices(report: Report) -> tuple[Voice, ...]:
    """Each voice, in the order in which they begin; those that a person added come last."""
    transcript = report.transcript
    if transcript is None:
        return ()
    said = report.speakers[-1].speakers if report.speakers else None
    people = {each.voice: each for each in said.people} if said else {}
    moved = said.moved if said else {}
    letters = list(transcript.voices())
    letters += [each for each in people if each not in letters]
    cues = cues_of(transcript)
    found = []
    for letter in letters:
        ids = [s.id for s in transcript.segments if moved.get(s.id, s.voice) == letter]
        spans: Sequence[Span] = [transcript.segment(each).span for each in ids]
        own = tuple(cue for cue in cues if cue.words and cue.id.rpartition("-")[0] in ids)
        seconds = sum(span.length for span in spans) // 1000
        found.append(Voice(letter, own[:3], seconds, people.get(letter)))
    return tuple(found)


def next_letters(speak: Sequence[Voice]) -> tuple[str, ...]:
    """Letters for voices besides those there are."""
    there = {each.letter for each in speak}
    return tuple(each for each in ascii_uppercase if each not in there)[:_EXTRA]
