"""Proofs that an entry is in the log: https://c2sp.org/tlog-proof.

    c2sp.org/tlog-proof@v1
    extra <base64>            the entry itself, where it is handed out with its proof
    index 73894
    <base64 of each hash>

    <the checkpoint, as it was signed>

Rules kept here:
 * Every line is read as strictly as it is written: one proof has one spelling.
 * The extra line is not covered by the proof. An entry in it is believed because it hashes to the
   leaf that the proof leads to.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from countenance.errors import ProofError, UnpublishedError
from countenance.record.checkpoint import Opened, open_checkpoint, read_checkpoint, read_size
from countenance.record.note import Note, VerifierKey, decoded, read_note
from countenance.record.tiles import HASH, Tile, Tiles
from countenance.record.tree import inclusion_proof, leaf_hash, verify_inclusion

__all__ = ["HEAD", "Proof", "proof_of", "read_proof", "verify_proof"]

HEAD = "c2sp.org/tlog-proof@v1"
"""The first line."""

LIMIT = 256 * 1024
"""The most bytes of a proof: an entry, its hashes, and a checkpoint."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That the log with this checkpoint has an entry at this place; nothing is verified yet."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes | None = None

    def __str__(self) -> str:
        """The proof as it is written."""
        lines = [HEAD]
        if self.extra is not None:
            lines.append(f"extra {b64encode(self.extra).decode()}")
        lines.append(f"index {self.index}")
        lines += [b64encode(each).decode() for each in self.hashes]
        return "\n".join(lines) + f"\n\n{self.checkpoint}"


def proof_of(
    index: int, head: bytes | None, tile: Callable[[Tile], bytes], extra: bytes | None = None
) -> Proof:
    """The proof that the log with this head has an entry at this place, from its tiles.

    Raises `UnpublishedError` when the head does not cover it yet.
    """
    note = None if head is None else read_note(head)
    size = 0 if note is None else read_checkpoint(note.text).size
    if note is None or index >= size:
        raise UnpublishedError(f"entry {index} is not published yet; try again in a second")
    return Proof(index, inclusion_proof(index, size, Tiles(size, tile).node), note, extra)


def read_proof(data: bytes) -> Proof:
    """Take a proof apart. Raises `ProofError`; nothing is verified."""
    if len(data) > LIMIT:
        raise ProofError(f"proof: {len(data)} bytes; at most {LIMIT} are read")
    try:
        above, blank, below = data.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError as error:
        raise ProofError("proof: not UTF-8") from error
    lines = above.split("\n")
    if lines.pop(0) != HEAD or not blank:
        raise ProofError(f"proof: the first line has to be `{HEAD}`, with a checkpoint at the end")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = decoded(lines.pop(0).removeprefix("extra "), "proof: extra")
    if not lines or not lines[0].startswith("index "):
        raise ProofError("proof: a line `index` with the place of the entry is needed")
    index = read_size(lines.pop(0).removeprefix("index "), "proof: index")
    hashes = tuple(decoded(line, "proof") for line in lines)
    if len(hashes) > 63 or any(len(each) != HASH for each in hashes):
        raise ProofError(f"proof: at most 63 hashes of {HASH} bytes are needed")
    return Proof(index, hashes, read_note(below.encode()), extra)


def verify_proof(proof: Proof, entry: bytes, keys: Sequence[VerifierKey]) -> Opened:
    """The checkpoint by which this entry is shown to be in the log; raises `ProofError`.

    `keys`: those of the log, and of witnesses that are known. Who has to have signed besides the
    log is for `countenance.record.trust` to say.
    """
    opened = open_checkpoint(str(proof.checkpoint).encode(), keys)
    checkpoint = opened.checkpoint
    verify_inclusion(
        proof.index, checkpoint.size, checkpoint.root, leaf_hash(entry), proof.hashes
    )
    return opened
