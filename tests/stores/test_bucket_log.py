"""The log in a bucket: the head comes last, goes only forward, and is whole at every moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from countenance.errors import RecordError, RolledBackError
from countenance.record.audit import audit
from countenance.record.checkpoint import Checkpoint, open_checkpoint
from countenance.record.note import Note, cosign, read_note
from countenance.record.signer import Signer
from countenance.record.tiles import Tile
from countenance.stores.bucket import Bucket
from countenance.stores.bucket_log import BucketLog, Seen
from countenance.stores.published import Publisher
from record.signing import WITNESS, WITNESS_NAME
from stores.test_published import KEY, Grown


class Watched(Bucket):
    """A bucket in memory that notes what is put, and fails when a test wants."""

    def __init__(self) -> None:
        super().__init__(MemoryStore(), "memory")
        self.put: list[str] = []
        self.fails_after: int | None = None

    def put_new(self, path: str, content: bytes) -> bool:
        self._step(path)
        return super().put_new(path, content)

    def put_head(self, content: bytes, instead_of: Seen | None) -> Seen | None:
        self._step("checkpoint")
        return super().put_head(content, instead_of)

    def _step(self, path: str) -> None:
        if self.fails_after is not None and len(self.put) >= self.fails_after:
            raise RecordError("bucket: made to fail")
        self.put.append(path)


class Made:
    """A log that grows, and is carried."""

    def __init__(self, folder: Path, bucket: Bucket, key: Signer = KEY, kind: str = "t") -> None:
        self.grown = Grown(0, kind)
        self.kind = kind
        self.publisher = Publisher(self.grown, folder, [key])
        self.bucket = bucket
        self.log = self.again()

    def again(self, *, entries: bool = True) -> BucketLog:
        return BucketLog(
            self.bucket, self.publisher, self.publisher.keys, self.grown.size, entries=entries
        )

    def grow(self, size: int) -> None:
        self.grown.grow(size, self.kind)
        self.publisher.publish()


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    one = Made(tmp_path / "log", Watched())
    yield one
    one.publisher.close()


def head_of(bucket: Bucket) -> Checkpoint:
    data = bucket.head()
    assert data is not None
    return open_checkpoint(data, [KEY.key]).checkpoint


def test_it_is_whole_at_every_head(made: Made) -> None:
    for size in (0, 1, 17, 256, 257, 300, 700, 1100):
        made.grow(size)
        made.log.carry()
        head = head_of(made.bucket)
        assert (head.size, made.log.size) == (size, size)
        for _ in audit(head, made.bucket.tile):
            pass
        if size % 2:
            made.log = made.again()  # as after a start


def test_nothing_is_put_when_there_is_nothing_new(made: Made) -> None:
    made.grow(3)
    made.log.carry()
    assert isinstance(made.bucket, Watched)
    before = list(made.bucket.put)

    made.log.carry()
    made.again().carry()

    assert made.bucket.put == before


@pytest.mark.parametrize("after", range(8))
def test_a_bucket_that_fails_keeps_its_old_head_until_all_is_there(
    made: Made, after: int
) -> None:
    bucket = made.bucket
    assert isinstance(bucket, Watched)
    made.grow(200)
    made.log.carry()
    made.grow(600)
    bucket.fails_after = len(bucket.put) + after

    with pytest.raises(RecordError, match="made to fail"):
        made.log.carry()

    assert head_of(bucket).size == 200
    for _ in audit(head_of(bucket), bucket.tile):
        pass
    bucket.fails_after = None
    made.grow(700)
    made.log.carry()
    assert bucket.put[-1] == "checkpoint"
    for _ in audit(head_of(bucket), bucket.tile):
        pass


def test_it_ends_between_two_steps_when_it_is_told_to(made: Made) -> None:
    made.grow(600)
    steps = iter([True, True, False])

    made.log.carry(lambda: next(steps))

    assert made.bucket.head() is None
    made.log.carry()
    assert head_of(made.bucket).size == 600


def test_partial_tiles_are_removed_once_they_are_full(made: Made) -> None:
    for size in (3, 20, 255, 256):
        made.grow(size)
        made.log.carry()

    assert made.bucket.read("tile/0/000.p/20") is None
    assert made.bucket.read("tile/entries/000.p/20") is None
    assert made.bucket.tile(Tile(0, 0, 20)) == made.publisher.tile(Tile(0, 0, 20))


def test_entries_go_only_where_they_may_be_read(made: Made) -> None:
    made.log = made.again(entries=False)
    made.grow(300)
    made.log.carry()
    assert made.bucket.read("tile/entries/000") is None
    assert made.bucket.read("tile/0/000") is not None

    made.grow(301)
    made.again(entries=True).carry()

    for _ in audit(head_of(made.bucket), made.bucket.tile):
        pass


def test_of_two_gates_the_slower_one_looks_again(made: Made) -> None:
    made.grow(5)
    made.log.carry()
    other = made.again()
    other.carry()
    made.grow(8)
    other.carry()
    made.grow(9)

    made.log.carry()  # believes that 5 are there
    assert head_of(made.bucket).size == 8
    made.log.carry()

    assert head_of(made.bucket).size == 9


def test_a_gate_that_is_slower_never_takes_a_head_back(tmp_path: Path) -> None:
    bucket = Watched()
    fast, slow = (Made(tmp_path / name, bucket) for name in ("fast", "slow"))
    slow.grow(5)
    fast.grow(9)
    slow.grown.grow(9, "t")  # entered by both, signed here only up to 5
    fast.log.carry()

    slow.log.carry()
    slow.log.carry()

    assert head_of(bucket).size == 9
    for each in (fast, slow):
        each.publisher.close()


def test_what_witnesses_signed_is_added(made: Made) -> None:
    made.grow(5)
    made.log.carry()
    head = made.publisher.head()
    assert head is not None
    note = read_note(head)
    signature = cosign(note.text, WITNESS_NAME, WITNESS, 1_790_000_000)
    made.publisher.add(note.text, signature)
    made.log.carry()
    assert made.bucket.head() == made.publisher.head() != head

    made.publisher.replace(Note(note.text, note.signatures))  # as another gate has it
    made.log.carry()

    assert made.bucket.head() != made.publisher.head()


def test_a_bucket_with_more_tells_of_an_older_copy(made: Made) -> None:
    made.grow(9)
    made.log.carry()
    del made.grown.data[5:]

    with pytest.raises(RolledBackError, match="a head of 9 entries, and the database has 5"):
        made.again().carry()


def test_a_bucket_with_another_tree_tells_of_another_copy(tmp_path: Path, made: Made) -> None:
    made.grow(5)
    made.log.carry()
    fork = Made(tmp_path / "fork", made.bucket, kind="other")
    fork.grow(9)

    with pytest.raises(RolledBackError, match="another tree, under our key"):
        fork.log.carry()

    assert head_of(made.bucket).size == 5
    fork.publisher.close()


def test_a_bucket_of_another_log_is_left_alone(tmp_path: Path, made: Made) -> None:
    made.grow(5)
    made.log.carry()
    other = Made(tmp_path / "other", made.bucket, Signer("other.example/record", b"o" * 32))
    other.grow(9)

    with pytest.raises(RecordError, match="every log needs a bucket, or a prefix, of its own"):
        other.log.carry()

    assert head_of(made.bucket).size == 5
    other.publisher.close()


def test_a_tile_with_other_bytes_is_not_overwritten_unless_somebody_says_so(made: Made) -> None:
    made.grow(300)
    made.bucket.put_new("tile/0/000", b"damaged")

    with pytest.raises(RecordError, match="`tile/0/000` is there with other bytes"):
        made.log.carry()
    assert made.bucket.head() is None

    assert made.again().carry_whole() >= 1
    for _ in audit(head_of(made.bucket), made.bucket.tile):
        pass


def test_what_is_lost_or_damaged_is_put_right(made: Made) -> None:
    made.grow(700)
    made.log.carry()
    made.bucket.put_anew("tile/0/001", b"damaged")
    made.bucket.put_anew("tile/entries/000", b"")

    assert made.again().carry_whole() == 2
    assert made.again().carry_whole() == 0
    for _ in audit(head_of(made.bucket), made.bucket.tile):
        pass
