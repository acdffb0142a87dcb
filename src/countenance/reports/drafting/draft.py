"""The drafter: what was said, in its order, by whom and when; it writes nothing of its own.

Rules kept here:
 * A sentence is a quotation with a fixed frame. Nobody's words are put into other words, because no
   rule is certain to keep their sense; pronouns stay as they were said.
 * What the case file says comes first and is no work of this program. Names, plates, places and
   results of radio checks come from there; where they were only heard, a bracket asks for them.
 * No offence, suspicion, intent, demeanour, fault, or reason for a step of the officer is written:
   each is a bracket.
 * Sound without words, and a recording without sound, are told where they stand.
 * The same input makes the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from countenance import __version__
from countenance.errors import ReportError
from countenance.reports.checking.heard import Unit, heard
from countenance.reports.checking.omissions import is_told, omissions
from countenance.reports.digests import digest
from countenance.reports.draft import Bracket, Draft, IncidentType, Omission, Sentence
from countenance.reports.drafting.must_appear import kind_of, standings
from countenance.reports.drafting.names import known_names, masked
from countenance.reports.drafting.times import camera_clock, minutes
from countenance.reports.fields import Fields, fields_known, read_fields
from countenance.reports.language.stems import tokens
from countenance.reports.language.tables import packaged
from countenance.reports.program import Program
from countenance.reports.recording import Recording
from countenance.reports.speakers import Speaker, Speakers
from countenance.reports.transcript import Support, Transcript

__all__ = ["DRAFTER", "brackets_for", "draft", "left_out", "told_by_fields"]

DRAFTER: Final = Program("drafter", "countenance-extractive", __version__)
_OF_A_GAP: Final = "what was heard as `{}`, from the case file or a document"
_LONGEST: Final = 45
"""Words in one sentence: a longer turn is told in several."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence without its number: when it is told, and what the officer is asked after it."""

    start: int
    sentence: Sentence
    gaps: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


def draft(
    transcript: Transcript,
    speakers: Speakers,
    incident_type: IncidentType,
    fields: Mapping[str, str],
    recording: Recording,
) -> Draft:
    """The draft of a report, without flags. Raises `ReportError`."""
    known = read_fields(fields)
    if recording.samples_sha256 != transcript.samples_sha256:
        raise ReportError("this transcript is of another sound than this recording")
    people = _people(transcript, speakers)
    pieces = sorted(
        (*_said(transcript, speakers, people, known, recording), *_silent(transcript, recording)),
        key=lambda piece: piece.start,
    )
    sentences: list[Sentence] = []
    asked: list[tuple[str, str | None]] = [(each, None) for each in brackets_for(incident_type)]
    gaps: set[str] = set()
    for piece in (*told_by_fields(known, recording), *pieces):
        id_ = f"d{len(sentences) + 1}"
        sentences.append(_numbered(piece.sentence, id_))
        asked += [(_OF_A_GAP.format(each), id_) for each in piece.gaps if each not in gaps]
        asked += [(each, id_) for each in piece.asks]
        gaps.update(piece.gaps)
    return Draft(
        incident_type,
        digest(transcript),
        digest(speakers),
        (*transcript.programs, DRAFTER),
        tuple(sentences),
        tuple(Bracket(f"b{number}", *each) for number, each in enumerate(asked, 1)),
        left_out(sentences, transcript, speakers),
    )


def brackets_for(incident_type: IncidentType) -> tuple[str, ...]:
    """What the officer is asked for in every report of a kind: sound does not show it."""
    return _brackets()["every"] + _brackets()[incident_type]


def told_by_fields(fields: Fields, recording: Recording) -> Iterator[_Piece]:
    """The sentences that the case file, and what was typed of the camera's clock, become."""
    for name, value in fields.items():
        tells = fields_known()[name].tells
        if tells:
            yield _Piece(0, Sentence("", tells.format(value), "structured_field"))
    overlay = recording.overlay
    if overlay is not None:
        label = f", label {overlay.label}" if overlay.label else ""
        text = (
            f"As typed from the first picture, the camera's clock showed {overlay.at}{label}. "
            "Times below are of the recording; spoken times are as they were spoken."
        )
        yield _Piece(0, Sentence("", text, "structured_field"))


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


def _people(transcript: Transcript, speakers: Speakers) -> dict[str, Speaker]:
    people = {person.voice: person for person in speakers.people}
    for segment in transcript.segments:
        voice = speakers.moved.get(segment.id, segment.voice)
        if voice not in people:
            raise ReportError(f"voice `{voice}`: nobody has said who speaks; confirm the speakers")
    return people


def _said(
    transcript: Transcript,
    speakers: Speakers,
    people: Mapping[str, Speaker],
    fields: Fields,
    recording: Recording,
) -> Iterator[_Piece]:
    """A sentence for each stretch of speech that has matter."""
    names = known_names(speakers, fields)
    standing = standings(speakers)
    for units in _stretches(heard(transcript, speakers).units):
        if not any(_matters(unit) or kind_of(unit, standing[unit.voice]) for unit in units):
            continue
        yield _piece(units, transcript, people[units[0].voice], names, recording)


def _piece(
    units: Sequence[Unit],
    transcript: Transcript,
    person: Speaker,
    names: frozenset[str],
    recording: Recording,
) -> _Piece:
    first, last = units[0].support, units[-1].support
    support = Support(first.segment, first.first, last.last)
    spoken = masked(" ".join(unit.text for unit in units), names)
    at = f"At {minutes(units[0].start)}"
    if recording.overlay is not None:
        at += f" ({camera_clock(recording.overlay, units[0].start)} on the camera's clock)"
    radio = person.standing == "dispatch"
    verb = "asked" if all(unit.asks for unit in units) else "said"
    verb = "was heard to say" if radio else verb
    quoted = spoken.text.replace('"', "'")
    if not quoted.endswith((".", "?", "!")):
        quoted += "."
    asks = ("what the radio said, from the dispatch log",) if radio else ()
    sentence = Sentence(
        "",
        f'{at} {person.called} {verb}: "{quoted}"',
        "ai",
        (support,),
        person.voice,
        any(word.is_unclear for word in transcript.words(support)),
    )
    return _Piece(units[0].start, sentence, spoken.gaps, asks)


def _stretches(units: Sequence[Unit]) -> Iterator[tuple[Unit, ...]]:
    """Units of one segment together, as long as they are not too long, and instructions alone."""
    held: list[Unit] = []
    for unit in units:
        long = sum(len(each.tokens) for each in held) + len(unit.tokens) > _LONGEST
        if held and (
            held[-1].support.segment != unit.support.segment
            or long
            or held[-1].instruction != unit.instruction
            or held[-1].asks != unit.asks
        ):
            yield tuple(held)
            held = []
        held.append(unit)
    if held:
        yield tuple(held)


def _matters(unit: Unit) -> bool:
    """Whether a unit has any matter: a word that is not empty, a number; it asks or answers."""
    if unit.numbers or unit.question or unit.asks:
        return True
    return any(not token.is_empty for token in unit.tokens if not token.is_mark)


def _silent(transcript: Transcript, recording: Recording) -> Iterator[_Piece]:
    """What is told of a recording where nobody is understood."""
    for span in recording.muted:
        text = f"From {minutes(span.start)} to {minutes(span.end)} the recording has no sound."
        yield _Piece(span.start, Sentence("", text, "structured_field"))
    for span in transcript.unintelligible:
        text = (
            f"[unintelligible {minutes(span.start)}-{minutes(span.end)}] Somebody speaks there, "
            "and the words were not understood."
        )
        yield _Piece(span.start, Sentence("", text, "structured_field"))


def _numbered(sentence: Sentence, id_: str) -> Sentence:
    return Sentence(
        id_,
        sentence.text,
        sentence.origin,
        sentence.support,
        sentence.voice,
        sentence.unclear,
    )


@lru_cache(maxsize=1)
def _brackets() -> Mapping[str, tuple[str, ...]]:
    table = packaged("drafting/brackets.toml")
    found = {}
    for name in table.names():
        part = table.table(name)
        found[name] = part.texts("asks")
        part.done()
    return found
