"""What is denied: a text cut into clauses, and for each of their words whether it is negated.

A clause ends at a mark and at words that join. `not` negates what follows in its clause, and the
`did` before it; `nobody` the whole of it; two negations of one word leave it as it was.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from countenance.reports.language.numbers import numbers
from countenance.reports.language.stems import Token
from countenance.reports.language.tables import words

__all__ = ["clauses", "negated"]

_JOINS: Final = frozenset(
    "and but because while whereupon although though when whenever before after until since so "
    "then who whose which once however".split()
)
_HELPS: Final = frozenset("do does did is are was were has have had can could will would".split())
_TURNS: Final = frozenset({"only", "not"})


def clauses(found: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    """Where each clause begins and ends, the end not in it; empty ones are left out."""
    cuts = [0]
    inside = {at for each in numbers(found) for at in range(each.first + 1, each.after)}
    for at, token in enumerate(found):
        if token.is_mark:
            cuts += [at, at + 1]
        elif token.lower in _JOINS and at not in inside:
            cuts.append(at)
        elif token.lower == "did" and found[0].lower in _TURNS and "?" not in found[-1].text:
            cuts.append(at)  # `Only after the ticket was written did she speak`
    cuts.append(len(found))
    return tuple(
        (first, after)
        for first, after in pairwise(cuts)
        if after > first and not (after - first == 1 and found[first].is_mark)
    )


def negated(found: Sequence[Token]) -> tuple[bool, ...]:
    """For each token whether it is negated where it stands."""
    table = words()
    lowers = [token.lower for token in found]
    skipped = _idioms(lowers, table.idioms)
    result = [False] * len(found)
    for first, after in clauses(found):
        for at in range(first, after):
            if at in skipped:
                continue
            if lowers[at] in table.whole:
                result[first:after] = [not each for each in result[first:after]]
            elif lowers[at] in table.forward:
                begins = at - 1 if at > first and lowers[at - 1] in _HELPS else at + 1
                begins = at if lowers[at].endswith("n't") else begins
                result[begins:after] = [not each for each in result[begins:after]]
    return tuple(result)


def _idioms(lowers: Sequence[str], idioms: Sequence[str]) -> set[int]:
    found: set[int] = set()
    for idiom in idioms:
        parts = idiom.split()
        for at in range(len(lowers) - len(parts) + 1):
            if list(lowers[at : at + len(parts)]) == parts:
                found.update(range(at, at + len(parts)))
    return found
