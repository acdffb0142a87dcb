"""The log carried to a bucket, where anybody reads it as a site of files.

    checkpoint             the newest head that was carried
    tile/0/x001/234        as in the folder `log`; tile/entries only where entries may be read there

Rules kept here:
 * The head comes last: when it is there, everything that it speaks of is.
 * A tile is put once and never changed. One that is there with other bytes is an error.
 * The head only goes forward: it takes the place of a head of the same log, which is its beginning,
   and which is the one that was seen. Of two gates that carry at once one is told that it was
   slower; it looks again.
 * A bucket whose head speaks of more than the database has, or of something else, tells that the
   database is an older copy, as a witness would.
 * Everything there can be made again from the folder of the log.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from countenance.errors import ProofError, RecordError, RolledBackError
from countenance.record.checkpoint import Opened, open_checkpoint
from countenance.record.note import VerifierKey
from countenance.record.tiles import WIDTH, Tile, Tiles, tiles_of, tiles_since
from countenance.record.tree import root_of
from countenance.stores.published import CHECKPOINT, Published

__all__ = ["BucketLog", "Objects", "Seen"]


@dataclass(frozen=True, slots=True)
class Seen:
    """An object as it was seen: its bytes, and by what the bucket knows that it is still this."""

    data: bytes
    version: Mapping[str, str]


class Objects(Protocol):
    """What is asked of a bucket. Every step raises `RecordError` when it cannot be taken."""

    def read(self, path: str) -> bytes | None:
        """An object; None when there is none."""
        ...

    def seen(self, path: str) -> Seen | None:
        """The same, to be replaced later."""
        ...

    def put_new(self, path: str, content: bytes) -> bool:
        """Put what is never changed; whether it was not there."""
        ...

    def put_anew(self, path: str, content: bytes) -> None:
        """Put it whatever is there."""
        ...

    def put_head(self, content: bytes, instead_of: Seen | None) -> Seen | None:
        """Put a head in the place of the one that was seen; None when there is another by now."""
        ...

    def forget(self, folder: str) -> None:
        """Remove what lies below a path, where that is allowed."""
        ...


@dataclass(frozen=True, slots=True)
class _There:
    """The head that is in the bucket."""

    seen: Seen
    opened: Opened

    @property
    def size(self) -> int:
        return self.opened.checkpoint.size


class BucketLog:
    """Carries one log to one bucket. Used by one thread."""

    def __init__(
        self,
        objects: Objects,
        published: Published,
        keys: Sequence[VerifierKey],
        size: Callable[[], int],
        *,
        entries: bool,
    ) -> None:
        """`keys`: of the log. `size`: how many entries the database has. `entries`: whether they
        are carried with the tree."""
        self._objects = objects
        self._published = published
        self._keys = tuple(keys)
        self._size = size
        self._entries = entries
        self._looked = False
        self._there: _There | None = None
        self._since = 0
        """The size of which every tile is there."""
        self._put: set[Tile] = set()
        """What was put since, before the head was."""

    @property
    def size(self) -> int:
        """How many entries the head speaks of that was last seen there."""
        return 0 if self._there is None else self._there.size

    @property
    def is_behind(self) -> bool:
        """Whether a head was published that the one there does not reach. Raises `RecordError`."""
        head = self._published.head()
        return head is not None and self._opened(head).checkpoint.size > self.size

    def look(self) -> None:
        """Look what is there.

        Raises `RolledBackError` when it is more than the database has, or something else, and
        `RecordError` when it is no head of this log, or cannot be read.
        """
        seen = self._objects.seen(CHECKPOINT)
        # After the head was read: other gates may write entries, and carry them, meanwhile.
        size = self._size()
        self._there = None if seen is None else _There(seen, self._opened(seen.data))
        if self._there is not None and self._there.size > size:
            raise RolledBackError(
                f"log: the bucket has a head of {self._there.size} entries, and the database has "
                f"{size}"
            )
        self._since = self.size if self._has_all() else 0
        self._put.clear()
        self._looked = True

    def carry(self, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Carry there what it does not have; `goes_on` is asked before each step.

        Raises as `look` does; then it is tried again the next time.
        """
        head = self._published.head()
        if head is None:
            return
        if not self._looked:
            self.look()
        ours = self._opened(head)
        if not self._is_newer(ours):
            return
        for tile in tiles_since(self._since, ours.checkpoint.size):
            if not goes_on():
                return
            if tile not in self._put and self._takes(tile):
                self._put_tile(tile)
                self._put.add(tile)
        self._put_head(head, ours)

    def carry_whole(self) -> int:
        """Look at everything that is there, and put anew what is missing or damaged; how much was.

        Raises as `look` does.
        """
        self.look()
        head = self._published.head()
        ours = None if head is None else self._opened(head)
        if head is None or ours is None or self.size > ours.checkpoint.size:
            return 0
        changed = 0
        for tile in tiles_of(ours.checkpoint.size):
            content = self._published.tile(tile)
            if self._takes(tile) and self._objects.read(tile.path) != content:
                self._objects.put_anew(tile.path, content)
                changed += 1
        if self._is_newer(ours):
            self._put_head(head, ours)
        return changed

    def _is_newer(self, ours: Opened) -> bool:
        """Whether our head may take the place of the one that is there."""
        there = self._there
        if there is None:
            return True
        if there.size > ours.checkpoint.size:
            return False  # another gate was faster; ours follows, and is carried later
        tiles = Tiles(ours.checkpoint.size, self._published.tile)
        if root_of(there.size, tiles.node) != there.opened.checkpoint.root:
            raise RolledBackError("log: the bucket has a head of another tree, under our key")
        if there.size < ours.checkpoint.size:
            return True
        # The same tree: only what more of its keys and witnesses have signed is better.
        return len(ours.note.signatures) > len(there.opened.note.signatures)

    def _put_tile(self, tile: Tile) -> None:
        content = self._published.tile(tile)
        if self._objects.put_new(tile.path, content):
            return
        if self._objects.read(tile.path) != content:
            raise RecordError(
                f"bucket: `{tile.path}` is there with other bytes, and a tile is never changed; "
                "`countenance record upload --whole` puts it right"
            )

    def _put_head(self, head: bytes, ours: Opened) -> None:
        before = self.size
        put = self._objects.put_head(head, None if self._there is None else self._there.seen)
        if put is None:
            self._looked = False  # somebody was faster: look again the next time
            return
        self._there = _There(put, ours)
        self._since = ours.checkpoint.size
        self._put.clear()
        for tile in tiles_since(before, ours.checkpoint.size):
            if tile.width == WIDTH and self._takes(tile):
                self._objects.forget(f"{tile.path}.p")

    def _takes(self, tile: Tile) -> bool:
        return self._entries or tile.level >= 0

    def _has_all(self) -> bool:
        """Whether the last bundle is there: entries may have been let out only later."""
        if not self._entries or not self.size:
            return True
        last = (self.size - 1) // WIDTH
        whole, part = Tile(-1, last), Tile(-1, last, self.size - last * WIDTH)
        return any(self._objects.read(each.path) is not None for each in (part, whole))

    def _opened(self, data: bytes) -> Opened:
        try:
            return open_checkpoint(data, self._keys)
        except ProofError as error:
            raise RecordError(
                "bucket: it has a head that is none of this log; every log needs a bucket, or a "
                f"prefix, of its own: {error}"
            ) from error
