"""Is what a sentence puts before or after something else heard in that order?"""

from collections.abc import Iterator
from typing import Final

from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.ground import Doubt, Ground, Judged, Turn, listen_to

__all__ = ["order_doubts"]

_LATER: Final = frozenset({"before"})
_EARLIER: Final = frozenset({"after", "once"})
_ENOUGH: Final = 0.5


def order_doubts(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about what came first."""
    for number, frame in enumerate(judged.frames):
        joined = frame.joined
        if joined not in _LATER | _EARLIER:
            continue
        opens = not any(each.matter for each in judged.frames[:number])
        rest = judged.frames[number + 1 :]
        other = rest[0] if opens and rest else None
        other = judged.frames[number - 1] if not opens else other
        if other is None:
            continue
        here, there = _anchor(judged, frame, ground), _anchor(judged, other, ground)
        if here is None or there is None or here.start == there.start:
            continue
        earlier = here.start < there.start
        if earlier is not (joined in _EARLIER):
            first, second = (here, there) if earlier else (there, here)
            yield Doubt(
                "order",
                "what the sentence puts later is heard first",
                (*listen_to(first), *listen_to(second)),
            )


def _anchor(judged: Judged, frame: Frame, ground: Ground) -> Turn | None:
    wanted = judged.wanted(frame)
    best = ground.best(frame.voices, wanted)
    return best if best is not None and best.share(wanted) >= _ENOUGH else None
