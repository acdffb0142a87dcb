"""Signed notes: https://c2sp.org/signed-note, with the signatures of a log and its witnesses.

Rules kept here:
 * A text is not to be believed until a signature by a key that was known before verifies.
 * Signatures by unknown keys are ignored; one by a known key that does not verify makes the whole
   note unacceptable.
 * A key signs for one purpose: the log signs the text (type 1, Ed25519), a witness signs it with a
   time before it (type 4, https://c2sp.org/tlog-cosignature). Other types are read and ignored, so
   that a checkpoint that carries ML-DSA-44 cosignatures (type 6) can be used.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from countenance.errors import ProofError

__all__ = [
    "KeyType",
    "Note",
    "Signature",
    "Verified",
    "VerifierKey",
    "check_name",
    "cosign",
    "decoded",
    "key_id",
    "read_key",
    "read_note",
    "sign",
    "signatures_in",
    "verified",
    "verifier_key",
]

LIMIT = 64 * 1024
"""The most bytes of a note: a post-quantum signature can have 5 KB."""
_SIGNATURES = 64

_SPACE = re.compile(r"[\s+\x00-\x1f\x7f]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class KeyType(IntEnum):
    """What a key signs, by the byte that names it."""

    LOG = 1
    """Ed25519 over the text."""
    WITNESS = 4
    """Ed25519 over a time and the text."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key that was known before: its name, its purpose, its 32 bytes."""

    name: str
    type: KeyType
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that a signature names it by."""
        return key_id(self.name, self.type, self.public)

    def __str__(self) -> str:
        """As it is written down for others: a *vkey*."""
        told = b64encode(bytes([self.type]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{told}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line of signature: who, which key, and the bytes after the id of the key."""

    name: str
    key: bytes
    raw: bytes

    def __str__(self) -> str:
        """The line, without its end."""
        return f"\N{EM DASH} {self.name} {b64encode(self.key + self.raw).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and the signatures under it; nothing is verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        """The note as it is written."""
        return self.text + "\n" + "".join(f"{each}\n" for each in self.signatures)


@dataclass(frozen=True, slots=True)
class Verified:
    """A key whose signature verifies; of a witness, when it signed, in seconds since 1970."""

    key: VerifierKey
    time: int | None = None


def check_name(name: str, what: str = "key") -> str:
    """The name of a key or a log as it may be. Raises `ProofError`."""
    if not name or _SPACE.search(name):
        raise ProofError(
            f"{what}: a name is needed without spaces and `+`, such as `gate.example.org/record`"
        )
    return name


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The id of a key: the beginning of a hash over its name, its type and itself."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def verifier_key(name: str, kind: KeyType, key: Ed25519PrivateKey) -> VerifierKey:
    """The public half of a key, for those who verify."""
    return VerifierKey(check_name(name), kind, key.public_key().public_bytes_raw())


def read_key(text: str) -> VerifierKey:
    """A verifier key as it is written down. Raises `ProofError` with what would be right."""
    pieces = text.split("+", 2)
    if len(pieces) != 3:
        raise ProofError("key: not a verifier key (`name+id+key`)")
    name, named, told = pieces
    check_name(name)
    raw = decoded(told, "key")
    if len(raw) != 33 or raw[0] not in (KeyType.LOG, KeyType.WITNESS):
        raise ProofError("key: only Ed25519 keys of a log (type 1) or a witness (type 4) are used")
    found = VerifierKey(name, KeyType(raw[0]), raw[1:])
    if named != found.id.hex():
        raise ProofError(f"key `{name}`: its id is `{found.id.hex()}`, not the one that is written")
    return found


def read_note(data: bytes) -> Note:
    """Take a note apart. Raises `ProofError`; nothing is verified."""
    if len(data) > LIMIT:
        raise ProofError(f"note: {len(data)} bytes; at most {LIMIT} are read")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProofError("note: not UTF-8") from error
    if _CONTROL.search(whole):
        raise ProofError("note: a control character other than a newline")
    text, blank, below = whole.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise ProofError("note: a text, an empty line and lines of signatures are needed")
    return Note(text + "\n", signatures_in(below))


def signatures_in(lines: str) -> tuple[Signature, ...]:
    """The signatures of some lines, each ended by a newline. Raises `ProofError`."""
    found = []
    for line in lines.removesuffix("\n").split("\n"):
        pieces = line.split(" ")
        if len(pieces) != 3 or pieces[0] != "\N{EM DASH}":
            raise ProofError("note: not a line of signature (em dash, name, base64)")
        raw = decoded(pieces[2], "signature")
        if len(raw) < 5:
            raise ProofError("note: a signature without bytes after the id of its key")
        found.append(Signature(check_name(pieces[1]), raw[:4], raw[4:]))
    if len(found) > _SIGNATURES:
        raise ProofError(f"note: {len(found)} signatures; at most {_SIGNATURES} are read")
    return tuple(found)


def verified(note: Note, keys: Sequence[VerifierKey]) -> tuple[Verified, ...]:
    """The keys among these whose signatures are under the note, each once.

    Raises `ProofError` when a signature that names one of them does not verify.
    """
    known = {(key.name, key.id): key for key in keys}
    found: dict[VerifierKey, Verified] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key))
        if key is not None:
            found.setdefault(key, Verified(key, _check(key, note.text, signature.raw)))
    return tuple(found.values())


def sign(text: str, name: str, key: Ed25519PrivateKey) -> Signature:
    """The signature of a log under a text that ends in a newline."""
    made = verifier_key(name, KeyType.LOG, key)
    return Signature(name, made.id, key.sign(_whole(text)))


def cosign(text: str, name: str, key: Ed25519PrivateKey, time: int) -> Signature:
    """The cosignature of a witness at this second under the text of a checkpoint."""
    made = verifier_key(name, KeyType.WITNESS, key)
    return Signature(name, made.id, time.to_bytes(8, "big") + key.sign(_timed(text, time)))


def decoded(text: str, what: str) -> bytes:
    """Bytes in base64 as RFC 4648 writes it, with padding. Raises `ProofError`."""
    try:
        raw = b64decode(text, validate=True)
    except (Base64Error, ValueError) as error:
        raise ProofError(f"{what}: not base64") from error
    if b64encode(raw).decode() != text:
        raise ProofError(f"{what}: base64 with loose bits")
    return raw


def _check(key: VerifierKey, text: str, raw: bytes) -> int | None:
    """When it was signed, if the signature says so; raises `ProofError` when it does not verify."""
    time = None
    message = _whole(text)
    if key.type is KeyType.WITNESS:
        time, raw = int.from_bytes(raw[:8], "big"), raw[8:]
        message = _timed(text, time)
    try:
        if len(raw) != 64:
            raise InvalidSignature
        Ed25519PublicKey.from_public_bytes(key.public).verify(raw, message)
    except (InvalidSignature, ValueError) as error:
        raise ProofError(f"note: the signature of `{key.name}` does not verify") from error
    return time


def _whole(text: str) -> bytes:
    if not text.endswith("\n"):
        raise ProofError("note: a text ends in a newline")
    return text.encode()


def _timed(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n".encode() + _whole(text)
