"""The check: every doubt about a sentence, in words, with the place to listen.

Rules kept here:
 * A sentence of a program, or one that a person edited, is held against the words that it rests on,
   and the questions that these answer; one without support against all that was said.
 * What a person wrote of own knowledge is checked as well: a doubt is no verdict, it says `listen`.
 * A sentence that names words that are not there is doubted for it.
 * What the case file says is the file's: it is not held against the sound.
 * Nothing here is random: the same input gives the same flags, on machines of one kind. Two bounds
   on how near wording has to be are from examples; without an embedder rules check alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from countenance import __version__
from countenance.reports.checking.absence import absence
from countenance.reports.checking.acts import act_doubts
from countenance.reports.checking.attribution import attribution
from countenance.reports.checking.certainty import certainty
from countenance.reports.checking.consent import consent
from countenance.reports.checking.degree import degree
from countenance.reports.checking.frames import frames
from countenance.reports.checking.ground import Doubt, Ground, Judged
from countenance.reports.checking.heard import Heard, Unit, heard
from countenance.reports.checking.instructions import instruction_doubts
from countenance.reports.checking.meaning import Meaning, weighed
from countenance.reports.checking.names import name_doubts
from countenance.reports.checking.negation import negation
from countenance.reports.checking.numbers import number_doubts
from countenance.reports.checking.order import order_doubts
from countenance.reports.checking.people import people_of
from countenance.reports.checking.quotations import quotation_doubts
from countenance.reports.checking.senses import sense_doubts
from countenance.reports.checking.unclear import unclear_doubts
from countenance.reports.draft import Flag, Sentence
from countenance.reports.drafting.names import unmasked
from countenance.reports.fields import read_fields
from countenance.reports.language.polarity import negated
from countenance.reports.program import Program
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Support, Transcript

__all__ = ["check", "checker"]

_NAME: Final = "countenance-check"

_RULES: Final[tuple[Callable[[Judged, Ground], Iterator[Doubt]], ...]] = (
    number_doubts,
    name_doubts,
    quotation_doubts,
    negation,
    absence,
    act_doubts,
    sense_doubts,
    attribution,
    order_doubts,
    certainty,
    degree,
    consent,
    instruction_doubts,
    unclear_doubts,
)


def checker(meaning: Meaning | None) -> Program:
    """The program that checks, with what it compares wording by."""
    wording = "rules" if meaning is None else meaning.name
    return Program("check", _NAME, __version__, settings={"wording": wording})


def check(
    sentences: Sequence[Sentence],
    transcript: Transcript,
    speakers: Speakers,
    fields: Mapping[str, str],
    meaning: Meaning | None = None,
) -> tuple[Flag, ...]:
    """The flags of some sentences, in their order; without `meaning` by rules alone.

    Raises `ReportError` for an unknown field.
    """
    known = read_fields(fields)
    everything = heard(transcript, speakers)
    people = people_of(everything, speakers)
    flags: list[Flag] = []
    for given in sentences:
        sentence = given
        if sentence.origin == "structured_field" or sentence.span is not None:
            continue  # it tells nobody's words
        missing = [each for each in sentence.support if not _is_there(each, transcript)]
        if missing:
            says = f"it names words of `{missing[0].segment}` that the transcript does not have"
            flags.append(Flag(f"f{len(flags) + 1}", sentence.id, "unsupported", says))
            sentence = msgspec.structs.replace(sentence, support=())
        ground = Ground(_rests_on(everything, sentence), people, transcript, speakers, known)
        found, parts = frames(unmasked(sentence.text), people)
        judged = Judged(sentence, found, negated(found), parts)
        told: set[tuple[str, str]] = set()
        doubts: Iterable[Doubt] = [each for rule in _RULES for each in rule(judged, ground)]
        if meaning is not None:
            doubts = weighed(tuple(doubts), judged, ground, meaning)
        for doubt in doubts:
            if (doubt.kind, doubt.says) in told:
                continue
            told.add((doubt.kind, doubt.says))
            flags.append(
                Flag(f"f{len(flags) + 1}", sentence.id, doubt.kind, doubt.says, doubt.listen)
            )
    return tuple(flags)


def _rests_on(everything: Heard, sentence: Sentence) -> Heard:
    """The units that a sentence names; all of them where it names none."""
    if not sentence.support:
        return everything
    return Heard(tuple(unit for unit in everything.units if _is_in(unit, sentence)))


def _is_there(support: Support, transcript: Transcript) -> bool:
    try:
        transcript.words(support)
    except KeyError:
        return False
    return True


def _is_in(unit: Unit, sentence: Sentence) -> bool:
    return any(
        each.segment == unit.support.segment
        and each.first <= unit.support.last
        and unit.support.first <= each.last
        for each in sentence.support
    )
