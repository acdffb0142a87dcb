"""A draft from its pieces: numbered in the order of time, with its gaps, and what it leaves out.

What the case file and the recording say is put in the same way for whoever drafts: fields first,
silence and speech without words where they stand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import msgspec

from countenance.reports.checking.heard import heard
from countenance.reports.checking.omissions import is_told, omissions
from countenance.reports.clock import clock, span_clock
from countenance.reports.digests import digest
from countenance.reports.draft import Bracket, Draft, IncidentType, Omission, Sentence
from countenance.reports.drafting.slots import slots
from countenance.reports.fields import Fields, fields_known
from countenance.reports.language.stems import tokens
from countenance.reports.language.tables import packaged
from countenance.reports.program import Program
from countenance.reports.recording import Recording
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Transcript

__all__ = ["OF_THE_RADIO", "Piece", "assembled", "brackets_for", "left_out", "told_by_fields"]

OF_THE_RADIO: Final = "what the radio said, from the dispatch log"
_OF_A_GAP: Final = "what was heard as `{}`, from the case file or a document"


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence without its number: when it is told, and what the officer is asked after it.

    `gaps`: names that were heard in it, each of which is asked for once.
    """

    start: int
    sentence: Sentence
    gaps: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


def assembled(
    said: Iterable[Piece],
    transcript: Transcript,
    speakers: Speakers,
    incident_type: IncidentType,
    fields: Fields,
    recording: Recording,
    drafter: Program,
) -> Draft:
    """The draft that some pieces make, without flags."""
    pieces = sorted((*said, *_silent(transcript, recording)), key=lambda piece: piece.start)
    sentences: list[Sentence] = []
    asked: list[tuple[str, str | None]] = [(each, None) for each in brackets_for(incident_type)]
    asked += [(each.asks, None) for each in slots(transcript, speakers, fields) if each.is_open]
    gaps: set[str] = set()
    for piece in (*told_by_fields(fields, recording), *pieces):
        id_ = f"d{len(sentences) + 1}"
        sentences.append(msgspec.structs.replace(piece.sentence, id=id_))
        asked += [(_OF_A_GAP.format(each), id_) for each in piece.gaps if each not in gaps]
        asked += [(each, id_) for each in piece.asks]
        gaps.update(piece.gaps)
    return Draft(
        incident_type,
        digest(transcript),
        digest(speakers),
        (*transcript.programs, drafter),
        tuple(sentences),
        tuple(Bracket(f"b{number}", *each) for number, each in enumerate(asked, 1)),
        left_out(sentences, transcript, speakers),
    )


def brackets_for(incident_type: IncidentType) -> tuple[str, ...]:
    """What the officer is asked for in every report of a kind: sound does not show it."""
    return _brackets()["every"] + _brackets()[incident_type]


def told_by_fields(fields: Fields, recording: Recording) -> Iterator[Piece]:
    """The sentences that the case file, and what was typed of the camera's clock, become."""
    for name, value in fields.items():
        tells = fields_known()[name].tells
        if tells:
            yield Piece(0, Sentence("", tells.format(value), "structured_field"))
    overlay = recording.overlay
    if overlay is not None:
        label = f", label {overlay.label}" if overlay.label else ""
        text = (
            f"As typed from the first picture, the camera's clock showed {overlay.at}{label}. "
            "Times below are of the recording; spoken times are as they were spoken."
        )
        yield Piece(0, Sentence("", text, "structured_field"))


def left_out(
    sentences: Sequence[Sentence], transcript: Transcript, speakers: Speakers
) -> tuple[Omission, ...]:
    """What must not vanish and did, then all other speech that no sentence rests on."""
    must = omissions(sentences, transcript, speakers)
    listed = {each.support for each in must}
    texts = [tokens(each.text) for each in sentences]
    other = [
        unit
        for unit in heard(transcript, speakers).units
        if (unit.support,) not in listed
        and not any(is_told(unit, each, text) for each, text in zip(sentences, texts, strict=True))
    ]
    more = tuple(
        Omission(f"o{number}", "other", (unit.support,), unit.voice)
        for number, unit in enumerate(other, len(must) + 1)
    )
    return must + more


def _silent(transcript: Transcript, recording: Recording) -> Iterator[Piece]:
    """What is told of a recording where nobody is understood."""
    for span in recording.muted:
        text = f"From {clock(span.start)} to {clock(span.end)} the recording has no sound."
        yield Piece(span.start, Sentence("", text, "ai", span=span))
    for span in transcript.unintelligible:
        text = (
            f"[unintelligible {span_clock(span)}] Somebody speaks there, "
            "and the words were not understood."
        )
        yield Piece(span.start, Sentence("", text, "ai", span=span))


@lru_cache(maxsize=1)
def _brackets() -> Mapping[str, tuple[str, ...]]:
    table = packaged("drafting/brackets.toml")
    found = {}
    for name in table.names():
        part = table.table(name)
        found[name] = part.texts("asks")
        part.done()
    return found
