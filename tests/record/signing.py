"""Keys that anybody may know, and a small log that is signed with one."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.record.checkpoint import Checkpoint
from countenance.record.note import KeyType, Note, Signature, sign, verifier_key
from countenance.record.tree import root_of
from record.trees import nodes_of

__all__ = [
    "ENTRIES", "LOG", "LOG_KEY", "NODES", "ORIGIN", "WITNESS", "WITNESS_KEY", "WITNESS_NAME",
    "head", "signed",
]  # fmt: skip

ORIGIN = "gate.example.org/record"
LOG = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
LOG_KEY = verifier_key(ORIGIN, KeyType.LOG, LOG)

WITNESS_NAME = "court.example.org/w1"
WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS_KEY = verifier_key(WITNESS_NAME, KeyType.WITNESS, WITNESS)

ENTRIES = [f"entry {n}".encode() for n in range(40)]
NODES = nodes_of(ENTRIES)


def head(size: int, origin: str = ORIGIN) -> Checkpoint:
    """The head of the log with its first entries."""
    return Checkpoint(origin, size, root_of(size, NODES))


def signed(checkpoint: Checkpoint, *more: Signature, key: Ed25519PrivateKey = LOG) -> bytes:
    """A checkpoint signed by the log, and by whom else."""
    own = sign(checkpoint.text, checkpoint.origin, key)
    return str(Note(checkpoint.text, (own, *more))).encode()
