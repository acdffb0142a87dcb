"""Does a sentence deny what was denied, and only that?

A word is doubted where everybody whose words the sentence tells used it only the other way round.
An answer counts with its question: `No.` denies what was asked.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.ground import Doubt, Ground, Judged, Turn
from countenance.reports.checking.heard import Unit
from countenance.reports.checking.verbs import tables
from countenance.reports.language.polarity import clauses, negated
from countenance.reports.language.stems import Token
from countenance.reports.language.tables import words
from countenance.reports.transcript import Support

__all__ = ["negation"]

_HALF: Final = 2
_OF_THINGS: Final = frozenset("no without nobody none nothing lack absence".split())
_FURTHER: Final = frozenset({"else", "otherwise"})
_DIRECT: Final = frozenset({"no", "not", "never", "without", "negative", "zero"})


def negation(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about what is denied."""
    for frame in judged.present:
        if frame.verb is not None and judged.found[frame.verb.at].lower in tables().named:
            continue
        every = ground.of(frame.voices, whole=frame.told and len(frame.voices) == 1)
        near = _nearest(judged, frame, every)
        says_no = any(judged.negated[frame.first : frame.after])
        turned: list[tuple[Token, Support, bool]] = []
        met = 0
        for at in frame.matter:
            token = judged.found[at]
            if {
                each.lower for each in judged.found[max(frame.first, at - 3) : at]
            } & tables().named:
                continue
            places = list(_uses(token, near, says_no))
            if not places:
                continue
            met += 1
            denied = {no for _, no, _ in places if no is not None}
            anywhere = {no for _, no, _ in _uses(token, every, None) if no is not None}
            if denied == {not judged.negated[at]} == anywhere:
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
                frozenset() if strong or not _only_beside(judged, turned) else frame.voices,
            )


def _nearest(judged: Judged, frame: Frame, turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns that have most of what a frame tells."""
    wanted = judged.wanted(frame)
    most = max((turn.share(wanted) for turn in turns), default=0.0) if wanted else 0.0
    return tuple(turn for turn in turns if most and turn.share(wanted) == most)


def _uses(
    token: Token, turns: Sequence[Turn], says_no: bool | None
) -> Iterator[tuple[Support, bool | None, bool]]:
    """Where some turns use a word: whether it is denied there, and directly so.

    Where both deny something of the same, they say alike: `saw no punches`, `I did not see any`.
    """
    for turn in turns:
        for unit in turn.units:
            for first, after in clauses(unit.tokens):
                denies = any(unit.negated[first:after])
                for at in range(first, after):
                    each = unit.tokens[at]
                    if each.keys & token.keys and not each.is_mark:
                        near = at > 0 and _denies(unit.tokens[at - 1].lower)
                        no = unit.negated[at]
                        yield unit.support, None if denies is says_no or unit.asks else no, near
            yield from _asked(token, unit)


def _asked(token: Token, unit: Unit) -> Iterator[tuple[Support, bool | None, bool]]:
    """Uses in the question that a unit answers."""
    if not unit.question:
        return
    more = unit.yes is False and any(each.lower in _FURTHER for each in unit.question)
    if more:
        return  # `Anything else?` `No.` denies what is more, not what there was
    for each, no in zip(unit.question, negated(unit.question, spoken=True), strict=True):
        if each.keys & token.keys and not each.is_mark:
            yield unit.support, None if unit.yes is None else no is unit.yes, unit.yes is False


def _only_beside(judged: Judged, turned: Sequence[tuple[Token, Support, bool]]) -> bool:
    """Whether the sentence denies, and denies something else of these: `his light did not work`."""
    for token, _, _ in turned:
        at = next(at for at, each in enumerate(judged.found) if each is token)
        if not judged.negated[at] or _is_head(judged, at):
            return False
    return True


def _is_head(judged: Judged, at: int) -> bool:
    """Whether a word is one of the first with matter after what denies it."""
    passed, most = 0, 1
    for back in range(at - 1, -1, -1):
        token = judged.found[back]
        if token.lower in words().forward or token.lower in words().whole:
            most = 0 if token.lower in _OF_THINGS else 1  # `no hope for the cards` denies hope
            return passed <= most
        passed += not token.is_empty
        if token.is_mark or passed > most:
            return False
    return False


def _denies(lower: str) -> bool:
    return lower in _DIRECT or lower.endswith("n't")


def _is_directly(judged: Judged, at: int) -> bool:
    """Whether the sentence itself denies a word with a `not` right before it."""
    before = [token.lower for token in judged.found[max(0, at - 2) : at]]
    return before[-1:] != [] and (before[-1] in _DIRECT or before == ["not", "be"])


def _is_denied(judged: Judged, frame: Frame, token: Token) -> bool:
    return next(judged.negated[at] for at in frame.matter if judged.found[at] is token)
