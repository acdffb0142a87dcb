"""What a witness does: https://c2sp.org/tlog-witness.

A witness remembers the last head of each log that it watches, and signs the next one only when the
log proves that it begins with that. So a log cannot show two histories to two people who trust the
same witness.

Rules kept here:
 * The order of the checks is that of the protocol, with its statuses: 404 an unknown log, 403 no
   good signature of its log, 400 an old size beyond the new, 409 another old size than the one
   that is remembered, 422 a proof that does not hold.
 * What is to be remembered is said together with the answer, and has to be on the disk, unless it
   changed meanwhile, before the answer leaves.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.errors import ProofError
from countenance.record.checkpoint import (
    Checkpoint,
    Opened,
    open_checkpoint,
    read_checkpoint,
    read_size,
)
from countenance.record.note import Note, Signature, VerifierKey, cosign, decoded, read_note
from countenance.record.tiles import HASH
from countenance.record.tree import EMPTY, verify_consistency

__all__ = ["LIMIT", "Answer", "Asked", "judged", "read_asked", "submission"]

LIMIT = 128 * 1024
"""The most bytes of what is submitted."""

_NOTHING = Checkpoint("", 0, EMPTY)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a log submits: the size that it thinks the witness has, a proof, and its checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body; when it is 200, the checkpoint to be remembered with its cosignature."""

    status: int
    body: str
    content_type: str = "text/plain; charset=utf-8"
    remember: Checkpoint | None = None
    note: Note | None = None


def submission(old: int, proof: Sequence[bytes], checkpoint: str) -> bytes:
    """What a log submits, in bytes."""
    lines = "".join(f"{b64encode(each).decode()}\n" for each in proof)
    return f"old {old}\n{lines}\n{checkpoint}".encode()


def read_asked(data: bytes) -> Asked:
    """Take a submission apart. Raises `ProofError`."""
    if len(data) > LIMIT:
        raise ProofError(f"add-checkpoint: {len(data)} bytes; at most {LIMIT} are read")
    above, blank, below = data.partition(b"\n\n")
    try:
        first, *lines = above.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise ProofError("add-checkpoint: not ASCII before the checkpoint") from error
    if not blank or not first.startswith("old "):
        raise ProofError("add-checkpoint: a line `old`, a proof, an empty line and a checkpoint")
    proof = tuple(decoded(line, "add-checkpoint: proof") for line in lines)
    if len(proof) > 63 or any(len(each) != HASH for each in proof):
        raise ProofError(f"add-checkpoint: at most 63 hashes of {HASH} bytes")
    return Asked(read_size(first.removeprefix("old "), "add-checkpoint: old"), proof, below)


def judged(
    data: bytes,
    logs: Mapping[str, Sequence[VerifierKey]],
    remembered: Mapping[str, Checkpoint],
    name: str,
    key: Ed25519PrivateKey,
    now: int,
) -> Answer:
    """What a witness answers to a submission.

    `logs`: the keys of each log that it watches, by origin; `remembered`: the last checkpoint that
    it signed for each; `now`: seconds since 1970.
    """
    try:
        asked = read_asked(data)
        origin = read_checkpoint(read_note(asked.checkpoint).text).origin
    except ProofError as error:
        return Answer(400, f"{error}\n")
    if origin not in logs:
        return Answer(404, "this witness does not watch that log\n")
    try:
        opened = open_checkpoint(asked.checkpoint, logs[origin])
    except ProofError as error:
        return Answer(403, f"{error}\n")
    return _judged(asked, opened, remembered.get(origin, _NOTHING), name, key, now)


def _judged(
    asked: Asked, opened: Opened, last: Checkpoint, name: str, key: Ed25519PrivateKey, now: int
) -> Answer:
    new = opened.checkpoint
    if asked.old > new.size:
        return Answer(400, "old: it is larger than the checkpoint\n")
    if asked.old != last.size:
        return Answer(409, f"{last.size}\n", "text/x.tlog.size")
    try:
        verify_consistency(last.size, new.size, last.root, new.root, asked.proof)
    except ProofError as error:
        return Answer(422, f"{error}\n")
    signature = cosign(new.text, name, key, now)
    note = Note(opened.note.text, (*_of(opened), signature))
    return Answer(200, f"{signature}\n", remember=new, note=note)


def _of(opened: Opened) -> tuple[Signature, ...]:
    """The signatures of the log itself that were verified."""
    good = {(each.key.name, each.key.id) for each in opened.signed}
    return tuple(
        each for each in opened.note.signatures if (each.name, each.key) in good
    )
