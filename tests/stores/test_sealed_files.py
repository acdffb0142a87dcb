from pathlib import Path

import pytest

from countenance.errors import SealedError
from countenance.stores.sealed_files import (
    PIECE,
    read_sealed,
    sealed_pieces,
    sealed_size,
    write_sealed,
)

KEY = b"k" * 32
DATA = bytes(range(251)) * 800


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_sealed(tmp_path / "sounds" / "one", DATA, KEY)
    return tmp_path / "sounds" / "one"


def test_any_part_is_read_without_the_rest(path: Path) -> None:
    assert len(DATA) > 3 * PIECE
    assert sealed_size(path) == len(DATA)
    assert read_sealed(path, KEY) == DATA
    for start, end in ((0, 1), (PIECE - 1, PIECE + 1), (PIECE, 2 * PIECE), (70_000, 10**9), (5, 5)):
        assert read_sealed(path, KEY, start, end) == DATA[start:end]


def test_nothing_of_it_stands_in_the_file_and_nobody_else_reads_it(path: Path) -> None:
    assert DATA[:64] not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert list(path.parent.iterdir()) == [path]
    with pytest.raises(SealedError, match="another key"):
        read_sealed(path, b"x" * 32)


@pytest.mark.parametrize("at", [9, 16, 16 + PIECE, -1])
def test_one_changed_byte_is_found(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)

    with pytest.raises(SealedError, match="does not open"):
        read_sealed(path, KEY)


def test_it_is_read_piece_by_piece_and_breaks_off_where_it_was_changed(path: Path) -> None:
    pieces = list(sealed_pieces(path, KEY, 5, 3 * PIECE))
    data = bytearray(path.read_bytes())
    data[16 + 2 * (PIECE + 16)] ^= 1
    path.write_bytes(data)
    reading = sealed_pieces(path, KEY)

    assert (max(map(len, pieces)), b"".join(pieces)) == (PIECE, DATA[5 : 3 * PIECE])
    assert [next(reading), next(reading)] == [DATA[:PIECE], DATA[PIECE : 2 * PIECE]]
    with pytest.raises(SealedError, match="does not open"):
        next(reading)


def test_nothing_stands_behind_its_end(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")

    with pytest.raises(SealedError, match="it was cut, or something was put to it"):
        sealed_pieces(path, KEY)


def test_pieces_cannot_be_cut_off_or_exchanged(path: Path) -> None:
    whole = path.read_bytes()
    one, other = whole[16 : 16 + PIECE + 16], whole[16 + PIECE + 16 : 16 + 2 * (PIECE + 16)]

    swapped = whole[:16] + other + one + whole[len(one) * 2 + 16 :]

    for changed in (whole[: 16 + PIECE + 16], swapped):
        path.write_bytes(changed)
        with pytest.raises(SealedError, match="does not open"):
            read_sealed(path, KEY)


def test_what_is_not_there_or_is_something_else_is_said(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"RIFF")

    with pytest.raises(SealedError, match="no file that was sealed here"):
        sealed_size(tmp_path / "other")
    with pytest.raises(SealedError, match="cannot be read"):
        read_sealed(tmp_path / "none", KEY)


def test_an_empty_sound_is_one(tmp_path: Path) -> None:
    write_sealed(tmp_path / "none", b"", KEY)

    assert read_sealed(tmp_path / "none", KEY) == b""
    with pytest.raises(SealedError, match="another key"):
        read_sealed(tmp_path / "none", b"x" * 32)
