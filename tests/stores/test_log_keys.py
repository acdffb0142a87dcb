"""The keys of a log: entered before they are used, kept for their owner, never without one."""

import os
import time
from pathlib import Path

import pytest

from countenance.errors import LogBusyError, ProofError, RecordError
from countenance.record.canonical import parse_as
from countenance.record.entry import LogKeyEvent
from countenance.record.make import Maker
from countenance.record.note import read_key
from countenance.record.signer import Signer
from countenance.stores.log import DatabaseReader
from countenance.stores.log_keys import KEY_FILE, LogKeys, open_publisher

ORIGIN = "gate.example.org/record"


def _killed(*_: object, **__: object) -> None:
    raise ZeroDivisionError


@pytest.fixture
def keys(tmp_path: Path) -> LogKeys:
    return LogKeys(tmp_path, Maker(time.time_ns, os.urandom))


def entered(folder: Path) -> list[tuple[str, str]]:
    reader = DatabaseReader(folder)
    found = [parse_as(stored.data, LogKeyEvent) for stored in reader.newest(9, "log-key")]
    reader.close()
    return [(one.change, one.key) for one in found]


def test_a_key_is_entered_and_kept(keys: LogKeys, tmp_path: Path) -> None:
    assert keys.signers() == ()
    first = keys.begin(ORIGIN)
    second = keys.add()

    assert keys.signers() == (first, second)
    assert keys.retire(first.key.id.hex()) == first
    assert keys.signers() == (second,)
    assert entered(tmp_path) == [
        ("begun", str(first.key)), ("added", str(second.key)), ("retired", str(first.key)),
    ]  # fmt: skip
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [read_key(key) for _, key in entered(tmp_path)] == [first.key, second.key, first.key]


def test_the_last_key_is_not_given_up(keys: LogKeys) -> None:
    first = keys.begin(ORIGIN)
    with pytest.raises(RecordError, match="its only key"):
        keys.retire(first.key.id.hex())
    with pytest.raises(RecordError, match="these sign: `"):
        keys.retire("00000000")


def test_a_log_begins_once_unless_it_is_put_aside(keys: LogKeys, tmp_path: Path) -> None:
    for change in (keys.add, lambda: keys.retire("00000000")):
        with pytest.raises(RecordError, match="no log has begun"):
            change()
    first = keys.begin(ORIGIN)
    with pytest.raises(RecordError, match="a log has begun here"):
        keys.begin("other")
    with pytest.raises(RecordError, match="a new log needs another"):
        keys.begin_anew(ORIGIN)
    with pytest.raises(ProofError, match="without spaces"):
        keys.begin_anew("a b")
    assert keys.signers() == (first,)

    second = keys.begin_anew("gate.example.org/second")

    assert keys.signers() == (second,)
    (aside,) = tmp_path.glob(f"{KEY_FILE}.old-*")
    assert str(first) in aside.read_text(encoding="utf-8")


def test_a_damaged_file_is_named_without_its_content(keys: LogKeys, tmp_path: Path) -> None:
    signer = keys.begin(ORIGIN)
    file = tmp_path / KEY_FILE
    file.write_text(file.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    with pytest.raises(RecordError, match=KEY_FILE) as caught:
        keys.signers()
    assert str(signer)[-30:-12] not in str(caught.value)


def test_a_log_whose_key_is_gone_is_not_begun_again(keys: LogKeys, tmp_path: Path) -> None:
    keys.begin(ORIGIN)
    (tmp_path / KEY_FILE).unlink()

    for origin in (ORIGIN, "other"):
        with pytest.raises(RecordError, match="put the key back from a copy"):
            keys.begin(origin)
    with pytest.raises(RecordError, match="a new log needs another"):
        keys.begin_anew(ORIGIN)
    assert not (tmp_path / KEY_FILE).exists()
    assert len(entered(tmp_path)) == 1

    assert keys.begin_anew("second").name == "second"


def test_a_beginning_that_was_cut_short_goes_on_with_its_key(
    keys: LogKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill between the entry and the file, and one before the entry."""
    begun = keys.begin(ORIGIN)
    fresh = tmp_path / f".{KEY_FILE}.new"
    (tmp_path / KEY_FILE).rename(fresh)

    assert keys.begin(ORIGIN) == begun
    assert keys.signers() == (begun,)
    assert not fresh.exists()
    assert len(entered(tmp_path)) == 1

    other = LogKeys(tmp_path / "other", Maker(time.time_ns, os.urandom))
    monkeypatch.setattr(other, "_enter", _killed)
    with pytest.raises(ZeroDivisionError):
        other.begin(ORIGIN)
    monkeypatch.undo()
    assert other.signers() == ()
    assert other.begin(ORIGIN) == other.signers()[0]


def test_a_key_that_has_no_entry_is_refused(keys: LogKeys, tmp_path: Path) -> None:
    begun = keys.begin(ORIGIN)
    assert keys.entered_signers() == (begun,)
    (tmp_path / KEY_FILE).write_text(f"{Signer(ORIGIN, b'o' * 32)}\n", encoding="ascii")

    with pytest.raises(RecordError, match="which the record does not have"):
        keys.entered_signers()
    (tmp_path / KEY_FILE).write_bytes(b"")
    with pytest.raises(RecordError, match="is empty"):
        keys.entered_signers()


def test_one_process_publishes_a_folder(keys: LogKeys, tmp_path: Path) -> None:
    signers = (keys.begin(ORIGIN),)
    publisher, reader = open_publisher(tmp_path, signers)
    with pytest.raises(LogBusyError):
        open_publisher(tmp_path, signers)
    publisher.close()
    reader.close()
