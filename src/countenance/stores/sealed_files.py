"""Files that are sealed piece by piece, so that any part of one can be read without the rest.

    8 bytes "cntnsnd1" · 8 bytes of size · pieces of 64 KiB, each with its 16 bytes of AES-256-GCM

Rules kept here:
 * Each file has a key of its own, so that the number of a piece can be its nonce.
 * A piece belongs to its place in a file of this size: none can be left out, moved or cut off, and
   nothing can stand behind the last one.
 * No more than a piece is held at a time, whoever reads and however much.
 * What was begun and not finished has another name, and is none of these files.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from countenance.errors import SealedError
from countenance.stores.whole_file import sync_folder

__all__ = ["PIECE", "read_sealed", "sealed_pieces", "sealed_size", "write_sealed"]

PIECE = 64 * 1024
"""Bytes of a piece before it is sealed."""

_MAGIC = b"cntnsnd1"
_HEAD = len(_MAGIC) + 8
_TAG = 16


def write_sealed(path: Path, data: bytes | memoryview, key: bytes) -> None:
    """Seal these bytes in a new file, which is on the disk when this returns. They are not copied.

    Raises `OSError`.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    begun = path.with_name(f"{path.name}.begun")
    cipher, whole = AESGCM(key), memoryview(data)
    size = len(whole).to_bytes(8, "big")
    descriptor = os.open(begun, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_MAGIC + size)
        for number in range(_pieces(len(whole))):
            piece = whole[number * PIECE : (number + 1) * PIECE]
            file.write(cipher.encrypt(number.to_bytes(12, "big"), piece, _MAGIC + size))
        file.flush()
        os.fsync(file.fileno())
    begun.replace(path)
    sync_folder(path.parent)


def sealed_size(path: Path) -> int:
    """Bytes that are sealed in this file. Raises `SealedError` when it is none, or not here."""
    with _opened(path) as file:
        return _size(file, path)


def read_sealed(path: Path, key: bytes, start: int = 0, end: int | None = None) -> bytes:
    """The bytes from `start` until `end`. Raises `SealedError` when they do not open."""
    return b"".join(sealed_pieces(path, key, start, end))


def sealed_pieces(
    path: Path, key: bytes, start: int = 0, end: int | None = None
) -> Iterator[bytes]:
    """The same piece by piece. What is no such file raises `SealedError` at once, a piece that does
    not open when it is its turn: whoever hands pieces on breaks off then."""
    size = sealed_size(path)
    return _read(path, key, size, start, size if end is None else min(end, size))


def _read(path: Path, key: bytes, size: int, start: int, end: int) -> Iterator[bytes]:
    cipher, belongs = AESGCM(key), _MAGIC + size.to_bytes(8, "big")
    numbers = range(0 if size else 1)  # also an empty one has a piece: that it is empty is sealed
    if start < end:
        numbers = range(start // PIECE, (end - 1) // PIECE + 1)
    with _opened(path) as file:
        for number in numbers:
            try:
                file.seek(_HEAD + number * (PIECE + _TAG))
                sealed = file.read(min(PIECE, size - number * PIECE) + _TAG)
                piece = cipher.decrypt(number.to_bytes(12, "big"), sealed, belongs)
            except (OSError, InvalidTag) as error:
                raise SealedError(f"{path.name}: does not open: changed, or another key") from error
            began = number * PIECE
            yield piece[max(0, start - began) : end - began]


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise SealedError(f"{path.name}: cannot be read: {error.strerror}") from error


def _size(file: BinaryIO, path: Path) -> int:
    head, there = file.read(_HEAD), os.fstat(file.fileno()).st_size
    if len(head) != _HEAD or not head.startswith(_MAGIC):
        raise SealedError(f"{path.name}: is no file that was sealed here")
    size = int.from_bytes(head[len(_MAGIC) :], "big")
    if there != _HEAD + size + _pieces(size) * _TAG:
        raise SealedError(f"{path.name}: does not open: it was cut, or something was put to it")
    return size


def _pieces(size: int) -> int:
    return max(1, -(-size // PIECE))
