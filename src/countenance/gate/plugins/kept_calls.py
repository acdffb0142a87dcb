"""Calls that were handed over to another gateway, until their answers are shown.

Rules kept here:
 * In memory only, for a bounded time and up to a bounded size; those kept longest go first.
 * A call belongs to the caller that asked; an id that somebody else names is not found.
 * What is not found any more was never shown: its answer may not leave.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from countenance.dialects.check import Check

__all__ = ["PICTURED", "HandedOver", "KeptCalls"]

PICTURED = "withheld: a picture in an answer is opened by the gate itself only"
"""What is said of an answer with a picture, which no plug-in can put back made anew."""

SECONDS = 3600
MOST_CALLS = 10_000
MOST_LETTERS = 64 * 1024 * 1024
"""The words of requests that are kept, in all: a name that stands there may be repeated."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A call that another gateway sends on: its entry, and what judges its answer, if anything.

    `letters`: how many letters of its words are kept for that.
    """

    decision: str
    check: Callable[[], Check] | None
    tools: frozenset[str]
    letters: int


class KeptCalls:
    """The calls of one gate process that wait for their answers. `now`: seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._letters = 0
        self._calls: OrderedDict[tuple[str, str], tuple[float, HandedOver]] = OrderedDict()

    def keep(self, caller: str, name: str, call: HandedOver) -> None:
        """Keep a call under the id that the other gateway gave it."""
        self._drop((caller, name))
        self._calls[caller, name] = (self._now() + SECONDS, call)
        self._letters += call.letters
        while self._calls:
            oldest = next(iter(self._calls))
            until, _ = self._calls[oldest]
            full = len(self._calls) > MOST_CALLS or self._letters > MOST_LETTERS
            if until > self._now() and not full:
                return
            self._drop(oldest)

    def find(self, caller: str, name: str) -> HandedOver | None:
        """The call of that id, if this caller's and kept still."""
        until, call = self._calls.get((caller, name), (0.0, None))
        return call if until > self._now() else None

    def _drop(self, which: tuple[str, str]) -> None:
        kept = self._calls.pop(which, None)
        if kept is not None:
            self._letters -= kept[1].letters
