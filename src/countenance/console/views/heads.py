"""The newest head of the log as pages show it: how large it is, and who watched it.

Rules kept here:
 * A head that nobody but the log has signed is called unwitnessed, every time. Witnesses are named
   where their signatures verify; the rest are counted (`record.beside`).
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from countenance.gate.publishing import PublicLog
from countenance.record.beside import beside
from countenance.record.canonical import parse
from countenance.record.note import VerifierKey
from countenance.record.store import LogReader
from countenance.stores.published import FOLDER
from countenance.stores.witnessed import read_standing

__all__ = ["HeadTold", "head_told"]


@dataclass(frozen=True, slots=True)
class HeadTold:
    """A head. `newest`: the time of the last entry under it; `others`: how many signatures are by
    keys that are not known; `since`: since when too few witnesses have signed; `asked`: whether any
    is asked."""

    origin: str
    size: int
    root: str
    newest: str
    witnesses: tuple[str, ...]
    others: int
    asked: bool
    since: str
    keys: tuple[str, ...]


def head_told(public: PublicLog, log: LogReader, folder: Path) -> HeadTold | None:
    """The head that is published; None before the first. Raises `RecordError`."""
    opened = public.head()
    if opened is None:
        return None
    head = opened.checkpoint
    signed = beside(opened.note, head.origin, opened.signed)
    last = log.entry(head.size - 1) if head.size else None
    standing = read_standing(folder / FOLDER)
    since = None if standing is None else standing.since
    return HeadTold(
        head.origin,
        head.size,
        b64encode(head.root).decode(),
        "" if last is None else _time(str(parse(last.data)["time"])),
        signed.names,
        signed.others,
        standing is not None,
        "" if since is None else _time(datetime.fromtimestamp(since, UTC).isoformat()),
        _keys(public.keys),
    )


def _keys(keys: Sequence[VerifierKey]) -> tuple[str, ...]:
    return tuple(map(str, keys))


def _time(told: str) -> str:
    return f"{told[:16].replace('T', ' ')} UTC"
