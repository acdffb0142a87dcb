"""One byte of a log changed at a time: who verifies it has to notice, whichever byte it is.

    entry        a byte of a bundle of entries
    tile         a byte of a tile of hashes
    checkpoint   a byte of the text of the head
    signature    a byte of a line under it: that of the log, or that of a witness
    proof        a byte of a proof with its entry in it

Each is tried with our own verifier, under a policy that asks for the witness, and with the single
file of `verify/`. That one knows the key of the log alone: what a witness signed it leaves aside,
and says so, and is not asked about that line.
"""

import random
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from countenance.errors import ProofError
from countenance.record.audit import audit
from countenance.record.checkpoint import Opened, open_checkpoint, read_checkpoint
from countenance.record.note import read_note
from countenance.record.proof import proof_of, read_proof, verify_proof
from countenance.record.tiles import Tile, entries_in, tiles_of
from countenance.record.trust import Trust
from countenance.stores.published import CHECKPOINT, Published

__all__ = ["KINDS", "Flipped", "flipped", "single_file"]

KINDS = ("entry", "tile", "checkpoint", "signature", "proof")


@dataclass
class Flipped:
    """How many bytes of each kind were changed, and which changes were not noticed, by whom."""

    tried: dict[str, int] = field(default_factory=dict)
    unnoticed: list[str] = field(default_factory=list)


def single_file() -> Any:  # a file, no package
    """The verifier of one file, as a module."""
    folder = str(Path(__file__).resolve().parent.parent.parent / "verify")
    sys.path.insert(0, folder)
    try:
        import verify_countenance  # type: ignore[import-not-found]  # noqa: PLC0415
    finally:
        sys.path.remove(folder)
    return verify_countenance


def flipped(log: Path, trust: Trust, each: int, seed: int) -> Flipped:
    """Change so many bytes of each kind in the published log in this folder, one at a time.

    The folder is left as it was. `trust` has one log, and a witness that has to have signed.
    """
    chance = random.Random(seed)
    files = Published(log)
    head = files.head() or b""
    size = read_checkpoint(read_note(head).text).size
    tiles = list(tiles_of(size))
    single = single_file()
    name, public = single.read_key(str(trust.logs[0].key))
    found = Flipped()

    def ours() -> None:
        opened = _opened(files.head() or b"", trust)
        for _ in audit(opened.checkpoint, files.tile):
            pass

    def theirs() -> None:
        single.verify_log(str(log), name, public)

    ours()
    theirs()
    for kind in KINDS:
        found.tried[kind] = each
        for _ in range(each if kind != "proof" else 0):
            path, low, high = _place(kind, log, tiles, chance)
            whole = path.read_bytes()
            at = chance.randrange(low, high)
            where = f"{kind}: {path.relative_to(log)}, byte {at}"
            path.write_bytes(_changed(whole, at, chance))
            try:
                _try(found, f"{where}, ours", ours)
                if path.name != CHECKPOINT or not _of_witness(whole, at, name):
                    _try(found, f"{where}, the single file", theirs)
            finally:
                path.write_bytes(whole)
    entries = [
        entry
        for tile in tiles
        if tile.level < 0
        for entry in entries_in(files.tile(tile), tile.width, tile.path)
    ]
    for _ in range(each):
        index = chance.randrange(size)
        proof = str(proof_of(index, head, files.tile, entries[index])).encode()
        at = chance.randrange(len(proof))
        bad = _changed(proof, at, chance)
        where = f"proof: entry {index}, byte {at}"
        _try(found, f"{where}, ours", partial(_check, bad, trust))
        if not _of_witness(proof, at, name):
            theirs_too = partial(single.verify_proof, bad, name, public)
            _try(found, f"{where}, the single file", theirs_too)
    return found


def _place(
    kind: str, log: Path, tiles: list[Tile], chance: random.Random
) -> tuple[Path, int, int]:
    """The file to change, and from where to where in it."""
    if kind in ("entry", "tile"):
        fitting = [tile for tile in tiles if (tile.level < 0) == (kind == "entry")]
        path = log / chance.choice(fitting).path
        return path, 0, path.stat().st_size
    path = log / CHECKPOINT
    whole = path.read_bytes()
    text = len(read_note(whole).text.encode())
    return (path, 0, text) if kind == "checkpoint" else (path, text, len(whole))


def _changed(whole: bytes, at: int, chance: random.Random) -> bytes:
    other = chance.choice([value for value in range(256) if value != whole[at]])
    return whole[:at] + bytes([other]) + whole[at + 1 :]


def _of_witness(whole: bytes, at: int, log: str) -> bool:
    """Whether this byte stands in a line of signature that is not the log's."""
    signatures = whole.rindex(b"\n\n") + 2
    begins = whole.rfind(b"\n", 0, at) + 1
    mine = "\N{EM DASH} ".encode() + log.encode() + b" "
    return at >= signatures and not whole[begins:].startswith(mine)


def _try(found: Flipped, what: str, verify: Callable[[], object]) -> None:
    with suppress(ProofError):
        try:
            verify()
        except single_file().WrongError:
            return
        found.unnoticed.append(what)


def _opened(head: bytes, trust: Trust) -> Opened:
    opened = open_checkpoint(head, trust.keys)
    _check_enough(opened, trust)
    return opened


def _check_enough(opened: Opened, trust: Trust) -> None:
    if not trust.is_enough([signed.key for signed in opened.signed]):
        raise ProofError("too few witnesses have signed")


def _check(data: bytes, trust: Trust) -> None:
    proof = read_proof(data)
    if proof.extra is None:
        raise ProofError("there is no entry in it")
    _check_enough(verify_proof(proof, proof.extra, trust.keys), trust)
