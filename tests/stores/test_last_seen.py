"""What was last seen of somebody else, kept in a file that can be made again."""

from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.stores.last_seen import read_last_seen, write_last_seen


def test_it_is_there_until_there_is_nobody_to_see(tmp_path: Path) -> None:
    path = tmp_path / "seen.json"
    assert read_last_seen(path, dict) is None

    write_last_seen(path, {"entries": 7})
    assert read_last_seen(path, dict) == {"entries": 7}

    write_last_seen(path, None)
    write_last_seen(path, None)
    assert read_last_seen(path, dict) is None


def test_what_is_in_its_place_is_named(tmp_path: Path) -> None:
    path = tmp_path / "seen.json"
    path.mkdir()

    with pytest.raises(RecordError, match="cannot be read; remove it"):
        read_last_seen(path, dict)
    with pytest.raises(RecordError, match="cannot be removed"):
        write_last_seen(path, None)
