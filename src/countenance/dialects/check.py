"""The port through which an answer is judged, sentence by sentence, before it leaves.

Rules kept here:
 * A check sees each piece of text whole, and the end of what was released before it.
 * It answers release or withhold. What it cannot judge it withholds: there is no third answer.

What a check looks for is the work of `countenance.evidence.answer`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import msgspec

from countenance.dialects.sentences import cut

__all__ = ["Check", "Guard", "Release", "Withheld", "Withhold", "words_of_arguments"]

_TAIL = 4096
_WINDOW = 1025


@dataclass(frozen=True, slots=True)
class Release:
    """The piece may leave."""


@dataclass(frozen=True, slots=True)
class Withhold:
    """The piece and everything after it stays. `rule` names what was found, never the words."""

    rule: str


class Check(Protocol):
    """Judges one answer."""

    def check(self, text_so_far: str, new_sentence: str) -> Release | Withhold:
        """Judge `new_sentence`, knowing the last few thousand characters before it."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """That an answer was withheld: which choice, by which rule."""

    choice: int
    rule: str


class Guard:
    """One growing text of an answer: holds it back until a check has released it."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._held = ""
        self._tail = ""

    @property
    def holds(self) -> int:
        """Characters that wait."""
        return len(self._held)

    def add(self, text: str, *, ended: bool = False) -> Iterator[str | Withhold]:
        """The pieces that may leave now, in order; a `Withhold` is the last thing ever given."""
        held = self._held + text
        place = 0
        while True:
            window = held[place : place + _WINDOW]
            piece = cut(window, ended=ended and place + len(window) == len(held))
            if piece is None:
                break
            verdict = self._check.check(self._tail, piece.seen)
            if isinstance(verdict, Withhold):
                self._held = ""
                yield verdict
                return
            place += len(piece.released)
            self._tail = (self._tail + piece.released)[-_TAIL:]
            yield piece.released
        self._held = held[place:]

    def after(self) -> "Guard":
        """One for the next text of the same answer, which knows the end of what was released."""
        other = Guard(self._check)
        other._tail = self._tail
        return other

    def judge(self, whole: str) -> Release | Withhold:
        """A text that is not released by sentences: all of it, piece by piece."""
        for piece in self.after().add(whole, ended=True):
            if isinstance(piece, Withhold):
                return piece
        return Release()


def words_of_arguments(arguments: str) -> str:
    """The arguments of a call of a tool with their escapes undone, as they are to be judged."""
    try:
        return msgspec.json.encode(msgspec.json.decode(arguments)).decode()
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return arguments
