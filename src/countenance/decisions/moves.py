"""The situations whose verdict is another than before: how many, and which.

What two functions say is one function over the pairs of verdicts: it is made once, and every
question about moves is a look at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from countenance.codes.model import Verdict
from countenance.decisions.cover import Cover, cover
from countenance.decisions.diagram import NEVER
from countenance.decisions.operations import AND, PAIR, PAIRS, TERMINALS, UNEQUAL, WITHOUT
from countenance.decisions.space import Space

__all__ = ["Move", "Moved", "Table", "ease"]

Table = Mapping[tuple[Verdict, Verdict], int]
"""The number of situations for each pair of an old and a new verdict."""


@dataclass(frozen=True, slots=True)
class Move:
    """The situations whose verdict was `old` and is `new`: how many, and which."""

    old: Verdict
    new: Verdict
    count: int
    cover: Cover

    @property
    def looser(self) -> bool:
        """Whether these situations are closer to being allowed than before."""
        return ease(self.new) > ease(self.old)


def ease(verdict: Verdict) -> int:
    """How close an answer is to being allowed; silence about a biometric act holds it."""
    return {Verdict.DENY: 0, Verdict.UNCLEAR: 1, Verdict.SILENT: 2, Verdict.ALLOW: 3}[verdict]


_OTHERS = [
    number if number in PAIRS and len(set(PAIRS[number])) > 1 else NEVER
    for number in range(TERMINALS)
]
"""The pairs of two verdicts that are not the same."""


class Moved:
    """What moved between two functions of a space."""

    def __init__(self, space: Space, before: int, after: int) -> None:
        self._space = space
        self._after = after
        self._pairs = space.work.apply(PAIR, before, after)
        self._moved = space.work.mapped(self._pairs, _OTHERS)
        self._explained = NEVER

    def table(self) -> Table:
        """How many situations each pair of verdicts has; together they are all that can happen."""
        counts = self._space.counts(self._pairs)
        return {PAIRS[number]: counts.get(number, 0) for number in PAIRS}

    def with_part_of(self, without: int) -> tuple[Move, ...]:
        """The moves that change where the new function were this one; they count as explained."""
        work = self._space.work
        differs = work.apply(UNEQUAL, without, self._after)
        self._explained = self._space.either(self._explained, differs)
        return self._moves(work.apply(AND, self._moved, differs))

    def unexplained(self) -> tuple[Move, ...]:
        """The moves in which no function asked about so far has a part."""
        return self._moves(self._space.work.apply(WITHOUT, self._moved, self._explained))

    def _moves(self, moved: int) -> tuple[Move, ...]:
        space = self._space
        return tuple(
            Move(*PAIRS[number], count, cover(space, space.where(moved, number.__eq__)))
            for number, count in sorted(space.counts(moved).items())
            if number != NEVER
        )
