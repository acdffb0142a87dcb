"""A file of what was last seen of somebody else: a bucket, the witnesses.

Rules kept here:
 * It is written whole or not at all, and can be made again: losing it loses nothing.
"""

from pathlib import Path
from typing import TypeVar

import msgspec

from countenance.errors import RecordError
from countenance.stores.whole_file import write_whole

__all__ = ["read_last_seen", "write_last_seen"]

_Seen = TypeVar("_Seen")


def read_last_seen(path: Path, kind: type[_Seen]) -> _Seen | None:
    """What was last seen; None where there is no such file. Raises `RecordError`."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise RecordError(f"{path}: cannot be read; remove it, and it is made again") from error


def write_last_seen(path: Path, seen: object | None) -> None:
    """Keep what was seen; None: there is nobody to see. Raises `RecordError`."""
    if seen is not None:
        write_whole(path, msgspec.json.encode(seen))
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise RecordError(f"{path}: cannot be removed: {error.strerror}") from error
