"""Where a log is read from, and who is trusted to have signed it, as words on the line say.

Rules kept here:
 * Who verifies says whom to trust: a policy of trust, a key, or, on the machine of the log, the
   public halves of the keys that lie there. Nobody is trusted because a log says so.
 * A log is read from a folder of files, a bucket or an https address; plain http only on this
   machine.
"""

import http.client
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import click

from countenance.errors import LogBusyError, ProofError, RecordError, SettingsError
from countenance.gate.settings.settings import is_loopback
from countenance.record.beside import beside
from countenance.record.checkpoint import Opened
from countenance.record.make import Maker
from countenance.record.note import read_key
from countenance.record.signer import Signer
from countenance.record.store import LogReader, Stored
from countenance.record.tiles import Tile
from countenance.record.trust import Log, Trust, read_trust
from countenance.stores.bucket_place import SCHEMES, BucketPlace, check_bucket, check_obstore
from countenance.stores.log_keys import LogKeys, open_publisher
from countenance.stores.published import CHECKPOINT, FOLDER, Published, tile_from

__all__ = [
    "LogFiles",
    "files_of",
    "found_entry",
    "is_witnessed",
    "keys_of",
    "published",
    "signers_of",
    "trust_option",
    "trust_options",
    "trusted",
    "who_signed",
]

_SECONDS = 30.0
_BUNDLES = "tile/entries/"
_PARTIAL = ".p/"
_BUCKETS = tuple(scheme for scheme in SCHEMES if scheme != "file")
"""A folder is named by its path."""
_LARGEST = 32 * 1024 * 1024

_F = TypeVar("_F", bound=Callable[..., Any])


class LogFiles(Protocol):
    """The files of a log, wherever they lie."""

    def head(self) -> bytes | None:
        """The newest head as it was signed."""
        ...

    def tile(self, tile: Tile) -> bytes:
        """The bytes of a tile; `RecordError` when it is not there."""
        ...


class _Remote:
    """The files of a log at an address."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix.rstrip("/")

    def head(self) -> bytes | None:
        return self._read(CHECKPOINT)

    def tile(self, tile: Tile) -> bytes:
        return tile_from(self._read, tile, self._prefix)

    def _read(self, path: str) -> bytes | None:
        where = f"{self._prefix}/{path}"
        try:
            with urllib.request.urlopen(where, timeout=_SECONDS) as answer:  # noqa: S310 - checked in `files_of`
                data = bytes(answer.read(_LARGEST))
                if answer.length:  # what was announced and did not come
                    raise RecordError(f"{where}: cannot be read: it was cut off, or is too large")
                return data
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410) or (error.code in (401, 403) and _PARTIAL in path):
                return None  # some say of what is not there that nobody may read it
            raise RecordError(f"{where}: cannot be read: {_why(error, path)}") from error
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise RecordError(f"{where}: cannot be read: {reason}") from error


def _why(error: urllib.error.HTTPError, path: str) -> str:
    said = f"{error.code} {error.reason}"
    if error.code not in (401, 403):
        return said
    if not path.startswith(_BUNDLES):
        return f"{said}: who may read this log is the choice of its operator"
    return (
        f"{said}: this log gives its entries to its auditors alone. Its operator can let everyone "
        'read them (`record.entries = "everyone"`), hand out the folder `log`, or publish them '
        "without what names anybody (`countenance record export --redacted`); what you have "
        "yourself, a proof or a receipt, verifies without them, and `countenance record follow` "
        "sees from the tree alone that the log only grows"
    )


def _bucket(where: str) -> LogFiles:
    """A bucket, with what the environment says of it. Raises `click.UsageError`."""
    try:
        check_bucket(where, "", "--log")
        check_obstore("--log")
        # Who reads no bucket needs no `obstore`.
        from countenance.stores.bucket import open_bucket  # noqa: PLC0415

        return open_bucket(BucketPlace(where))
    except SettingsError as error:
        raise click.UsageError(str(error)) from error


def files_of(where: str) -> LogFiles:
    """The files of a log in a folder, a bucket or at an address. Raises `click.UsageError`."""
    if "://" not in where:
        folder = Path(where)
        if not folder.is_dir():
            raise click.UsageError(f"`{where}`: there is no such folder, and it is no address")
        return Published(folder)
    parts = urlsplit(where)
    if parts.scheme in _BUCKETS:
        return _bucket(where)
    plain = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if parts.scheme != "https" and not plain:
        raise click.UsageError(
            f"`{where}`: https:// is needed (http:// on this machine alone), or a bucket: "
            + ", ".join(f"{scheme}://" for scheme in _BUCKETS)
        )
    return _Remote(where)


def found_entry(log: LogReader, which: str) -> Stored:
    """The entry with this index or id. Raises `click.UsageError` when there is none."""
    stored = log.entry(int(which) if which.isdecimal() else which)
    if stored is None:
        raise click.UsageError(f"no entry `{which}`; there are {log.size()}, from index 0")
    return stored


def keys_of(folder: Path) -> LogKeys:
    """The keys of the log in a folder of data."""
    return LogKeys(folder, Maker(time.time_ns, os.urandom))


def trust_options(command: _F) -> _F:
    """`--trust FILE` and `--key KEY`: who is trusted, as `trust` and `key`."""
    command = click.option(
        "--key", metavar="KEY", help="The verifier key of the log, as its operator publishes it."
    )(command)
    return trust_option("Logs, witnesses and a quorum (c2sp.org/tlog-policy).")(command)


def trust_option(says: str) -> Callable[[_F], _F]:
    """`--trust FILE`, a policy, as `trust`."""
    return click.option(
        "--trust",
        metavar="FILE",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help=says,
    )


def trusted(trust: Path | None, key: str | None, folder: Path) -> Trust:
    """Whom these words say to trust; else the keys of the log in this folder of data.

    Raises `click.UsageError`.
    """
    if trust is not None and key is not None:
        raise click.UsageError("give `--trust` or `--key`, not both; a policy names its logs")
    try:
        if trust is not None:
            return read_trust(trust.read_bytes())
        if key is not None:
            return Trust((Log(read_key(key)),))
    except ProofError as error:
        raise click.UsageError(str(error)) from error
    own = keys_of(folder).signers()
    if not own:
        raise click.UsageError(
            "say whom you trust: `--key` with the verifier key of the log, or `--trust` with a "
            f"policy; {folder} has no log of its own"
        )
    return Trust(tuple(Log(signer.key) for signer in own))


def is_witnessed(opened: Opened, trust: Trust) -> bool:
    """Whether as many witnesses as the policy asks for have signed a head."""
    return trust.is_enough([each.key for each in opened.signed])


def who_signed(opened: Opened, trust: Trust) -> str:
    """Who signed a head, in words; that nobody watched it is said, too.

    Raises `ProofError` where the policy asks for more witnesses.
    """
    if not is_witnessed(opened, trust):
        raise ProofError(
            f"checkpoint: the witnesses that signed it do not make the quorum `{trust.quorum}`"
        )
    return str(beside(opened.note, opened.checkpoint.origin, opened.signed))


def signers_of(folder: Path) -> tuple[Signer, ...]:
    """The keys of the log in a folder of data. Raises `RecordError` where none has begun."""
    signers = keys_of(folder).signers()
    if not signers:
        raise RecordError(f"{folder}: no log has begun here; `countenance record begin`")
    return signers


def published(folder: Path) -> tuple[tuple[Signer, ...], bytes]:
    """The keys, and the newest head; published now, unless a gate is there to do so."""
    signers = signers_of(folder)
    try:
        publisher, reader = open_publisher(folder, signers)
    except LogBusyError:
        pass
    else:
        try:
            publisher.publish()
        finally:
            publisher.close()
            reader.close()
    data = Published(folder / FOLDER).head()
    if data is None:
        raise RecordError(f"{folder / FOLDER}: nothing is published yet; try again in a second")
    return signers, data
