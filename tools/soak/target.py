"""What is fuzzed: a function of bytes, and inputs that it takes.

A function may raise nothing: what its parser may raise it takes itself, and only errors of ours of
its own kind. Some say more: what was read and written again is read the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["LONGEST", "Target", "picked"]

LONGEST = 4096
"""Bytes of an input, unless a parser needs more to be reached in full."""


@dataclass(frozen=True, slots=True)
class Target:
    """One parser: what is done with some bytes, whole inputs to begin with, and the longest.

    `work` keeps nothing from one input to the next, and makes no loop, thread or file.
    """

    says: str
    work: Callable[[bytes], None]
    seeds: Sequence[bytes]
    longest: int = LONGEST


def picked(bodies: Sequence[tuple[int, bytes]]) -> list[bytes]:
    """Inputs whose first byte says what they are."""
    return [bytes([which]) + body for which, body in bodies]
