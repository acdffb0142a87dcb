"""A file is there whole, or as it was."""

from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.stores.whole_file import write_whole


@pytest.mark.parametrize("durable", [True, False])
def test_the_new_one_takes_the_place_of_the_old(tmp_path: Path, durable: bool) -> None:
    path = tmp_path / "folder" / "file"
    write_whole(path, b"old", durable=durable)
    write_whole(path, b"new", durable=durable)

    assert path.read_bytes() == b"new"
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_what_cannot_be_written_is_said_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()

    with pytest.raises(RecordError, match="file: cannot be written"):
        write_whole(tmp_path / "file", b"new")
