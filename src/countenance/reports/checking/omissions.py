"""What a text leaves out of what must not vanish, made anew after every edit.

Rules kept here:
 * Speech is in the text when a sentence rests on its words, still holds half of their matter, and
   still denies what they deny. Words that somebody took out are on the list again.
 * An instruction to a program is of no kind, whatever words it uses.
"""

from collections.abc import Sequence

from countenance.reports.checking.heard import Unit, heard
from countenance.reports.draft import MustAppear, Omission, Sentence
from countenance.reports.drafting.must_appear import kind_of, standings
from countenance.reports.language.polarity import negated
from countenance.reports.language.stems import Token, tokens
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Transcript

__all__ = ["is_told", "omissions"]

_HALF = 2


def omissions(
    sentences: Sequence[Sentence], transcript: Transcript, speakers: Speakers
) -> tuple[Omission, ...]:
    """Speech that must not vanish and is in no sentence: in the order in which it was said."""
    standing = standings(speakers)
    found: list[tuple[MustAppear, Unit]] = []
    texts = {each.id: tokens(each.text) for each in sentences}
    for unit in heard(transcript, speakers).units:
        kind = None if unit.instruction else kind_of(unit, standing.get(unit.voice, "community"))
        if kind is not None and not any(is_told(unit, each, texts[each.id]) for each in sentences):
            found.append((kind, unit))
    return tuple(
        Omission(f"o{number}", kind, (unit.support,), unit.voice)
        for number, (kind, unit) in enumerate(found, 1)
    )


def is_told(unit: Unit, sentence: Sentence, text: Sequence[Token]) -> bool:
    """Whether a sentence, whose text is given as tokens, tells what a unit says."""
    support = unit.support
    if not any(
        each.segment == support.segment
        and each.first <= support.last
        and support.first <= each.last
        for each in sentence.support
    ):
        return False
    matter = [token for token in unit.tokens if not token.is_mark]
    wanted = [token for token in matter if not token.is_empty] or matter
    there = frozenset(key for token in text for key in token.keys)
    if _HALF * sum(bool(token.keys & there) for token in wanted) < len(wanted):
        return False
    return not any(unit.negated) or any(negated(text))
