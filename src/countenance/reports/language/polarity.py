"""What is denied: a text cut into clauses, and for each of their words whether it is negated.

A clause ends at a mark and at words that join. `not` negates what follows in its clause, with the
`did` or the subject of the `was` before it; `nobody` negates the whole of it. Two negations of one
word leave it as it was.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from countenance.reports.language.numbers import numbers
from countenance.reports.language.stems import Token
from countenance.reports.language.tables import words

__all__ = ["clauses", "negated"]

_JOINS: Final = frozenset(
    "and but because while whereas whereupon although though when whenever before after until "
    "since so then who whose which once however".split()
)
_HELPS: Final = frozenset("do does did has have had can could will would".split())
_BE: Final = frozenset("is are was were am".split())
_NOT: Final = frozenset({"not", "never"})
_TURNED_DOWN: Final = frozenset("declined refused denied rejected".split())
_BESIDES: Final = frozenset({"except", "besides"})
_SUBJECT: Final = 2
"""Words before `was not` that are its subject: `the car`."""

_ARTICLES: Final = frozenset({"a", "an", "the"})
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


def negated(found: Sequence[Token], *, spoken: bool = False) -> tuple[bool, ...]:
    """For each token whether it is negated where it stands.

    `spoken`: a second negation of one clause says the first again, `there was not no knife`.
    """
    table = words()
    lowers = [token.lower for token in found]
    besides = {at for at in range(1, len(lowers)) if _excepts(lowers, at)}
    skipped = _idioms(lowers, table.idioms)
    result = [False] * len(found)
    for first, after in clauses(found):
        for at in range(first, after):
            if at in skipped or _is_until(lowers, after):
                continue
            if lowers[at].removesuffix("'s") in table.whole:
                begins = first
            elif lowers[at] in table.forward and not _is_noun(lowers, at):
                begins = _begins(lowers, first, at)
            else:
                continue
            ends = min((each for each in besides if at < each < after), default=after)
            result[begins:ends] = [spoken or not each for each in result[begins:ends]]
    return tuple(result)


def _is_until(lowers: Sequence[str], after: int) -> bool:
    """`did not see it until it was over`: what is seen then."""
    return after < len(lowers) and lowers[after] == "until"


def _excepts(lowers: Sequence[str], at: int) -> bool:
    """`other than`, `except`: what follows is not denied."""
    return lowers[at] in _BESIDES or (lowers[at] == "than" and lowers[at - 1] == "other")


def _is_noun(lowers: Sequence[str], at: int) -> bool:
    """`the dispute`, `an absence`: a thing, which denies nothing after it."""
    return at > 0 and lowers[at - 1] in _ARTICLES


def _begins(lowers: Sequence[str], first: int, at: int) -> int:
    """Where what is negated begins: with the `did` before `not`, with the subject of `was not`."""
    if lowers[at] in _TURNED_DOWN and at > first and lowers[at - 1] in _BE | {"be", "been"}:
        return first  # `Medical attention was declined`
    help_at = at if lowers[at].endswith("n't") else at - 1
    if help_at < first or (lowers[at] not in _NOT and help_at != at):
        return at + 1
    if lowers[help_at].removesuffix("n't") in _BE:
        begins = help_at
        while begins > max(first, help_at - _SUBJECT) and lowers[begins - 1] != "that":
            begins -= 1
        return begins
    return help_at if lowers[help_at] in _HELPS or help_at == at else at + 1


def _idioms(lowers: Sequence[str], idioms: Sequence[str]) -> set[int]:
    found: set[int] = set()
    for idiom in idioms:
        parts = idiom.split()
        for at in range(len(lowers) - len(parts) + 1):
            if list(lowers[at : at + len(parts)]) == parts:
                found.update(range(at, at + len(parts)))
    return found
