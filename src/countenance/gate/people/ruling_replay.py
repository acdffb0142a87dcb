"""What recorded calls would have been decided under one more ruling.

Rules kept here:
 * Every decision is made again from its entry, once as it was and once with the ruling; what cannot
   be made again, or comes out otherwise without the ruling, is counted and left out.
 * Only decisions to which the edition of the ruling applied are made again.
 * A gate makes one replay at a time: it keeps a thread busy for as long as it takes.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from countenance.errors import TooManyError
from countenance.gate.replaying import Replay, Same
from countenance.record import entry as kinds
from countenance.review.rulings import Ruling

__all__ = ["Changed", "Replayed", "one_replay", "replayed"]

_NAMED = 5
_TURN = threading.Lock()
"""Whoever makes a replay in this process has it."""


@contextmanager
def one_replay() -> Iterator[None]:
    """The turn of one replay. Raises `TooManyError` while another one is made; nobody waits."""
    if not _TURN.acquire(blocking=False):
        raise TooManyError("another replay is being made; try again when it is done")
    try:
        yield
    finally:
        _TURN.release()


@dataclass(frozen=True, slots=True)
class Changed:
    """Calls that would have come out otherwise: from which verdicts to which, what became of them
    then, by which clause now, how many, and some of their entries."""

    then: tuple[str, ...]
    outcome: str
    now: tuple[str, ...]
    clause: str
    calls: int
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """`decisions`: all of them; `asked`: those that the edition applied to; `left_out`: of these,
    those that could not be made again."""

    decisions: int
    asked: int
    left_out: int
    changed: tuple[Changed, ...]


def replayed(
    decisions: Iterable[tuple[int, kinds.Decision]], replay: Replay, ruling: Ruling
) -> Replayed:
    """The decisions made again, each with the index of its entry."""
    total = asked = left_out = 0
    found: dict[tuple[tuple[str, ...], str, tuple[str, ...], str], list[int]] = {}
    for index, entry in decisions:
        total += 1
        if all(each.edition != ruling.edition for each in entry.code.editions):
            continue
        asked += 1
        if replay.again(entry).same is not Same.SAME:
            left_out += 1
            continue
        again = replay.again(entry, plus=ruling)
        if again.verdicts != entry.verdicts:
            clause = again.clauses[0] if again.clauses else "none speaks"
            key = (tuple(entry.verdicts), entry.outcome, again.verdicts, clause)
            found.setdefault(key, []).append(index)
    changed = [
        Changed(then, outcome, now, clause, len(at), tuple(at[:_NAMED]))
        for (then, outcome, now, clause), at in found.items()
    ]
    changed.sort(key=lambda each: (-each.calls, each.then, each.now))
    return Replayed(total, asked, left_out, tuple(changed))
