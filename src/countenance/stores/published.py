"""The log as anybody reads it: tiles, bundles and the signed head, in a folder of files.

    log/checkpoint            the newest head, signed
    log/tile/0/x001/234       hashes, and in tile/entries the entries themselves

Rules kept here:
 * The entries come first: only what is on the disk in the database is published, and everything
   here can be made again from it.
 * The head is written last, and is on the disk before anybody is told of it.
 * One process at a time publishes; the others find the folder locked and leave it alone.
 * A head that was signed is never contradicted: when the database has fewer entries than the last
   head says, or others, it is an older copy; so it is when a witness has seen more. Then nothing is
   signed until a person says that a new log begins.
 * Signatures of witnesses are added to the head that they are of, while it is the newest.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

from countenance.errors import LogBusyError, ProofError, RecordError, RolledBackError
from countenance.record.checkpoint import Checkpoint, open_checkpoint
from countenance.record.note import Note, Signature, VerifierKey, read_note
from countenance.record.signer import Signer, signed_by
from countenance.record.store import LogReader
from countenance.record.tiles import HASH, WIDTH, Tile, Tiles, bundle, entries_in, tiles_since
from countenance.record.tree import Frontier
from countenance.stores.whole_file import write_whole
from countenance.stores.witnessed import check_not_rolled_back, note_rolled_back

__all__ = ["CHECKPOINT", "FOLDER", "OTHER", "Published", "Publisher", "tile_from"]

FOLDER = "log"
"""Where it lies in the folder of data."""
CHECKPOINT = "checkpoint"
"""The name of the file with the head."""

_LOCK = "publish.lock"
_BATCH = 8 * WIDTH
"""Entries that are taken into the tree at once: what a busy gate writes in a second."""


OTHER = (
    "log: the database has other entries than the last head speaks of: it is another copy; nothing "
    "is signed. Restore the right one, or begin a new log with `countenance record begin`"
)


class Published:
    """What was published, for those who read it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def head(self) -> bytes | None:
        """The newest head as it was signed, if there is one."""
        return self._read(CHECKPOINT)

    def tile(self, tile: Tile) -> bytes:
        """The bytes of a tile; of a partial one also when it has become a wider one.

        Raises `RecordError` when it is not there.
        """
        return tile_from(self._read, tile, self._folder)

    def _read(self, path: str) -> bytes | None:
        try:
            return (self._folder / path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RecordError(f"{self._folder / path}: cannot be read: {error.strerror}") from error


def tile_from(read: Callable[[str], bytes | None], tile: Tile, where: object) -> bytes:
    """A tile out of files, wherever they are; a partial one also out of the wider one.

    Raises `RecordError` when it is not there.
    """
    found = read(tile.path)
    if found is None and tile.width < WIDTH:
        whole = read(Tile(tile.level, tile.index).path)
        if whole is not None and tile.level < 0:
            found = bundle(entries_in(whole, WIDTH, tile.path)[: tile.width])
        elif whole is not None:
            found = whole[: tile.width * HASH]
    if found is None:
        raise RecordError(f"{where}/{tile.path}: is not there")
    return found


class Publisher(Published):
    """Publishes the entries of one database under the keys of its log."""

    def __init__(self, entries: LogReader, folder: Path, signers: Sequence[Signer]) -> None:
        """Raises `LogBusyError` when another process publishes there, `RolledBackError` when the
        database is older than the files are, and `RecordError` when they cannot be used."""
        super().__init__(folder)
        if not signers:
            raise RecordError("log: a key is needed to sign with")
        self._entries = entries
        self._signers = tuple(signers)
        self._one = Lock()
        """Held by whoever writes a head."""
        self._closed = False
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        self._lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            check_not_rolled_back(folder)
            self._newest = b""
            self._frontier, self._rows = self._taken_up()
            self._told = self._frontier.size
            """How many entries the head that is there speaks of: fewer than the tree has, where it
            could not be written when the tree had grown."""
        except BlockingIOError as error:
            os.close(self._lock)
            raise LogBusyError(f"{folder}: another process publishes this log") from error
        except BaseException:
            os.close(self._lock)
            raise

    def close(self) -> None:
        """Let another process publish; from now on this one writes no head."""
        with self._one:
            if not self._closed:
                self._closed = True
                os.close(self._lock)

    @property
    def origin(self) -> str:
        """The name of the log."""
        return self._signers[0].name

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """The public halves of the keys that sign."""
        return tuple(signer.key for signer in self._signers)

    @property
    def leads(self) -> bool:
        """Whether this process is the one that signs: who publishes a log of one gate is."""
        return True

    def follow(self) -> Note | None:
        """Publish what another gate has signed; nobody else signs the log of one gate."""
        return None

    def publish(self) -> Note | None:
        """Publish what has been entered since; the new head, or None when there is nothing new.

        Raises `RecordError` when it cannot be written; then it is tried again the next time.
        """
        with self._one:
            return self._publish()

    def _publish(self) -> Note | None:
        self._check_open()
        check_not_rolled_back(self._folder)
        self._check_grown()
        size = self._entries.size()
        if size == self._frontier.size == self._told and self.head() is not None:
            return None
        self._grow(size)
        note = signed_by(
            Checkpoint(self.origin, self._frontier.size, self._frontier.root), self._signers
        )
        self.replace(note)
        self._told = self._frontier.size
        return note

    def _check_open(self) -> None:
        if self._closed:
            raise RecordError("log: closed; nothing more is published")

    def _check_grown(self) -> None:
        """The last entry that was published has still to be there. Raises `RolledBackError`."""
        size = self._frontier.size
        if not size:
            return
        there = next(iter(self._entries.entries(size - 1, size)), None)
        if there is None or there.leaf != self._newest:
            says = (
                f"{size} entries were published, and the database has "
                f"{self._entries.size()}" + ("" if there is None else ", others among them")
            )
            self.note_rolled_back(says)
            check_not_rolled_back(self._folder)

    def note_rolled_back(self, says: str) -> None:
        """Keep that a witness has seen more than this log has: from now on nothing is signed."""
        note_rolled_back(self._folder, says)

    def rebuild(self) -> None:
        """Make every tile anew from the database, up to the last head.

        Raises `RolledBackError` when it leads to another one.
        """
        data = self.head()
        if data is not None:
            self._made_again(self._opened(data))

    def replace(self, head: Note) -> None:
        """Write a head; with more signatures than before, or that of a larger tree."""
        self._write(CHECKPOINT, str(head).encode(), durable=True)

    def add(self, text: str, signature: Signature) -> bool:
        """Add what a witness has signed to the newest head; whether that is still the one it is of.

        A signature by the same key takes the place of the one before. Raises `RecordError`.
        """
        with self._one:
            data = None if self._closed else self.head()
            note = None if data is None else read_note(data)
            if note is None or note.text != text:
                return False
            named = (signature.name, signature.key)
            others = tuple(each for each in note.signatures if (each.name, each.key) != named)
            self.replace(Note(text, (*others, signature)))
            return True

    def _grow(self, size: int) -> None:
        """Take entries into the tree until there are so many."""
        while self._frontier.size < size:
            self._take(min(size, self._frontier.size + _BATCH))

    def _take(self, stop: int) -> None:
        """Take the entries up to `stop` into the tree, and write their tiles."""
        start = self._frontier.size
        stored = list(self._entries.entries(start, stop))
        if [each.index for each in stored] != list(range(start, stop)):
            raise RecordError(f"log: the entries from {start} to {stop} are not all there")
        first = start - start % WIDTH
        around = [each.data for each in self._entries.entries(first, start)]
        around += [each.data for each in stored]
        # Grown apart, so that what cannot be written is tried again from where it was.
        written, frontier = dict(self._rows), self._frontier.copy()
        for each in stored:
            for level, _, digest in frontier.append(each.leaf):
                if level % 8 == 0:
                    written[level // 8] = written.get(level // 8, b"") + digest
        # Each row begins where the tile begins that was not full.
        for tile in tiles_since(start, stop):
            offset = tile.index * WIDTH
            if tile.level < 0:
                content = bundle(around[offset - first : offset - first + tile.width])
            else:
                begins = (start >> (8 * tile.level)) // WIDTH * WIDTH
                at = (offset - begins) * HASH
                content = written[tile.level][at : at + tile.width * HASH]
            self._write(tile.path, content)
            if tile.width == WIDTH:
                self._forget_partial(tile)
        self._frontier = frontier
        self._newest = stored[-1].leaf
        self._rows = {
            level: row[len(row) - (stop >> (8 * level)) % WIDTH * HASH :]
            for level, row in written.items()
        }

    def _taken_up(self) -> tuple[Frontier, dict[int, bytes]]:
        """The tree where the last head left it, if the files are whole; else an empty one."""
        data = self.head()
        if data is None:
            return Frontier(), {}
        last = self._opened(data)
        size = self._entries.size()
        if size < last.size:
            raise RolledBackError(
                f"log: the last head speaks of {last.size} entries and the database has {size}: "
                "it is an older copy; nothing is signed. Restore the newer one, or begin a new log "
                "with `countenance record begin`"
            )
        try:
            tiles = Tiles(last.size, self.tile)
            frontier = Frontier(last.size, tiles.node)
            if frontier.root != last.root:
                raise ProofError("log: the tiles do not lead to the last head")
            self._check_newest(last.size, tiles)
            return frontier, {
                level: tiles.tile(level, count // WIDTH)
                for level in range(8)
                if (count := last.size >> (8 * level)) % WIDTH
            }
        except RolledBackError:
            raise
        except RecordError:
            return self._made_again(last)

    def _opened(self, data: bytes) -> Checkpoint:
        return open_checkpoint(data, self.keys).checkpoint

    def _check_newest(self, size: int, tiles: Tiles) -> None:
        """The newest entries that were published have to be those of the database."""
        if not size:
            return
        first = (size - 1) // WIDTH * WIDTH
        row = tiles.tile(0, first // WIDTH)
        leaves = [each.leaf for each in self._entries.entries(first, size)]
        if b"".join(leaves) != row:
            raise RolledBackError(OTHER)
        self._newest = leaves[-1]

    def _made_again(self, last: Checkpoint) -> tuple[Frontier, dict[int, bytes]]:
        """Every tile anew, from the database; it has to lead to the last head."""
        self._frontier, self._rows = Frontier(), {}
        self._grow(last.size)
        if self._frontier.root != last.root:
            raise RolledBackError(OTHER)
        return self._frontier, self._rows

    def _forget_partial(self, tile: Tile) -> None:
        shutil.rmtree(self._folder / f"{tile.path}.p", ignore_errors=True)

    def _write(self, path: str, content: bytes, *, durable: bool = False) -> None:
        write_whole(self._folder / path, content, durable=durable)
