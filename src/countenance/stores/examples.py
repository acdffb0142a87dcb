"""Blurred examples of calls that were only asked about, sealed, for a bounded time.

Rules kept here:
 * Each is a file of its own, encrypted and bound to the id of its entry, and useless without the
   key that lies in the gate's folder.
 * When its time is over it cannot be opened here, and the next look removes it. Never more than
   `most` are kept; the oldest go first.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from countenance.errors import RecordError
from countenance.record.canonical import is_token

__all__ = ["TRIAL_KEY", "Example", "Examples"]

TRIAL_KEY = "trial.key"
"""The name of the file of the key, in the folder of the gate's data."""


_SUFFIX = ".sealed"
_NONCE = 12
_UNTIL = 8
_LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Example:
    """One blurred picture, by the id of the entry that it goes with."""

    entry: str
    picture: bytes


class Examples:
    """The examples in one folder. `key`: 32 bytes; `now`: seconds since 1970."""

    def __init__(
        self,
        folder: Path,
        key: bytes,
        now: Callable[[], int],
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._folder = folder
        self._seal = AESGCM(key)
        self._now = now
        self._random = random

    def keep(self, entry: str, picture: bytes, *, until: int, most: int) -> None:
        """Keep one until that second. Raises `RecordError` when it cannot be."""
        if not is_token(entry) or "/" in entry or entry.startswith("."):
            raise RecordError("examples: an entry's id that cannot be the name of a file")
        nonce, end = self._random(_NONCE), until.to_bytes(_UNTIL, "big")
        sealed = self._seal.encrypt(nonce, picture, end + entry.encode())
        path = self._folder / (entry + _SUFFIX)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._clear(most - 1)
            opened = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
            try:
                with os.fdopen(opened, "wb") as file:
                    file.write(end + nonce + sealed)
            except OSError:
                path.unlink(missing_ok=True)  # half of one would be in the way of all
                raise
        except OSError as error:
            raise RecordError(f"examples: cannot be kept: {error.strerror}") from error

    def all(self) -> Iterator[Example]:
        """Every example whose time is not over; removes the others.

        Raises `RecordError` for one that was not sealed here.
        """
        try:
            for path in self._paths():
                until, sealed = _read(path)
                if until <= self._now():
                    path.unlink(missing_ok=True)
                    continue
                name = path.name.removesuffix(_SUFFIX)
                bound = until.to_bytes(_UNTIL, "big") + name.encode()
                yield Example(name, self._seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound))
        except (InvalidTag, ValueError) as error:
            raise RecordError("examples: one was not sealed with this key, or changed") from error
        except OSError as error:
            raise RecordError(f"examples: cannot be read: {error.strerror}") from error

    def _clear(self, most: int) -> None:
        kept = []
        for path in self._paths():
            until, _ = _read(path)
            if until <= self._now():
                path.unlink(missing_ok=True)
            else:
                kept.append((until, path))
        for _, path in sorted(kept)[: max(0, len(kept) - most)]:
            path.unlink(missing_ok=True)

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*" + _SUFFIX)) if self._folder.is_dir() else []


def _read(path: Path) -> tuple[int, bytes]:
    with path.open("rb") as file:
        data = file.read(_LARGEST)
    return int.from_bytes(data[:_UNTIL], "big"), data[_UNTIL:]
