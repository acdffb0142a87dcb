"""An archive: what went in comes out, and nothing is left of one that was given up."""

import io
import tracemalloc
from pathlib import Path
from zipfile import ZipFile

import pytest

from countenance.errors import RecordError
from countenance.reports.out.archive import Archive
from countenance.reports.out.wav import wav_pieces
from countenance.reports.out.withheld import Withheld, silenced
from countenance.reports.recording import Span
from countenance.stores.sealed_files import sealed_pieces, write_sealed

FILES = {"b/c.txt": b"c" * 100_000, "a.txt": b""}


def made(folder: Path, count: list[int] | None = None) -> Archive:
    archive = Archive("bundle", folder, lambda: count.append(1) if count is not None else None)
    for path, data in FILES.items():
        archive.put(path, [data[:7], data[7:]], len(data))
    return archive


def test_an_archive_has_the_files_under_one_folder(tmp_path: Path) -> None:
    count: list[int] = []
    size, pieces = made(tmp_path, count).finished()
    data = b"".join(pieces)

    assert (len(data), len(count)) == (size, 4)
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["bundle/b/c.txt", "bundle/a.txt"]
        assert archive.read("bundle/b/c.txt") == FILES["b/c.txt"]
    assert data == b"".join(made(tmp_path).finished()[1])


def test_a_large_one_lies_in_a_file_that_has_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("countenance.reports.out.archive._IN_MEMORY", 1000)
    archive = made(tmp_path)
    links = [each.resolve() for each in Path("/proc/self/fd").iterdir()]

    assert list(tmp_path.iterdir()) == []
    assert [each for each in links if each.is_relative_to(tmp_path)]
    archive.close()


def test_a_disk_without_room_is_said(tmp_path: Path) -> None:
    archive = made(tmp_path)

    def full() -> None:
        raise OSError(28, "No space left on device")

    archive._alive = full
    with pytest.raises(RecordError, match="archive: cannot be written: No space left"):
        archive.put("d.txt", [b"d"], 1)
    archive.close()


def test_a_long_sound_is_never_there_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten minutes go from where they are sealed into a bundle and out of it; little is held."""
    monkeypatch.setattr("countenance.reports.out.archive._IN_MEMORY", 1000)
    sound, key, path = bytes(20_000_000), b"k" * 32, tmp_path / "sound.sealed"

    tracemalloc.start()
    try:
        write_sealed(path, memoryview(sound), key)
        heard = silenced(sealed_pieces(path, key), [Withheld("Rule 1", Span(1000, 60_000))])
        archive = Archive("bundle", tmp_path)
        archive.put("audio/recording.wav", wav_pieces(len(sound), heard), 44 + len(sound))
        size, pieces = archive.finished()
        taken = sum(map(len, pieces))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert taken == size > len(sound)
    assert peak < 2_000_000
