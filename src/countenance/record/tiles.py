"""The tree as files: https://c2sp.org/tlog-tiles.

    checkpoint
    tile/0/000            256 hashes of leaves, one after the other
    tile/1/000.p/3        3 hashes, each over a full tile below
    tile/entries/x001/234.p/17

Rules kept here:
 * A tile has at most 256 hashes; a full one never changes, a partial one is named for its width.
 * A bundle has the entries of one tile of leaves, each behind its length in two bytes.
 * A tile that is handed in has to be as long as its name says.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from countenance.errors import ProofError
from countenance.record.tree import node_hash

__all__ = ["HASH", "WIDTH", "Tile", "Tiles", "bundle", "entries_in", "tiles_of", "tiles_since"]

WIDTH = 256
"""Hashes of a full tile."""
HASH = 32
"""Bytes of a hash."""

_HEIGHT = 8
_KEPT = 512
"""Tiles that a reader keeps at hand: 4 MiB."""
_LONGEST = 2**16 - 1


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: its level, or -1 for a bundle of entries; its place; its width, 1 to 256."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies below the prefix of the log."""
        level = "entries" if self.level < 0 else str(self.level)
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        place = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{place}{partial}"


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile and bundle of a tree of this size."""
    return tiles_since(0, size)


def tiles_since(old: int, new: int) -> Iterator[Tile]:
    """The tiles and bundles of a tree of `new` entries that one of `old` does not have."""
    yield from _row(-1, old, new)
    level = 0
    while new >> (_HEIGHT * level):
        yield from _row(level, old >> (_HEIGHT * level), new >> (_HEIGHT * level))
        level += 1


def _row(level: int, old: int, new: int) -> Iterator[Tile]:
    """The tiles of one level that has `new` hashes now and had `old`."""
    if old == new:
        return
    for index in range(old // WIDTH, -(-new // WIDTH)):
        yield Tile(level, index, min(WIDTH, new - index * WIDTH))


class Tiles:
    """The hashes of a tree of `size` leaves, read from its tiles by what `get` gives for a path.

    `get` raises an error of its own, or gives bytes that nobody has checked: only what is computed
    from them and compared with a signed root is to be believed.
    """

    def __init__(self, size: int, get: Callable[[Tile], bytes]) -> None:
        self._size = size
        self._get = get
        self._kept: OrderedDict[Tile, bytes] = OrderedDict()

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree; see `countenance.record.tree.Nodes`."""
        high, low = divmod(level, _HEIGHT)
        first = index << low
        within = first % WIDTH
        hashes = self.tile(high, first // WIDTH)
        row = [
            hashes[at * HASH : (at + 1) * HASH] for at in range(within, within + (1 << low))
        ]
        if len(row[-1]) != HASH:
            raise ProofError(f"tiles: no node {level}, {index} in a tree of {self._size} entries")
        while len(row) > 1:
            row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
        return row[0]

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of one tile, as wide as it is in this tree."""
        width = min(WIDTH, (self._size >> (_HEIGHT * level)) - index * WIDTH)
        if width < 1:
            raise ProofError(f"tiles: no tile {level}, {index} in a tree of {self._size} entries")
        tile = Tile(level, index, width)
        found = self._kept.get(tile)
        if found is None:
            found = self._get(tile)
            if len(found) != width * HASH:
                raise ProofError(
                    f"{tile.path}: {len(found)} bytes; {width * HASH} are right for its width"
                )
            self._kept[tile] = found
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(tile)
        return found


def bundle(entries: Sequence[bytes]) -> bytes:
    """The bytes of a bundle of these entries. Raises `ProofError` for one that is too long."""
    for entry in entries:
        if len(entry) > _LONGEST:
            raise ProofError(f"tiles: an entry of {len(entry)} bytes; at most {_LONGEST} fit")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def entries_in(data: bytes, width: int, where: str) -> tuple[bytes, ...]:
    """The entries of a bundle that has `width` of them. Raises `ProofError` when it has not."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        entry = data[at + 2 : at + 2 + length]
        if at + 2 > len(data) or len(entry) != length:
            raise ProofError(f"{where}: it ends within an entry")
        entries.append(entry)
        at += 2 + length
    if len(entries) != width:
        raise ProofError(f"{where}: {len(entries)} entries; {width} are right for its width")
    return tuple(entries)
