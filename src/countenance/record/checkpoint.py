"""Heads of the log: https://c2sp.org/tlog-checkpoint.

Rules kept here:
 * Three lines: the origin, the size, the root. Lines after them are refused: nobody could audit
   what they say.
 * A checkpoint is believed when a key that was known for its origin has signed it.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from countenance.errors import ProofError
from countenance.record.note import (
    KeyType,
    Note,
    Verified,
    VerifierKey,
    check_name,
    decoded,
    read_note,
    verified,
)
from countenance.record.tiles import HASH
from countenance.record.tree import LARGEST

__all__ = ["Checkpoint", "Opened", "open_checkpoint", "read_checkpoint", "read_size"]

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its name, how many entries it has, the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint that its log has signed, with every known key whose signature is under it."""

    checkpoint: Checkpoint
    note: Note
    signed: tuple[Verified, ...]

    @property
    def witnesses(self) -> tuple[Verified, ...]:
        """The witnesses among those keys."""
        return tuple(each for each in self.signed if each.key.type is KeyType.WITNESS)


def read_size(text: str, what: str = "checkpoint") -> int:
    """The size of a tree, or an index, in digits. Raises `ProofError`."""
    if not _SIZE.fullmatch(text) or int(text) > LARGEST:
        raise ProofError(f"{what}: a number in digits without leading zeros is needed")
    return int(text)


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in the text of a note. Raises `ProofError`."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise ProofError("checkpoint: three lines are needed: origin, size, root")
    root = decoded(lines[2], "checkpoint: root")
    if len(root) != HASH:
        raise ProofError(f"checkpoint: a root of {len(root)} bytes; {HASH} are right")
    return Checkpoint(check_name(lines[0], "origin"), read_size(lines[1]), root)


def open_checkpoint(data: bytes, keys: Sequence[VerifierKey]) -> Opened:
    """The checkpoint in a signed note, signed by one of these keys of a log.

    Raises `ProofError` when none of them has signed it, when a signature by one of them does not
    verify, or when the key is that of another log.
    """
    note = read_note(data)
    checkpoint = read_checkpoint(note.text)
    signed = verified(note, keys)
    for each in signed:
        if each.key.type is KeyType.LOG and each.key.name == checkpoint.origin:
            return Opened(checkpoint, note, signed)
    raise ProofError(f"checkpoint: no known key of `{checkpoint.origin}` has signed it")
