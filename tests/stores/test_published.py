"""The log in files: published as it grows, made again when damaged, never contradicted."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from countenance.errors import LogBusyError, RecordError, RolledBackError
from countenance.record.audit import audit
from countenance.record.canonical import canonical
from countenance.record.checkpoint import Checkpoint, open_checkpoint
from countenance.record.commitment import Opening
from countenance.record.note import Note, cosign, read_note
from countenance.record.signer import Signer
from countenance.record.store import Stored
from countenance.record.tiles import Tile, tiles_of
from countenance.record.tree import leaf_hash, root_of
from countenance.stores.published import Published, Publisher
from countenance.stores.witnessed import note_rolled_back
from record.signing import WITNESS, WITNESS_KEY, WITNESS_NAME
from record.trees import nodes_of

KEY = Signer("gate.example.org/record", b"k" * 32)


class Grown:
    """A log of entries in memory that can be as long, and as wrong, as a test wants."""

    def __init__(self, size: int = 0, kind: str = "test") -> None:
        self.data = [canonical({"kind": kind, "n": number}) for number in range(size)]

    def grow(self, size: int, kind: str = "test") -> None:
        self.data += [canonical({"kind": kind, "n": n}) for n in range(len(self.data), size)]

    def size(self) -> int:
        return len(self.data)

    def entry(self, which: int | str) -> Stored | None:
        raise NotImplementedError

    def openings(self, index: int) -> tuple[Opening, ...]:
        raise NotImplementedError

    def awaiting(self, owner: int | None = None) -> tuple[str, ...]:
        raise NotImplementedError

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Stored]:
        for index, data in list(enumerate(self.data))[start:stop]:
            yield Stored(index, data, leaf_hash(data))


def published(grown: Grown, folder: Path) -> Checkpoint:
    """Publish once by a process that ends."""
    publisher = Publisher(grown, folder, [KEY])
    try:
        publisher.publish()
        return head_of(folder)
    finally:
        publisher.close()


def head_of(folder: Path) -> Checkpoint:
    data = Published(folder).head()
    assert data is not None
    return open_checkpoint(data, [KEY.key]).checkpoint


def whole(folder: Path) -> None:
    """An outsider audits what lies there."""
    files = Published(folder)
    *_, last = audit(head_of(folder), files.tile)
    assert last.entries == head_of(folder).size


def test_it_grows_with_the_log_and_is_whole_at_every_head(tmp_path: Path) -> None:
    grown, chance = Grown(), random.Random(3)
    heads: list[Checkpoint] = []
    publisher = Publisher(grown, tmp_path, [KEY])
    for size in (0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 700, 1800, *range(1801, 1806)):
        grown.grow(size)
        note = publisher.publish()
        assert (note is None) == (size == 0 and bool(heads))
        heads.append(head_of(tmp_path))
        assert heads[-1].size == size
        assert heads[-1].root == root_of(size, nodes_of(grown.data))
        whole(tmp_path)
        if chance.random() < 0.5:
            publisher.close()
            publisher = Publisher(grown, tmp_path, [KEY])
        assert publisher.publish() is None
    publisher.close()


def test_tiles_of_earlier_heads_stay_readable(tmp_path: Path) -> None:
    grown = Grown()
    for size in (17, 200, 256, 300):
        grown.grow(size)
        published(grown, tmp_path)
        files = Published(tmp_path)
        for earlier in (17, 200, 256):
            if earlier <= size:
                *_, last = audit(
                    Checkpoint(KEY.name, earlier, root_of(earlier, nodes_of(grown.data))),
                    files.tile,
                )
                assert last.entries == earlier
    assert not (tmp_path / "tile/0/000.p").exists()
    assert (tmp_path / "tile/0/001.p/44").is_file()


@pytest.mark.parametrize("path", ["tile/0/002.p/188", "tile/1/000.p/2"])
def test_tiles_that_are_damaged_or_gone_are_made_again(tmp_path: Path, path: str) -> None:
    grown = Grown(700)
    published(grown, tmp_path)
    before = (tmp_path / path).read_bytes()
    for damage in (b"x" * len(before), b"", None):
        if damage is None:
            (tmp_path / path).unlink()
        else:
            (tmp_path / path).write_bytes(damage)
        grown.grow(grown.size() + 1)
        published(grown, tmp_path)
        whole(tmp_path)


@pytest.mark.parametrize("path", ["tile/0/000", "tile/entries/001"])
def test_everything_can_be_made_again_from_the_database(tmp_path: Path, path: str) -> None:
    grown = Grown(700)
    published(grown, tmp_path)
    (tmp_path / path).write_bytes(b"x")
    publisher = Publisher(grown, tmp_path, [KEY])

    publisher.rebuild()

    whole(tmp_path)
    publisher.close()
    Publisher(Grown(), tmp_path / "empty", [KEY]).rebuild()


def test_an_older_database_is_noticed_and_nothing_is_signed(tmp_path: Path) -> None:
    published(Grown(300), tmp_path)
    before = Published(tmp_path).head()

    with pytest.raises(RolledBackError, match="300 entries and the database has 299"):
        Publisher(Grown(299), tmp_path, [KEY])

    assert Published(tmp_path).head() == before


def test_another_history_is_noticed_and_nothing_is_signed(tmp_path: Path) -> None:
    published(Grown(300), tmp_path)
    restored = Grown(299)
    restored.grow(400, "other")
    shutil.copytree(tmp_path, tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy/tile")
    before = Published(tmp_path).head()

    for folder in (tmp_path, tmp_path / "copy"):
        with pytest.raises(RolledBackError, match="other entries"):
            Publisher(restored, folder, [KEY])
        assert Published(folder).head() == before


@pytest.mark.parametrize("then", [299, 300, 301])
def test_a_database_that_goes_back_while_it_is_published_is_signed_for_no_more(
    tmp_path: Path, then: int
) -> None:
    """Another one took over, with fewer entries at first; `then` it has so many, of its own."""
    grown = Grown(300)
    publisher = Publisher(grown, tmp_path, [KEY])
    publisher.publish()
    before = head_of(tmp_path)
    del grown.data[290:]
    grown.grow(then, "other")

    for _ in range(2):
        with pytest.raises(RolledBackError, match="300 entries were published"):
            publisher.publish()
    publisher.close()

    assert head_of(tmp_path) == before
    with pytest.raises(RolledBackError, match="begin a new log"):
        Publisher(grown, tmp_path, [KEY])


def test_one_process_publishes(tmp_path: Path) -> None:
    grown = Grown(3)
    first = Publisher(grown, tmp_path, [KEY])
    with pytest.raises(LogBusyError, match="another process publishes"):
        Publisher(grown, tmp_path, [KEY])
    first.close()
    Publisher(grown, tmp_path, [KEY]).close()


def test_a_head_by_an_unknown_key_is_not_gone_on_from(tmp_path: Path) -> None:
    published(Grown(3), tmp_path)
    with pytest.raises(RecordError, match="no known key"):
        Publisher(Grown(4), tmp_path, [Signer(KEY.name, b"z" * 32)])
    with pytest.raises(RecordError, match="a key is needed"):
        Publisher(Grown(4), tmp_path, [])


def test_what_cannot_be_written_is_an_error_and_tried_again(tmp_path: Path) -> None:
    grown = Grown(3)
    publisher = Publisher(grown, tmp_path / "log", [KEY])
    (tmp_path / "log/tile").write_bytes(b"in the way")
    with pytest.raises(RecordError, match="cannot be written"):
        publisher.publish()
    (tmp_path / "log/tile").unlink()
    publisher.publish()
    whole(tmp_path / "log")
    publisher.close()


def test_a_head_that_could_not_be_written_waits_for_no_further_entry(tmp_path: Path) -> None:
    grown = Grown(3)
    publisher = Publisher(grown, tmp_path, [KEY])
    publisher.publish()
    grown.grow(4)
    (tmp_path / ".checkpoint.new").mkdir()  # the tiles can be written, the head cannot
    for _ in range(2):
        with pytest.raises(RecordError, match="cannot be written"):
            publisher.publish()
    (tmp_path / ".checkpoint.new").rmdir()

    assert publisher.publish() is not None
    assert head_of(tmp_path).size == 4
    assert publisher.publish() is None
    publisher.close()


def test_once_closed_it_writes_no_head(tmp_path: Path) -> None:
    grown = Grown()
    publisher = Publisher(grown, tmp_path, [KEY])
    publisher.close()
    publisher.close()

    with pytest.raises(RecordError, match="closed"):
        publisher.publish()

    assert publisher.head() is None


def test_entries_that_are_missing_are_not_published(tmp_path: Path) -> None:
    class Gap(Grown):
        def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Stored]:
            return (each for each in super().entries(start, stop) if each.index != 2)

    publisher = Publisher(Gap(4), tmp_path, [KEY])
    with pytest.raises(RecordError, match="not all there"):
        publisher.publish()
    assert publisher.head() is None
    publisher.close()


def test_a_head_can_be_given_more_signatures(tmp_path: Path) -> None:
    publisher = Publisher(Grown(3), tmp_path, [KEY])
    note = publisher.publish()
    assert note is not None
    more = Note(note.text, (*note.signatures, note.signatures[0]))
    publisher.replace(more)
    data = publisher.head()
    assert data is not None
    assert read_note(data) == more
    assert publisher.origin == KEY.name
    publisher.close()


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert Published(tmp_path).head() is None
    for tile in tiles_of(3):
        with pytest.raises(RecordError, match="is not there"):
            Published(tmp_path).tile(tile)
    (tmp_path / "checkpoint").mkdir()
    with pytest.raises(RecordError, match="cannot be read"):
        Published(tmp_path).head()
    with pytest.raises(RecordError):
        Published(tmp_path).tile(Tile(0, 0))


def test_a_witness_is_added_to_the_head_that_it_signed_and_to_no_other(tmp_path: Path) -> None:
    publisher = Publisher(Grown(3), tmp_path, [KEY])
    note = publisher.publish()
    assert note is not None
    first, later = (cosign(note.text, WITNESS_NAME, WITNESS, time) for time in (5, 6))

    assert not publisher.add(note.text.replace("\n3\n", "\n2\n"), first)
    assert publisher.add(note.text, first)
    assert publisher.add(note.text, later)

    opened = open_checkpoint(publisher.head() or b"", [KEY.key, WITNESS_KEY])
    assert [each.time for each in opened.witnesses] == [6]
    assert len(opened.note.signatures) == 2
    publisher.close()
    assert not publisher.add(note.text, first)


def test_nothing_is_signed_once_a_witness_has_seen_more(tmp_path: Path) -> None:
    entries = Grown(3)
    publisher = Publisher(entries, tmp_path, [KEY])
    publisher.publish()
    before = publisher.head()
    note_rolled_back(tmp_path, "a witness has seen 9 entries and there are 3")
    entries.grow(4)

    with pytest.raises(RolledBackError, match="seen 9 entries"):
        publisher.publish()
    assert publisher.head() == before
    publisher.close()
    with pytest.raises(RolledBackError, match="seen 9 entries"):
        Publisher(entries, tmp_path, [KEY])
