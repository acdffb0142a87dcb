"""Files that are sealed piece by piece, so that any part of one can be read without the rest.

    8 bytes "cntnsnd1" · 8 bytes of size · pieces of 64 KiB, each with its 16 bytes of AES-256-GCM

Rules kept here:
 * Each file has a key of its own, so that the number of a piece can be its nonce.
 * A piece belongs to its place in a file of this size: none can be left out, moved or cut off.
 * What was begun and not finished has another name, and is none of these files.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from countenance.errors import SealedError

__all__ = ["PIECE", "read_sealed", "sealed_size", "write_sealed"]

PIECE = 64 * 1024
"""Bytes of a piece before it is sealed."""

_MAGIC = b"cntnsnd1"
_HEAD = len(_MAGIC) + 8
_TAG = 16


def write_sealed(path: Path, data: bytes, key: bytes) -> None:
    """Seal these bytes in a new file, which is on the disk when this returns.

    Raises `OSError`.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    begun = path.with_name(f"{path.name}.begun")
    cipher, size = AESGCM(key), len(data).to_bytes(8, "big")
    descriptor = os.open(begun, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_MAGIC + size)
        for number in range(_pieces(len(data))):
            piece = data[number * PIECE : (number + 1) * PIECE]
            file.write(cipher.encrypt(number.to_bytes(12, "big"), piece, _MAGIC + size))
        file.flush()
        os.fsync(file.fileno())
    begun.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sealed_size(path: Path) -> int:
    """Bytes that are sealed in this file. Raises `SealedError` when it is none, or not here."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise SealedError(f"{path.name}: cannot be read: {error.strerror}") from error
    if len(head) != _HEAD or not head.startswith(_MAGIC):
        raise SealedError(f"{path.name}: is no file that was sealed here")
    return int.from_bytes(head[len(_MAGIC) :], "big")


def read_sealed(path: Path, key: bytes, start: int = 0, end: int | None = None) -> bytes:
    """The bytes from `start` until `end`. Raises `SealedError` when they do not open."""
    return b"".join(_read(path, key, start, end))


def _read(path: Path, key: bytes, start: int, end: int | None) -> Iterator[bytes]:
    size = sealed_size(path)
    end = size if end is None else min(end, size)
    cipher, belongs = AESGCM(key), _MAGIC + size.to_bytes(8, "big")
    if start >= end:
        return
    try:
        with path.open("rb") as file:
            for number in range(start // PIECE, (end - 1) // PIECE + 1):
                file.seek(_HEAD + number * (PIECE + _TAG))
                sealed = file.read(min(PIECE, size - number * PIECE) + _TAG)
                piece = cipher.decrypt(number.to_bytes(12, "big"), sealed, belongs)
                began = number * PIECE
                yield piece[max(0, start - began) : end - began]
    except (OSError, InvalidTag) as error:
        raise SealedError(f"{path.name}: does not open: changed, or another key") from error


def _pieces(size: int) -> int:
    return -(-size // PIECE)
