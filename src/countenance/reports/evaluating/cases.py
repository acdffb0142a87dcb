"""A recording whose words are known: who spoke when, claims about it, and what must not vanish.

    {"incident_type": "traffic",
     "speakers": {"A": {"standing": "officer", "called": "Officer Bright"}},
     "turns": [{"speaker": "A", "start": 0.5, "end": 1.6, "text": "Are you hurt?"}],
     "claims": [[1, "ok", "Officer Bright asked ..."]], "must_appear": [["pain", 1]]}

A speaker may have a `role` and a `name` instead: a name counts as typed where all of it was spoken.
Without `speakers` the `role` of each turn says who that is. What a program heard of the same
recording is cut into segments by whom it truly is.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from countenance.errors import ReportError
from countenance.reports.draft import IncidentType
from countenance.reports.evaluating.claims import Claim
from countenance.reports.recording import Recording, Span
from countenance.reports.speakers import Speaker, Speakers, Standing
from countenance.reports.transcript import Segment, Transcript, Word

__all__ = ["Case", "Fact", "heard_of", "read_case"]

_SURE = 1000
_STANDINGS: dict[str, Standing] = {"officer": "officer", "dispatch": "dispatch"}


@dataclass(frozen=True, slots=True)
class Fact:
    """Speech that must not vanish, by when it was said."""

    what: str
    span: Span


@dataclass(frozen=True, slots=True)
class Case:
    """One recording: its true transcript, its people, with typed names too, and what is asked."""

    name: str
    incident_type: IncidentType
    recording: Recording
    transcript: Transcript
    speakers: Speakers
    named: Speakers
    claims: tuple[Claim, ...]
    facts: tuple[Fact, ...]


class _Who(msgspec.Struct, frozen=True):
    standing: Standing | None = None
    called: str = ""
    role: str = ""
    name: str | None = None


class _Turn(msgspec.Struct, frozen=True):
    start: float
    end: float
    text: str
    speaker: str = ""
    role: str = ""

    @property
    def voice(self) -> str:
        return self.speaker or self.role


class _KeyFact(msgspec.Struct, frozen=True):
    k: str
    turn: int


class _Case(msgspec.Struct, frozen=True):
    turns: tuple[_Turn, ...]
    id: str = ""
    incident_type: IncidentType = "other"
    speakers: dict[str, _Who] = {}
    claims: tuple[tuple[Literal[0, 1], str, str], ...] = ()
    must_appear: tuple[tuple[str, int], ...] = ()
    key_facts: tuple[_KeyFact, ...] = ()
    silent_head_s: float = 0


def read_case(data: bytes, where: str) -> Case:
    """A case in JSON. Raises `ReportError`."""
    try:
        read = msgspec.json.decode(data, type=_Case)
    except (msgspec.MsgspecError, UnicodeDecodeError) as cause:
        raise ReportError(
            f"{where}: its claims, facts or speakers cannot be read: {cause}; expected "
            '"claims": [[1, KIND, SENTENCE], [0, KIND, SENTENCE]], 1 for a true one'
        ) from cause
    read = msgspec.structs.replace(read, speakers=_speakers(read), id=read.id or Path(where).stem)
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    segments = tuple(_segment(number, turn) for number, turn in enumerate(read.turns, 1))
    length = max((segment.span.end for segment in segments), default=1)
    head = round(read.silent_head_s * 1000)
    told = [(fact.k, fact.turn) for fact in read.key_facts] + list(read.must_appear)
    for what, turn in told:
        if not 0 <= turn < len(segments):
            raise ReportError(
                f"{where}: fact `{what}` names turn {turn}; "
                f"turns are counted from 0, and there are {len(segments)}"
            )
    return Case(
        read.id,
        read.incident_type,
        Recording(
            f"{read.id}.wav", "wav", 1, digest, digest, max(length, 1), "none",
            (Span(0, head),) if head else (),
        ),
        Transcript(digest, (), segments),
        _people(read, names=False),
        _people(read, names=True),
        tuple(Claim(text, bool(supported), kind) for supported, kind, text in read.claims),
        tuple(Fact(what, segments[turn].span) for what, turn in told),
    )  # fmt: skip


def heard_of(case: Case, words: Sequence[Word]) -> Transcript:
    """A transcript of words that a program heard, each the voice's who truly spoke then."""
    segments: list[Segment] = []
    held: list[Word] = []
    last: Segment | None = None
    for word in words:
        turn = min(case.transcript.segments, key=lambda each: _away(each.span, word))
        if last is not None and turn is not last and held:
            segments.append(Segment(f"s{len(segments) + 1}", last.voice, tuple(held)))
            held = []
        held.append(word)
        last = turn
    if last is not None:
        segments.append(Segment(f"s{len(segments) + 1}", last.voice, tuple(held)))
    return Transcript(case.transcript.samples_sha256, (), tuple(segments))


def _away(span: Span, word: Word) -> int:
    middle = (word.start + word.end) // 2
    return max(span.start - middle, middle - span.end, 0)


def _segment(number: int, turn: _Turn) -> Segment:
    texts = turn.text.split()
    start, length = turn.start * 1000, (turn.end - turn.start) * 1000
    words = tuple(
        Word(
            text,
            round(start + length * at / len(texts)),
            round(start + length * (at + 1) / len(texts)),
            _SURE,
        )
        for at, text in enumerate(texts)
    )
    return Segment(f"s{number}", turn.voice, words)


def _speakers(read: _Case) -> dict[str, _Who]:
    """Those who are told, and whoever else has a turn, by role."""
    others = {turn.voice: _Who(role=turn.role or turn.speaker) for turn in read.turns}
    return {**others, **read.speakers}


def _people(read: _Case, *, names: bool) -> Speakers:
    said = {word.strip(".,?!").lower() for turn in read.turns for word in turn.text.split()}
    people = []
    for voice, who in read.speakers.items():
        standing = who.standing or _standing(who.role)
        called = who.called or _called(who, standing)
        typed = who.name or ""
        spoken = bool(typed) and all(word.lower() in said for word in typed.split())
        name = called if standing == "officer" else typed if names and spoken else ""
        people.append(Speaker(voice, standing, called, name))
    return Speakers(tuple(people))


def _standing(role: str) -> Standing:
    return _STANDINGS.get(role, "community")


def _called(who: _Who, standing: Standing) -> str:
    if standing == "officer":
        return who.name or "the officer"
    return "dispatch" if standing == "dispatch" else f"the {who.role}"
