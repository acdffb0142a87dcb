"""Does a sentence rest on words that tell a program what to write?

Such words are what somebody said, at most: quoted, or told as that person's. They show nothing.
"""

from collections.abc import Iterator
from typing import Final

from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.ground import Doubt, Ground, Judged

__all__ = ["instruction_doubts"]

_MOST: Final = 0.6
_TWO: Final = 2


def instruction_doubts(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about what was said to a program."""
    supports = judged.sentence.support
    for unit in ground.heard.units:
        if not unit.instruction:
            continue
        rests = any(
            each.segment == unit.support.segment
            and each.first <= unit.support.last
            and unit.support.first <= each.last
            for each in supports
        )
        if rests:
            yield Doubt(
                "instruction",
                "these words tell a program what to write: they were said, and show nothing",
                (unit.support,),
            )
            continue
        keys = frozenset(key for token in unit.tokens for key in token.keys)
        wanted = [each for frame in judged.frames for each in _told(judged, frame, unit.voice)]
        if sum(bool(each & keys) for each in wanted) >= max(_TWO, _MOST * len(wanted)):
            yield Doubt(
                "instruction",
                "only words that tell a program what to write say so",
                (unit.support,),
            )


def _told(judged: Judged, frame: Frame, voice: str) -> Iterator[frozenset[str]]:
    """What a frame tells, with its verb, unless it tells it as what this voice said."""
    if frame.told and frame.voices == frozenset({voice}):
        return
    yield from judged.wanted(frame)
    if frame.verb is not None:
        yield judged.found[frame.verb.at].keys
