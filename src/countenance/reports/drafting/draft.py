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
from typing import Final

from countenance import __version__
from countenance.errors import ReportError
from countenance.reports.checking.heard import Unit, heard
from countenance.reports.clock import clock
from countenance.reports.draft import Draft, IncidentType, Sentence
from countenance.reports.drafting.assembling import OF_THE_RADIO, Piece, assembled
from countenance.reports.drafting.must_appear import kind_of, standings
from countenance.reports.drafting.names import known_names, masked
from countenance.reports.drafting.times import camera_clock
from countenance.reports.fields import Fields, read_fields
from countenance.reports.program import Program
from countenance.reports.recording import Recording
from countenance.reports.speakers import Speaker, Speakers
from countenance.reports.transcript import Support, Transcript

__all__ = ["DRAFTER", "confirmed", "draft"]

DRAFTER: Final = Program("drafter", "countenance-extractive", __version__)
_LONGEST: Final = 45
"""Words in one sentence: a longer turn is told in several."""


def draft(
    transcript: Transcript,
    speakers: Speakers,
    incident_type: IncidentType,
    fields: Mapping[str, str],
    recording: Recording,
) -> Draft:
    """The draft of a report, without flags. Raises `ReportError`."""
    known = read_fields(fields)
    people = confirmed(transcript, speakers, recording)
    said = _said(transcript, speakers, people, known, recording)
    return assembled(said, transcript, speakers, incident_type, known, recording, DRAFTER)


def confirmed(
    transcript: Transcript, speakers: Speakers, recording: Recording
) -> dict[str, Speaker]:
    """Voice -> who speaks. Raises `ReportError` for a voice that nobody has confirmed."""
    if recording.samples_sha256 != transcript.samples_sha256:
        raise ReportError("this transcript is of another sound than this recording")
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
) -> Iterator[Piece]:
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
) -> Piece:
    first, last = units[0].support, units[-1].support
    support = Support(first.segment, first.first, last.last)
    spoken = masked(" ".join(unit.text for unit in units), names)
    at = f"At {clock(units[0].start)}"
    if recording.overlay is not None:
        at += f" ({camera_clock(recording.overlay, units[0].start)} on the camera's clock)"
    radio = person.standing == "dispatch"
    verb = "asked" if all(unit.asks for unit in units) else "said"
    verb = "was heard to say" if radio else verb
    quoted = _on_a_line(spoken.text)
    if not quoted.endswith((".", "?", "!")):
        quoted += "."
    asks = (OF_THE_RADIO,) if radio else ()
    sentence = Sentence(
        "",
        f'{at} {_on_a_line(person.called)} {verb}: "{quoted}"',
        "ai",
        (support,),
        person.voice,
        any(word.is_unclear for word in transcript.words(support)),
    )
    return Piece(units[0].start, sentence, spoken.gaps, asks)


def _on_a_line(text: str) -> str:
    """A text without what would end a quotation or a line."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(plain.split()).replace('"', "'")


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
