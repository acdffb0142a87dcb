"""The keys that a log signs its heads with, and those that a witness signs them with.

    PRIVATE+KEY+gate.example.org/record+0a1b2c3d+AQ...

Rules kept here:
 * The name of the log stands in its key, as in Go's `sumdb/note`: nobody can sign for another log
   by changing a setting.
 * While a key is being replaced the old and the new one sign, the old one first. A key that is
   given up signs nothing more.
 * The purpose of a key stands in it, too: that of a witness is refused where a log signs.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.errors import ProofError
from countenance.record.checkpoint import Checkpoint
from countenance.record.note import (
    KeyType,
    Note,
    VerifierKey,
    check_name,
    decoded,
    sign,
    verifier_key,
)

__all__ = ["Signer", "read_signer", "signed_by"]

_HEAD = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class Signer:
    """One private key, with the name of its log or its witness."""

    name: str
    seed: bytes
    type: KeyType = KeyType.LOG

    def __repr__(self) -> str:
        """Without the key."""
        return f"Signer({self.name!r})"

    @property
    def private(self) -> Ed25519PrivateKey:
        """The key."""
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def key(self) -> VerifierKey:
        """Its public half."""
        return verifier_key(self.name, self.type, self.private)

    def __str__(self) -> str:
        """As it is kept: a secret."""
        told = b64encode(bytes([self.type]) + self.seed).decode()
        return f"{_HEAD}{self.name}+{self.key.id.hex()}+{told}"


def read_signer(text: str, kind: KeyType = KeyType.LOG) -> Signer:
    """A private key as it is kept. Raises `ProofError`, which shows nothing of it."""
    place = f"key of the {kind.name.lower()}"
    pieces = text.removeprefix(_HEAD).split("+", 2)
    if not text.startswith(_HEAD) or len(pieces) != 3:
        raise ProofError(f"{place}: not a private key (`PRIVATE+KEY+name+id+key`)")
    raw = decoded(pieces[2], place)
    if len(raw) != 33 or raw[0] != kind:
        raise ProofError(f"{place}: only Ed25519 keys (type {kind.value}, 32 bytes) are used")
    found = Signer(check_name(pieces[0], place), raw[1:], kind)
    if found.key.id.hex() != pieces[1]:
        raise ProofError(f"{place}: its id does not fit its name and its key")
    return found


def signed_by(checkpoint: Checkpoint, signers: Sequence[Signer]) -> Note:
    """The checkpoint, signed by each of these. Raises `ProofError` for a key of another log."""
    for signer in signers:
        if signer.name != checkpoint.origin or signer.type is not KeyType.LOG:
            raise ProofError(
                f"checkpoint: a key of `{signer.name}` does not sign for `{checkpoint.origin}`"
            )
    return Note(
        checkpoint.text,
        tuple(sign(checkpoint.text, signer.name, signer.private) for signer in signers),
    )
