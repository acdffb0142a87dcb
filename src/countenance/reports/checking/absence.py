"""Was something said that a sentence says was not?"""

from collections.abc import Iterator
from typing import Final

from countenance.reports.checking.ground import Doubt, Ground, Judged, listen_to
from countenance.reports.language.stems import stem

__all__ = ["absence"]

_SAID: Final = 0.6
_ANY: Final = frozenset(stem(word) for word in "answer respond response reply anything".split())


def absence(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about what is said to be absent."""
    for frame in (each for each in judged.frames if each.absent):
        who = ground.called(frame.voices)
        wanted = judged.wanted(frame)
        words = {stem(token.lower) for token in judged.found[frame.first : frame.after]}
        best = ground.best(frame.voices, wanted)
        if best is not None and best.share(wanted) >= _SAID:
            yield Doubt("negation", f"`{judged.words(frame)}`: {who} did say so", listen_to(best))
        elif words & _ANY and frame.named and ground.of(frame.voices):
            turns = ground.of(frame.voices)
            yield Doubt(
                "negation",
                f"`{judged.words(frame)}`: {who} is heard",
                tuple(each for turn in turns for each in listen_to(turn)),
            )
