"""Sealed openings: AES-256-GCM under a key of their case, which is wrapped by the operator's key.

    operator's key ─wraps─> key of a case ─seals─> the openings of each of its entries
                   ─wraps─> key of the marks, by which entries about the same bytes are found

Rules kept here:
 * What was sealed for one entry does not open as that of another, nor a key of one case as that of
   another: the id of the entry, and the name of the case, are part of what is checked.
 * Each case key is wrapped under a key of its own that is derived from the operator's: however many
   cases there are, no key of AES-GCM meets many nonces.
 * A mark is an HMAC over the index of its entry and a digest. Without the key of the marks nobody
   can test for a picture, and two entries about the same picture have nothing in common.

Nonces and keys are handed in; where they are kept is the work of the stores.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from countenance.errors import RecordError, SealedError
from countenance.record.commitment import Opening

__all__ = [
    "KEY_BYTES",
    "MARK_BYTES",
    "NONCE_BYTES",
    "Keyed",
    "WrappingKey",
    "mark",
    "seal",
    "seal_bytes",
    "unseal",
    "unseal_bytes",
]

KEY_BYTES = 32
NONCE_BYTES = 12
MARK_BYTES = 16

_ID = b"countenance: the id of a key that wraps"
_WRAP = b"countenance: wrap\0"
_SEAL = b"countenance: openings v1\0"
_BYTES = b"countenance: held v1\0"
_PACKED = msgspec.msgpack.Decoder(tuple[Opening, ...])


class Keyed:
    """HMAC-SHA-256 under one key, which is set up once for all that is digested with it."""

    __slots__ = ("_begun",)

    def __init__(self, key: bytes) -> None:
        self._begun = HMAC(key, SHA256())

    def digest(self, message: bytes) -> bytes:
        """The 32 bytes of a message."""
        begun = self._begun.copy()
        begun.update(message)
        return begun.finalize()


@dataclass(frozen=True, slots=True)
class WrappingKey:
    """A key of the operator; `id` names it in the record and in the database."""

    id: str
    secret: bytes = field(repr=False)
    keyed: Keyed = field(repr=False, compare=False)

    @classmethod
    def of(cls, secret: bytes) -> "WrappingKey":
        """The key with this secret. Raises `RecordError` when it has not 32 bytes."""
        if len(secret) != KEY_BYTES:
            raise RecordError(f"openings: a key of {len(secret)} bytes; {KEY_BYTES} are right")
        keyed = Keyed(secret)
        return cls(keyed.digest(_ID)[:4].hex(), secret, keyed)

    def wrap(self, case: str, key: bytes, nonce: bytes) -> bytes:
        """The key of a case, as it may lie on the disk."""
        return nonce + self._cipher(case).encrypt(nonce, key, None)

    def unwrap(self, case: str, wrapped: bytes) -> bytes:
        """The key of a case. Raises `SealedError` when this key did not wrap it for this case."""
        try:
            return self._cipher(case).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], None)
        except (InvalidTag, ValueError) as error:
            raise SealedError(
                f"openings: the key of case `{case}` was not wrapped by the key `{self.id}`"
            ) from error

    def _cipher(self, case: str) -> AESGCM:
        return AESGCM(self.keyed.digest(_WRAP + case.encode()))


def seal(key: bytes, entry: str, openings: Sequence[Opening], nonce: bytes) -> bytes:
    """The openings of the entry with this id, sealed under the key of its case.

    Raises `RecordError` when two of them are for one field.
    """
    if len({opening.field for opening in openings}) != len(openings):
        raise RecordError(f"record: entry `{entry}` has two openings for one field")
    packed = msgspec.msgpack.encode(openings)
    return nonce + AESGCM(key).encrypt(nonce, packed, _SEAL + entry.encode())


def unseal(key: bytes, entry: str, sealed: bytes) -> tuple[Opening, ...]:
    """The openings of the entry with this id, by their fields.

    Raises `SealedError` when they were not sealed for it under this key, or were changed.
    """
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        packed = _PACKED.decode(AESGCM(key).decrypt(nonce, rest, _SEAL + entry.encode()))
    except (InvalidTag, ValueError, msgspec.MsgspecError) as error:
        raise SealedError(f"openings: those of entry `{entry}` do not open: changed") from error
    return tuple(sorted(packed, key=lambda each: each.field))


def seal_bytes(key: bytes, name: str, data: bytes, nonce: bytes) -> bytes:
    """Bytes that are kept under a name, sealed; under another name they do not open."""
    return nonce + AESGCM(key).encrypt(nonce, data, _BYTES + name.encode())


def unseal_bytes(key: bytes, name: str, sealed: bytes) -> bytes:
    """What was sealed under this name. Raises `SealedError` when it was not, or was changed."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, rest, _BYTES + name.encode())
    except (InvalidTag, ValueError) as error:
        raise SealedError(f"`{name}` does not open: changed") from error


def mark(key: Keyed, index: int, digest: bytes) -> bytes:
    """By what an entry is found that is about these bytes, for who has the key of the marks."""
    return key.digest(index.to_bytes(8, "big") + digest)[:MARK_BYTES]
