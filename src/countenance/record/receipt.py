"""Receipts: everything about one entry that its caller takes with it, in one file of JSON.

Rules kept here:
 * The entry stands in it byte for byte, as a string, and again in the proof; both are the same.
 * A receipt names the keys of the log under its checkpoint, and those of the witnesses there that
   the log knows by their signatures. Whom to trust says whoever verifies, never the receipt.
 * A certificate that is not there is named, with why.

What the certificates prove is looked at in `countenance.gate.certifying`.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal, TypeAlias

import msgspec

from countenance.errors import ProofError
from countenance.record.beside import UNWITNESSED
from countenance.record.checkpoint import Opened, read_checkpoint
from countenance.record.note import KeyType, Note, VerifierKey, verified
from countenance.record.proof import Proof, proof_of, read_proof, verify_proof
from countenance.record.store import Stored
from countenance.record.tiles import Tile

__all__ = [
    "Certified", "Receipt", "looks_like_one", "read_receipt", "receipt_of", "verify_receipt",
]  # fmt: skip

LIMIT = 2 * 1024 * 1024
"""The most bytes of a receipt that are read."""

Why: TypeAlias = Literal[
    "too-large", "contradictory", "other-texts", "other", "not-here", "cut", "unreadable"
]


class Certified(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The certificate about one plausible act (`null`: text alone), or why there is none."""

    act: str | None
    certificate: str | None
    why: Why | None


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One receipt; nothing is verified yet. `keys` and `witnesses` are names with ids of keys."""

    object: Literal["countenance.receipt"]
    v: Literal[1]
    index: Annotated[int, msgspec.Meta(ge=0)]
    entry: str
    proof: str
    keys: tuple[str, ...]
    witnesses: tuple[str, ...] | Literal["unwitnessed"]
    certificates: tuple[Certified, ...]

    def __bytes__(self) -> bytes:
        """The receipt as it is handed out."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


def receipt_of(
    stored: Stored,
    head: bytes | None,
    tile: Callable[[Tile], bytes],
    certificates: Sequence[Certified],
    witnesses: Sequence[VerifierKey] = (),
) -> Receipt:
    """The receipt of an entry. `witnesses`: their keys, as far as the log knows any.

    Raises `UnpublishedError` when the head does not cover it yet, and `ProofError` when the
    signature of one of these witnesses does not verify.
    """
    proof = proof_of(stored.index, head, tile, stored.data)
    keys, _ = _signers(proof.checkpoint)
    seen = [each.key for each in verified(proof.checkpoint, witnesses)]
    named = tuple(_named(k.name, k.id) for k in seen if k.type is KeyType.WITNESS)
    return Receipt(
        "countenance.receipt",
        1,
        stored.index,
        stored.data.decode("ascii"),
        str(proof),
        keys,
        named or UNWITNESSED,
        tuple(certificates),
    )


def looks_like_one(data: bytes) -> bool:
    """Whether these bytes are meant as a receipt: a proof alone does not begin so."""
    return data.lstrip()[:1] == b"{"


def read_receipt(data: bytes) -> Receipt:
    """Read a receipt. Raises `ProofError`; nothing is verified."""
    if len(data) > LIMIT:
        raise ProofError(f"receipt: {len(data)} bytes; at most {LIMIT} are read")
    try:
        receipt = msgspec.json.decode(data, type=Receipt)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ProofError(f"receipt: {error}") from error
    if any((each.certificate is None) == (each.why is None) for each in receipt.certificates):
        raise ProofError("receipt: each act needs a certificate, or why there is none")
    return receipt


def verify_receipt(receipt: Receipt, keys: Sequence[VerifierKey]) -> Opened:
    """The checkpoint by which the entry of a receipt is in the log; raises `ProofError`.

    The certificates are not looked at here.
    """
    proof, entry = _read(receipt.proof), _ascii(receipt.entry)
    if proof.index != receipt.index:
        raise ProofError(f"receipt: its proof is about entry {proof.index}, not {receipt.index}")
    if proof.extra != entry:
        raise ProofError("receipt: its proof has another entry in it")
    told, watched = _signers(proof.checkpoint)
    named = () if receipt.witnesses == UNWITNESSED else receipt.witnesses
    if receipt.keys != told or not set(named) <= set(watched):
        raise ProofError("receipt: others have signed its checkpoint than it says")
    return verify_proof(proof, entry, keys)


def _signers(note: Note) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who signed, by name and id of the key: the log, and everybody else."""
    origin = read_checkpoint(note.text).origin
    signed = [(each.name, _named(each.name, each.key)) for each in note.signatures]
    return (
        tuple(key for name, key in signed if name == origin),
        tuple(key for name, key in signed if name != origin),
    )


def _named(name: str, key: bytes) -> str:
    return f"{name}+{key.hex()}"


def _read(proof: str) -> Proof:
    return read_proof(proof.encode("utf-8", "surrogatepass"))


def _ascii(entry: str) -> bytes:
    try:
        return entry.encode("ascii")
    except UnicodeEncodeError as error:
        raise ProofError("receipt: the entry is none: not ASCII") from error
