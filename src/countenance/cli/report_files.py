"""Reports and bundles as they lie on a disk, for the commands about them.

Rules kept here:
 * A bundle is read whole: every file in its folder, none left out. A link in it is refused: it
   could show what lies elsewhere.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from countenance.cli.log_reading import keys_of, published
from countenance.codes.model import Edition
from countenance.errors import RecordError, ReportError, UnknownEditionError
from countenance.record.canonical import parse
from countenance.record.proof import proof_of
from countenance.reports.out.manifest import Puts
from countenance.reports.report import Report
from countenance.stores.library import Library
from countenance.stores.log import DatabaseReader
from countenance.stores.published import FOLDER, Published
from countenance.stores.whole_file import write_whole

__all__ = [
    "bundle_in", "editions_of", "named", "new_files", "proofs_of", "read_report", "write_files",
]  # fmt: skip

_LARGEST = 64 * 1024 * 1024
_FILES = 10_000
_ALL = 4 * 1024 * 1024 * 1024


def read_report(path: Path) -> Report:
    """A report in JSON, as it is exported. Raises `ReportError`."""
    data = _read(path, _LARGEST)
    try:
        return msgspec.json.decode(data, type=Report)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ReportError(f"{path}: not a report in JSON: {error}") from error


def named(words: Iterable[str]) -> dict[str, str]:
    """`WHO=NAME` as a table. Raises `click.UsageError`."""
    found = {}
    for word in words:
        who, equals, name = word.partition("=")
        if not who or not equals or not name.strip():
            raise click.UsageError(
                f"`--name {word}`: write `WHO=NAME`, such as `p-1=Officer Reyes`"
            )
        found[who] = name.strip()
    return found


def editions_of(report: Report, library: Library) -> tuple[Edition, ...]:
    """The editions that a report was decided under. Raises `ReportError` for one not at hand."""
    found = []
    for name in report.decision.editions:
        try:
            found.append(library.edition(name))
        except UnknownEditionError as error:
            raise ReportError(
                f"report: decided under `{name}`, whose text is not at hand: its words have to "
                "stand on the report; name its folder with `--codes`"
            ) from error
    return tuple(found)


def proofs_of(report: Report, folder: Path) -> dict[int, bytes]:
    """The proofs of a report's entries, by their index; none where no log has begun here.

    Raises `ReportError` where the log that is here has another entry in a place.
    """
    if not keys_of(folder).signers():
        return {}
    _, head = published(folder)
    tile = Published(folder / FOLDER).tile
    reader = DatabaseReader(folder)
    found = {}
    try:
        for each in report.entries:
            stored = reader.entry(each.index)
            if stored is None or parse(stored.data).get("id") != each.id:
                raise ReportError(
                    f"report: entry {each.index} of the log in {folder} is not the one that the "
                    "report names; `--data` has to name the gate's folder"
                )
            found[each.index] = str(proof_of(each.index, head, tile, stored.data)).encode()
    finally:
        reader.close()
    return found


def write_files(into: Path, files: Mapping[str, bytes]) -> None:
    """Write files by their paths into a folder, each whole."""
    for path, data in files.items():
        write_whole(into / path, data)


@contextmanager
def new_files(into: Path) -> Iterator[Puts]:
    """Writes files, piece by piece, that are in this folder once all of them could be made.

    Raises `RecordError`.
    """
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{into.name}.", dir=into.parent))
    except OSError as error:
        raise RecordError(f"{into}: cannot be written: {error.strerror}") from error

    def puts(path: str, pieces: Iterable[bytes], _: int) -> None:
        (making / path).parent.mkdir(parents=True, exist_ok=True)
        with (making / path).open("wb") as file:
            for piece in pieces:
                file.write(piece)

    try:
        yield puts
        into.mkdir(exist_ok=True)
        for each in making.iterdir():
            each.replace(into / each.name)
    except OSError as error:
        raise RecordError(f"{into}: cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)


def bundle_in(folder: Path) -> dict[str, bytes]:
    """Every file of a bundle by its path, with `/` between. Raises `ReportError`."""
    found: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise ReportError(f"{name}: a link, and no file of a bundle")
        if path.is_dir():
            continue
        data = _read(path, _ALL - size)
        size += len(data)
        found[name] = data
        if len(found) > _FILES:
            raise ReportError(f"{folder}: more than {_FILES} files; no bundle has so many")
    return found


def _read(path: Path, largest: int) -> bytes:
    try:
        if path.stat().st_size > largest:
            raise ReportError(f"{path}: {path.stat().st_size} bytes; at most {largest} are read")
        return path.read_bytes()
    except OSError as error:
        raise ReportError(f"{path}: cannot be read: {error.strerror}") from error
