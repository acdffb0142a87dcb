"""How near wording has to be: bounds from claims of several hands, judged on a set left out.

A claim is looked at once: whether a doubt stands however near it is, and how near it is. Bounds are
those of a grid that fall short of the aim by the least, over all sets that they are found on; the
figure that tells what to expect of a new hand is the one of a set they were not found on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from countenance.reports.checking.ground import Ground
from countenance.reports.checking.meaning import Bounds, Meaning, Near
from countenance.reports.evaluating.cases import Case
from countenance.reports.evaluating.claims import Claim, judge

__all__ = ["ALARMS", "RECALL", "Look", "counts", "found_on", "looks_at"]

RECALL: Final = 0.90
ALARMS: Final = 0.20
_NEVER: Final = Bounds(close=-1, far=-1)
_GRID: Final = [each / 1000 for each in range(840, 931, 2)]


@dataclass(frozen=True, slots=True)
class Look:
    """One claim. `stands`: a doubt is not about wording; `doubted`: there is one at all."""

    supported: bool
    stands: bool
    doubted: bool
    near: tuple[float, ...]

    def is_flagged(self, bounds: Bounds) -> bool:
        """Whether the check flags it at these bounds."""
        least = bounds.close if self.doubted else bounds.far
        return self.stands or any(each < least for each in self.near)


class _Watched(Meaning):
    """Remembers how near each text was."""

    def __init__(self, meaning: Meaning) -> None:
        super().__init__(meaning.vectors, _NEVER)
        self.seen: list[float] = []

    def nearest(self, text: str, voices: frozenset[str], ground: Ground) -> Near:
        near = super().nearest(text, voices, ground)
        self.seen.append(near.likeness)
        return near


def looks_at(rows: Iterable[tuple[Case, Sequence[Claim]]], meaning: Meaning) -> list[Look]:
    """Each claim of a set, looked at once."""
    watched = _Watched(meaning)
    found = []
    for case, claims in rows:
        for claim in claims:
            watched.seen.clear()
            (with_it,) = judge((claim,), case.transcript, case.speakers, {}, watched)
            (by_rules,) = judge((claim,), case.transcript, case.speakers, {})
            found.append(
                Look(claim.supported, with_it.is_flagged, by_rules.is_flagged, tuple(watched.seen))
            )
    return found


def counts(looks: Sequence[Look], bounds: Bounds) -> tuple[int, int, int, int]:
    """False claims that are caught, false ones, true ones that are flagged, true ones."""
    false = [each.is_flagged(bounds) for each in looks if not each.supported]
    true = [each.is_flagged(bounds) for each in looks if each.supported]
    return sum(false), len(false), sum(true), len(true)


def found_on(sets: Iterable[Sequence[Look]]) -> Bounds:
    """The bounds that fall short of the aim by the least on these sets; of such, the best."""
    held = list(sets)
    return max(
        (Bounds(close, far) for far in _GRID for close in _GRID if close >= far),
        key=lambda bounds: _worth(held, bounds),
    )


def _worth(sets: Sequence[Sequence[Look]], bounds: Bounds) -> tuple[float, float]:
    short = best = 0.0
    for looks in sets:
        caught, false, flagged, true = counts(looks, bounds)
        recall, alarms = caught / false, flagged / true
        short += max(0.0, RECALL - recall) + max(0.0, alarms - ALARMS)
        best += recall - alarms
    return round(-short, 6), round(best, 6)
