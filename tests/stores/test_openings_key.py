"""The file of the operator's keys: made, found again, refused, replaced."""

import stat
from pathlib import Path

import pytest

from countenance.errors import RecordError, SealedError
from countenance.stores.openings_key import KEY_FILE, OpeningsKeys
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
