"""A whole log read from its first entry to its head, by somebody who believes nothing else.

Rules kept here:
 * Every entry is hashed, every tile is compared with what the entries come to, and the root with
   the head that the log signed. The first place that does not fit is named.
 * An entry has to be in the form in which entries are written.
 * Nothing of an entry is shown: only where it stands.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from countenance.errors import ProofError, RecordError
from countenance.record.canonical import parse, parse_as
from countenance.record.checkpoint import Checkpoint
from countenance.record.entry import Entry
from countenance.record.tiles import HASH, WIDTH, Tile, entries_in, tiles_of
from countenance.record.tree import Frontier, leaf_hash

__all__ = ["Audited", "audit"]


@dataclass(frozen=True, slots=True)
class Audited:
    """How far an audit has come: entries and tiles that fit."""

    entries: int
    tiles: int


def audit(checkpoint: Checkpoint, get: Callable[[Tile], bytes]) -> Iterator[Audited]:
    """Check every entry and every tile of the tree under a head; how far it is, tile by tile.

    `get` gives the bytes of a tile. Raises `ProofError` with the first place that does not fit.
    """
    frontier = Frontier()
    above: dict[tuple[int, int], bytearray] = {}
    seen = 0
    for tile in tiles_of(checkpoint.size):
        if tile.level >= 0:
            break
        begins = tile.index * WIDTH
        leaves = bytearray()
        for place, entry in enumerate(entries_in(get(tile), tile.width, tile.path)):
            leaf = leaf_hash(entry)
            leaves += leaf
            _check_form(entry, begins + place)
            for level, index, digest in frontier.append(leaf):
                if level and level % 8 == 0:
                    row = above.setdefault((level // 8, index // WIDTH), bytearray())
                    row += digest
        _compare(get(Tile(0, tile.index, tile.width)), bytes(leaves), tile, begins)
        seen += 2
        yield Audited(frontier.size, seen)
    for tile in tiles_of(checkpoint.size):
        if tile.level > 0:
            if get(tile) != above[tile.level, tile.index]:
                raise ProofError(f"{tile.path}: another hash than the entries below it come to")
            seen += 1
    if frontier.root != checkpoint.root:
        raise ProofError(
            f"checkpoint: the {checkpoint.size} entries come to another root than it says"
        )
    yield Audited(frontier.size, seen)


def _check_form(entry: bytes, index: int) -> None:
    """Raise `ProofError` for an entry that is not written as entries are.

    Those of kinds that are known here are read as that, at a third of the cost.
    """
    try:
        parse_as(entry, Entry)  # type: ignore[arg-type]  # a union is a type here
    except RecordError:
        try:
            parse(entry)
        except RecordError as error:
            raise ProofError(f"entry {index}: {error}") from error


def _compare(told: bytes, made: bytes, tile: Tile, begins: int) -> None:
    """The leaves that a tile tells, and those of the entries."""
    if told == made:
        return
    if len(told) != len(made):
        path = Tile(0, tile.index, tile.width).path
        raise ProofError(f"{path}: {len(told)} bytes; {len(made)} are right for its width")
    place = next(
        at for at in range(tile.width) if told[at * HASH :][:HASH] != made[at * HASH :][:HASH]
    )
    raise ProofError(f"entry {begins + place}: it is another one than the tree was built over")
