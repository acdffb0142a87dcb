"""People of whom nothing is known, who ask a gate: how many at once, and for how long.

Rules kept here:
 * They are counted apart from the calls: however many they are, they take no place of a call.
 * What they ask is answered in milliseconds, so the places are few and the times short: more at
   once are either many people, who try again in a moment, or one who holds them open.
"""

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["AT_ONCE", "BODY_SECONDS", "SMALL_ANSWER", "TAKING_SECONDS", "Strangers"]

AT_ONCE = 8
"""Requests of people unknown that are under way at once, in one process."""

BODY_SECONDS = 5.0
"""How long one of them may take to send its body, which is a few kilobytes."""

TAKING_SECONDS = 10.0
"""How long it may take nothing of its answer."""

SMALL_ANSWER = 16 * 1024
"""Bytes of an answer that is sent as a refusal is, without a place: the connection holds it."""


class Strangers:
    """Those whose requests are under way."""

    def __init__(self) -> None:
        self.under_way = 0

    @contextmanager
    def place(self) -> Iterator[bool]:
        """A place for one of them; False where there is none."""
        if self.under_way >= AT_ONCE:
            yield False
            return
        self.under_way += 1
        try:
            yield True
        finally:
            self.under_way -= 1
