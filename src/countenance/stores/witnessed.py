"""What a log knows of its witnesses, in its folder, for whoever asks how it stands.

    log/witnesses.json     who did not sign, why, and since when too few do
    log/rolled-back        that a witness has seen a larger log than this one
    log/witnessed/DAY      the newest head of a day that enough witnesses had signed

Rules kept here:
 * The first is what was last seen, and may be lost. The second is on the disk before anything else
   happens, and stays until a person takes it away: nothing is signed over it.
 * The heads of days are proofs by themselves: who reads them verifies who signed, and when.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from countenance.errors import RecordError, RolledBackError
from countenance.stores.last_seen import read_last_seen, write_last_seen
from countenance.stores.whole_file import write_whole

__all__ = ["ROLLED_BACK", "Standing", "check_not_rolled_back", "keep_head", "kept_heads",
           "note_rolled_back", "read_standing", "write_standing"]  # fmt: skip

ROLLED_BACK = "rolled-back"
_STANDING = "witnesses.json"
_DAYS = "witnessed"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a log stands with its witnesses. `since`: when too few began to sign, in seconds."""

    since: int | None = None
    missing: dict[str, str] = field(default_factory=dict)
    """Those that did not sign when they were last asked, and why."""


def read_standing(folder: Path) -> Standing | None:
    """What was last seen; None where no witness is asked. Raises `RecordError`."""
    return read_last_seen(folder / _STANDING, Standing)


def write_standing(folder: Path, standing: Standing | None) -> None:
    """Keep what was seen; None: no witness is asked. Raises `RecordError`."""
    write_last_seen(folder / _STANDING, standing)


def note_rolled_back(folder: Path, says: str) -> None:
    """Keep that a witness has seen more. Raises `RecordError` when it cannot be kept."""
    write_whole(folder / ROLLED_BACK, f"{says}\n".encode(), durable=True)


def check_not_rolled_back(folder: Path) -> None:
    """Raises `RolledBackError` when a witness has seen more than this log has."""
    path = folder / ROLLED_BACK
    try:
        says = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise RolledBackError(f"{path}: cannot be read; nothing is signed") from error
    raise RolledBackError(
        f"log: {says}; nothing is signed. Restore the newer copy and remove {path}, or begin a "
        "new log with `countenance record begin --anew`"
    )


def keep_head(folder: Path, day: str, head: bytes) -> None:
    """Keep the newest head of a day (`2026-11-28`) that enough witnesses have signed."""
    write_whole(folder / _DAYS / day, head)


def kept_heads(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The days of which a head was kept, in order, each with it. Raises `RecordError`."""
    where = folder / _DAYS
    try:
        for path in sorted(where.iterdir()) if where.is_dir() else ():
            if _DAY.fullmatch(path.name):
                yield path.name, path.read_bytes()
    except OSError as error:
        raise RecordError(f"{where}: cannot be read: {error.strerror}") from error
