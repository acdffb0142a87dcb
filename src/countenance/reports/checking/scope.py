"""What a part of a sentence goes on to tell of the same person, and where that person said so."""

import re
from collections.abc import Iterator, Sequence

from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.ground import Ground, Judged, Turn
from countenance.reports.checking.heard import Unit

__all__ = ["Patterns", "first_of", "lower", "met", "places", "scope"]

Patterns = tuple[re.Pattern[str], ...]

_BESIDE = 1
"""How many sentences before and after one belong to what it says: `I looked. I think it was.`"""


def scope(judged: Judged, frame: Frame) -> tuple[Frame, ...]:
    """A part and those after it, until somebody else is spoken of."""
    found = []
    for each in judged.frames:
        if each.first < frame.first:
            continue
        if each.first > frame.first and (each.voices != frame.voices or each.verb is not None):
            break
        found.append(each)
    return tuple(found)


def places(judged: Judged, told: Sequence[Frame], ground: Ground) -> tuple[Turn, ...]:
    """The turns of that person that have most of what these parts tell; none without any of it."""
    wanted = [keys for frame in told for keys in judged.wanted(frame)]
    turns = ground.of(told[0].voices)
    most = max((turn.share(wanted) for turn in turns), default=0.0) if wanted else 0.0
    return tuple(turn for turn in turns if most and turn.share(wanted) == most)


def met(judged: Judged, told: Sequence[Frame], turn: Turn) -> tuple[Unit, ...]:
    """The sentences of a turn that say what these parts tell, each with the one beside it."""
    wanted = [keys for frame in told for keys in judged.wanted(frame)]
    near = set[int]()
    for at, unit in enumerate(turn.units):
        keys = frozenset(key for token in unit.tokens for key in token.keys)
        if any(each & keys for each in wanted):
            near.update(range(at - _BESIDE, at + _BESIDE + 1))
    return tuple(unit for at, unit in enumerate(turn.units) if at in near or not near)


def lower(judged: Judged, told: Sequence[Frame]) -> Iterator[str]:
    """The words of some parts, in lower case, part by part."""
    for frame in told:
        part = judged.found[frame.first : frame.after]
        yield " ".join(token.lower for token in part if not token.is_mark)


def first_of(patterns: Patterns, text: str) -> str:
    """What the first of these that is met in a text matches there; empty where none is."""
    return next((match.group() for each in patterns if (match := each.search(text))), "")
