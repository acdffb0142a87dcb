"""Gates that publish one log: each from its own entries, none against another."""

from pathlib import Path

import pytest

from countenance.errors import RecordError, RolledBackError
from countenance.record.audit import audit
from countenance.record.checkpoint import Checkpoint, open_checkpoint
from countenance.record.note import cosign, read_note
from countenance.record.signer import Signer
from countenance.stores.shared_log import SharedPublisher
from record.signing import WITNESS, WITNESS_KEY, WITNESS_NAME
from stores.test_published import Grown

KEY = Signer("gate.example.org/record", b"k" * 32)


class Shared:
    """The head that gates share, in memory; who signs is who took it first."""

    def __init__(self) -> None:
        self.note: bytes | None = None
        self.size = 0
        self.says = ""
        self.signing: Heads | None = None


class Heads:
    """One gate's hold on it."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    def leads(self) -> bool:
        if self._shared.signing is None:
            self._shared.signing = self
        return self._shared.signing is self

    def newest(self) -> bytes | None:
        if self._shared.says:
            raise RolledBackError(self._shared.says)
        return self._shared.note

    def put(self, size: int, note: bytes) -> None:
        if self._shared.signing is not self:
            raise RecordError("another gate may do this by now")
        self._shared.size, self._shared.note = size, note

    def note_rolled_back(self, says: str) -> None:
        self._shared.says = says

    def close(self) -> None:
        if self._shared.signing is self:
            self._shared.signing = None


def gate(grown: Grown, folder: Path, shared: Shared, key: Signer = KEY) -> SharedPublisher:
    return SharedPublisher(grown, folder, [key], Heads(shared))


def head_of(publisher: SharedPublisher) -> Checkpoint:
    data = publisher.head()
    assert data is not None
    return open_checkpoint(data, [KEY.key]).checkpoint


def test_what_one_signs_the_other_publishes_from_its_own_entries(tmp_path: Path) -> None:
    grown, shared = Grown(300), Shared()
    one, other = (gate(grown, tmp_path / name, shared) for name in ("one", "two"))

    one.publish()
    other.follow()
    grown.grow(600)
    one.publish()
    other.publish()

    assert one.head() == other.head() == shared.note
    assert head_of(other).size == 600
    assert not other.leads
    assert [at.entries for at in audit(head_of(other), other.tile)][-1] == 600
    one.close()
    other.close()


def test_the_other_goes_on_where_the_first_one_ended(tmp_path: Path) -> None:
    grown, shared = Grown(5), Shared()
    one, other = (gate(grown, tmp_path / name, shared) for name in ("one", "two"))
    one.publish()
    one.close()
    grown.grow(9)

    other.publish()

    assert other.leads
    assert (head_of(other).size, shared.size) == (9, 9)
    other.close()


def test_a_signature_of_a_witness_reaches_the_others(tmp_path: Path) -> None:
    grown, shared = Grown(5), Shared()
    one, other = (gate(grown, tmp_path / name, shared) for name in ("one", "two"))
    note = one.publish()
    assert note is not None
    signature = cosign(note.text, WITNESS_NAME, WITNESS, 1_800_000_000)

    assert one.add(note.text, signature)
    other.follow()

    assert other.head() == one.head()
    data = other.head()
    assert data is not None
    assert WITNESS_KEY.id in [each.key for each in read_note(data).signatures]
    one.close()
    other.close()


def test_who_does_not_sign_adds_no_signature(tmp_path: Path) -> None:
    grown, shared = Grown(5), Shared()
    one, other = (gate(grown, tmp_path / name, shared) for name in ("one", "two"))
    one.publish()
    note = other.follow()
    assert note is not None
    signature = cosign(note.text, WITNESS_NAME, WITNESS, 1_800_000_000)

    with pytest.raises(RecordError, match="another gate"):
        other.add(note.text, signature)
    one.close()
    other.close()


def test_a_head_over_other_entries_is_not_published_and_nobody_signs_any_more(
    tmp_path: Path,
) -> None:
    shared = Shared()
    one = gate(Grown(5), tmp_path / "one", shared)
    one.publish()

    with pytest.raises(RolledBackError, match="other entries"):
        gate(Grown(5, "other"), tmp_path / "two", shared)
    with pytest.raises(RolledBackError):
        one.publish()
    assert shared.says
    one.close()


def test_a_shared_head_that_is_older_than_the_own_lets_nobody_sign(tmp_path: Path) -> None:
    """The database was restored: the gate that signs does not know, another one does."""
    grown, shared = Grown(5), Shared()
    one, other = (gate(grown, tmp_path / name, shared) for name in ("one", "two"))
    one.publish()
    other.follow()
    old = shared.note
    grown.grow(8)
    one.publish()
    other.follow()
    shared.note, shared.size = old, 5

    with pytest.raises(RolledBackError, match="a head of 8 entries was published"):
        other.follow()
    with pytest.raises(RolledBackError):
        one.publish()
    one.close()
    other.close()


def test_a_head_by_a_key_that_is_not_here_says_what_to_copy(tmp_path: Path) -> None:
    shared = Shared()
    one = gate(Grown(5), tmp_path / "one", shared)
    one.publish()

    with pytest.raises(RecordError, match=r"copy `record\.key`"):
        gate(Grown(5), tmp_path / "two", shared, Signer(KEY.name, b"o" * 32))
    one.close()


def test_a_witness_that_saw_more_is_told_to_all(tmp_path: Path) -> None:
    shared = Shared()
    one = gate(Grown(5), tmp_path / "one", shared)
    one.publish()
    one.note_rolled_back("the witness `w` has seen 9 entries and there are 5")

    assert "seen 9 entries" in shared.says
    with pytest.raises(RolledBackError):
        one.publish()
    one.close()
