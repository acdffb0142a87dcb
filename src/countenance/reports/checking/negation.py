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
_SHORT: Final = 2
"""A question of so many words is denied as a whole: `Any weapons?`"""

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
                frozenset()
                if strong or not _only_beside(judged, frame, near, turned)
                else frame.voices,
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
                        yield unit.support, None if denies is says_no else no, near
            yield from _asked(token, unit)


def _asked(token: Token, unit: Unit) -> Iterator[tuple[Support, bool | None, bool]]:
    """Uses in the question that a unit answers."""
    if not unit.question:
        return
    more = unit.yes is False and any(each.lower in _FURTHER for each in unit.question)
    if more:
        return  # `Anything else?` `No.` denies what is more, not what there was
    matter = sum(not each.is_empty for each in unit.question)
    direct = unit.yes is False and matter <= _SHORT
    for each, no in zip(unit.question, negated(unit.question, spoken=True), strict=True):
        if each.keys & token.keys and not each.is_mark:
            yield unit.support, None if unit.yes is None else no is unit.yes, direct


def _only_beside(
    judged: Judged,
    frame: Frame,
    near: Sequence[Turn],
    turned: Sequence[tuple[Token, Support, bool]],
) -> bool:
    """Whether the sentence denies a word after these, one that was not said: `his light did not
    work`, of a light that is out."""
    said = frozenset[str]().union(*(turn.keys for turn in near))
    heads = {_head(judged, frame, token) for token, _, _ in turned}
    return all(
        at is not None and judged.found[at].at > token.at and not judged.found[at].keys & said
        for at in heads
        for token, _, _ in turned
    )


def _head(judged: Judged, frame: Frame, token: Token) -> int | None:
    """The first word with matter after what denies a word; none where nothing does."""
    place = next(at for at, each in enumerate(judged.found) if each is token)
    if not judged.negated[place]:
        return None
    table = words()
    for at in range(frame.first, frame.after):
        lower = judged.found[at].lower
        if lower in table.forward or lower in table.whole:
            return next((each for each in frame.matter if each > at), None)
    return None


def _denies(lower: str) -> bool:
    return lower in _DIRECT or lower.endswith("n't")


def _is_directly(judged: Judged, at: int) -> bool:
    """Whether the sentence itself denies a word with a `not` right before it."""
    before = [token.lower for token in judged.found[max(0, at - 2) : at]]
    return before[-1:] != [] and (before[-1] in _DIRECT or before == ["not", "be"])


def _is_denied(judged: Judged, frame: Frame, token: Token) -> bool:
    return next(judged.negated[at] for at in frame.matter if judged.found[at] is token)
