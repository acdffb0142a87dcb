"""Does a sentence deny what was denied, and only that?

A word is doubted where everybody whose words the sentence tells used it only the other way round.
An answer counts with its question: `No.` denies what was asked.
"""

from collections.abc import Iterator
from typing import Final

from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.ground import Doubt, Ground, Judged
from countenance.reports.checking.heard import Unit
from countenance.reports.checking.verbs import tables
from countenance.reports.language.polarity import negated
from countenance.reports.language.stems import Token
from countenance.reports.transcript import Support

__all__ = ["negation", "uses"]

_HALF: Final = 2
_FURTHER: Final = frozenset({"else", "otherwise"})
_DIRECT: Final = frozenset({"no", "not", "never", "without", "negative", "zero"})


def negation(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about what is denied."""
    for frame in judged.present:
        if frame.verb is not None and judged.found[frame.verb.at].lower in tables().named:
            continue
        turned: list[tuple[Token, Support, bool]] = []
        met = 0
        for at in frame.matter:
            token = judged.found[at]
            if {
                each.lower for each in judged.found[max(frame.first, at - 3) : at]
            } & tables().named:
                continue
            places = list(uses(token, frame, ground))
            if not places:
                continue
            met += 1
            denied = {no for _, no, _ in places if no is not None}
            if denied == {not judged.negated[at]}:
                direct = all(near for _, no, near in places if no is not None) or _is_directly(
                    judged, at
                )
                turned.append((token, places[0][0], direct))
        strong = [each for each in turned if each[2]]
        if turned and (_HALF * len(turned) >= met or strong):
            token, support, _ = (strong or turned)[0]
            said = "denied" if not _is_denied(judged, frame, token) else "not denied"
            yield Doubt(
                "negation",
                f"`{token.text}`: where this is said, it is {said}; the sentence says the opposite",
                (support,),
            )


def uses(token: Token, frame: Frame, ground: Ground) -> Iterator[tuple[Support, bool | None, bool]]:
    """Where the voices of a frame use a word: whether it is denied there, and directly so."""
    for turn in ground.of(frame.voices, whole=frame.told and len(frame.voices) == 1):
        for unit in turn.units:
            for at, (each, no) in enumerate(zip(unit.tokens, unit.negated, strict=True)):
                if each.keys & token.keys and not each.is_mark:
                    near = at > 0 and _denies(unit.tokens[at - 1].lower)
                    yield unit.support, no, near
            yield from _asked(token, unit)


def _asked(token: Token, unit: Unit) -> Iterator[tuple[Support, bool | None, bool]]:
    """Uses in the question that a unit answers."""
    if not unit.question:
        return
    more = unit.yes is False and any(each.lower in _FURTHER for each in unit.question)
    if more:
        return  # `Anything else?` `No.` denies what is more, not what there was
    for each, no in zip(unit.question, negated(unit.question), strict=True):
        if each.keys & token.keys and not each.is_mark:
            yield unit.support, None if unit.yes is None else no is unit.yes, unit.yes is False


def _denies(lower: str) -> bool:
    return lower in _DIRECT or lower.endswith("n't")


def _is_directly(judged: Judged, at: int) -> bool:
    """Whether the sentence itself denies a word with a `not` right before it."""
    before = [token.lower for token in judged.found[max(0, at - 2) : at]]
    return before[-1:] != [] and (before[-1] in _DIRECT or before == ["not", "be"])


def _is_denied(judged: Judged, frame: Frame, token: Token) -> bool:
    return next(judged.negated[at] for at in frame.matter if judged.found[at] is token)
