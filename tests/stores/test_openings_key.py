"""The file of the operator's keys: made, found again, refused, replaced."""

import base64
import os
import stat
from pathlib import Path

import pytest

from countenance.errors import RecordError, SealedError
from countenance.stores import openings_key
from countenance.stores.openings_key import (
    FILE_VARIABLE,
    KEY_FILE,
    KEY_VARIABLE,
    OpeningsKeys,
)
from record.examples import counting


def test_the_first_key_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    keys = OpeningsKeys(tmp_path)

    made = keys.newest(counting())

    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert keys.newest(counting()) == made == OpeningsKeys(tmp_path).named(made.id)


def test_a_first_key_that_was_never_written_is_made_again(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).touch(0o600)

    made = OpeningsKeys(tmp_path).newest(counting())

    assert OpeningsKeys(tmp_path).all() == (made,)


def test_a_key_that_another_process_added_is_found(tmp_path: Path) -> None:
    keys, elsewhere = OpeningsKeys(tmp_path), OpeningsKeys(tmp_path)
    random = counting()
    first = keys.newest(random)
    second = elsewhere.add(random)

    assert keys.named(first.id) == first
    assert keys.named(second.id) == second
    assert keys.newest(random) == second


def test_a_key_is_written_over_once_the_file_without_it_has_its_name_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a machine that stops between would come back with the old file, and no key in it."""
    keys, random = OpeningsKeys(tmp_path), counting()
    keys.newest(random)
    done, write = [], os.pwrite
    monkeypatch.setattr(openings_key, "sync_folder", lambda folder: done.append(str(folder)))

    def over(file: int, data: bytes, at: int) -> int:
        done.append("over")
        return write(file, data, at)

    monkeypatch.setattr(os, "pwrite", over)
    keys.keep_only(keys.add(random).id)

    assert done == [str(tmp_path), "over"] * 2


def test_a_key_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SealedError, match=r"under the key `0a1b2c3d`, which is not in .*put it"):
        OpeningsKeys(tmp_path).named("0a1b2c3d")


@pytest.mark.parametrize("content", [b"not base64!\n", b"YWJj\n"])
def test_a_file_that_holds_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / KEY_FILE).touch(0o600)
    (tmp_path / KEY_FILE).write_bytes(content)

    with pytest.raises(SealedError, match="a line of base64 for each"):
        OpeningsKeys(tmp_path).all()


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    keys = OpeningsKeys(tmp_path)
    keys.newest(counting())
    (tmp_path / KEY_FILE).chmod(0o644)

    with pytest.raises(SealedError, match="others can read"):
        keys.all()


def test_it_may_lie_elsewhere_behind_a_link(tmp_path: Path) -> None:
    folder, safe = tmp_path / "var", tmp_path / "safe"
    for each in (folder, safe):
        each.mkdir()
    (folder / KEY_FILE).symlink_to(safe / "key")
    keys, random = OpeningsKeys(folder), counting()

    first = keys.newest(random)
    second = keys.add(random)
    assert keys.keep_only(second.id) == 1

    assert (folder / KEY_FILE).is_symlink()
    assert OpeningsKeys(folder).all() == (second,)
    assert first != second
    assert [path.name for path in safe.iterdir()] == ["key"]


def test_a_key_that_is_given_up_is_written_over(tmp_path: Path) -> None:
    keys, random = OpeningsKeys(tmp_path), counting()
    first, second = keys.newest(random), keys.add(random)
    with (tmp_path / KEY_FILE).open("rb") as still_open:
        keys.keep_only(second.id)
        before = still_open.read()

    assert not before.strip(b"\0")
    assert keys.all() == (second,)
    with pytest.raises(SealedError):
        keys.named(first.id)


def test_the_last_key_is_never_given_up(tmp_path: Path) -> None:
    keys = OpeningsKeys(tmp_path)
    only = keys.newest(counting())

    keys.keep_only("0a1b2c3d")

    assert keys.all() == (only,)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    keys = OpeningsKeys(tmp_path)
    keys.newest(counting())
    (tmp_path / f".{KEY_FILE}.new").mkdir()

    with pytest.raises(RecordError, match="cannot be written"):
        keys.add(counting())


def test_the_file_of_a_secret_that_is_mounted_takes_its_place(tmp_path: Path) -> None:
    mounted = tmp_path / "run/openings"
    told = {FILE_VARIABLE: str(mounted)}
    made = OpeningsKeys(tmp_path / "var", told).newest(os.urandom)

    assert OpeningsKeys(tmp_path / "other", told).all() == (made,)
    assert mounted.stat().st_mode & 0o777 == 0o600
    assert OpeningsKeys(tmp_path / "var", {}).all() == ()
    added = OpeningsKeys(tmp_path, told).add(os.urandom)
    assert OpeningsKeys(tmp_path, told).keep_only(added.id) == 1


def test_a_variable_holds_the_keys_and_nothing_is_written(tmp_path: Path) -> None:
    lines = [base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2)]
    keys = OpeningsKeys(tmp_path, {KEY_VARIABLE: "\n".join(lines)})

    first, second = keys.all()

    assert (keys.newest(os.urandom), keys.named(first.id)) == (second, first)
    with pytest.raises(SealedError, match="which is not in `COUNTENANCE_OPENINGS_KEY`; put"):
        keys.named("0" * 8)
    with pytest.raises(RecordError, match="which nobody can write"):
        keys.add(os.urandom)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({KEY_VARIABLE: "secret", FILE_VARIABLE: ""}, "`COUNTENANCE_OPENINGS_KEY`: holds no keys"),
        ({KEY_VARIABLE: "c2VjcmV0", FILE_VARIABLE: "x"}, "are both set; one is right"),
    ],
)
def test_a_variable_that_cannot_be_meant_is_refused(
    tmp_path: Path, told: dict[str, str], says: str
) -> None:
    with pytest.raises(SealedError, match=says) as refused:
        OpeningsKeys(tmp_path, told).all()

    assert "secret" not in str(refused.value)
