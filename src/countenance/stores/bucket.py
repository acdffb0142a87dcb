"""A bucket, spoken with through `obstore`: it keeps objects, whole, under paths.

Rules kept here:
 * What is never changed is put only where nothing is; what changes is put only in the place of what
   was seen before. Whoever was slower is told so, and nothing is overwritten.
 * Every answer has its time. What the other side says is never repeated: it may name a key; only
   its number is.

Without `obstore` this module cannot be imported; `countenance.stores.bucket_place` says so.
"""

import fcntl
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    GenericError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
    UnknownConfigurationKeyError,
)
from obstore.store import LocalStore, ObjectStore, from_url

from countenance.errors import RecordError, SettingsError
from countenance.record.tiles import Tile
from countenance.stores.bucket_log import Seen
from countenance.stores.bucket_place import BucketPlace
from countenance.stores.published import CHECKPOINT, tile_from

__all__ = ["Bucket", "open_bucket"]

_SECONDS = 10
_CONNECT_SECONDS = 5
_STATUS = re.compile(r"status code: (\d{3})\b")
_IDENTITY = "169.254.169.254"
"""Where a machine in a cloud asks who it is."""
_FAILURES = (BaseError, OSError, ValueError, NotImplementedError)
_LOCK = ".countenance.lock"

_FOREVER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Type": "application/octet-stream",
}
_FOR_NOW = {"Cache-Control": "no-cache", "Content-Type": "text/plain; charset=utf-8"}


class Bucket:
    """The files of one log in a bucket, to be read as in a folder, and to be put there."""

    def __init__(self, store: ObjectStore, name: str) -> None:
        """`name`: what messages call it."""
        self._store = store
        self._name = name
        self._folder = store.prefix if isinstance(store, LocalStore) else None

    def head(self) -> bytes | None:
        """The newest head that is there."""
        return self.read(CHECKPOINT)

    def tile(self, tile: Tile) -> bytes:
        """The bytes of a tile. Raises `RecordError` when it is not there."""
        return tile_from(self.read, tile, self._name)

    def read(self, path: str) -> bytes | None:
        """An object; None when there is none. Raises `RecordError`."""
        seen = self.seen(path)
        return None if seen is None else seen.data

    def seen(self, path: str) -> Seen | None:
        """The same, to be replaced later. Raises `RecordError`."""
        try:
            found = obstore.get(self._store, path)
            return Seen(bytes(found.bytes()), _version(found.meta))
        except FileNotFoundError:
            return None
        except _FAILURES as error:
            if isinstance(error, PermissionDeniedError) and ".p/" in path:
                return None  # who may not list is told this of what is not there
            raise self._failed(error, "read") from error

    def put_new(self, path: str, content: bytes) -> bool:
        """Put what is never changed; whether it was not there. Raises `RecordError`."""
        try:
            self._put(path, content, _FOREVER, "create")
        except AlreadyExistsError:
            return False
        except _FAILURES as error:
            raise self._failed(error, "written") from error
        return True

    def put_anew(self, path: str, content: bytes) -> None:
        """Put it whatever is there. Raises `RecordError`."""
        try:
            self._put(path, content, _FOREVER, "overwrite")
        except _FAILURES as error:
            raise self._failed(error, "written") from error

    def put_head(self, content: bytes, instead_of: Seen | None) -> Seen | None:
        """Put a head in the place of the one that was seen; None when there is another by now.

        Raises `RecordError`.
        """
        try:
            if self._folder is not None:
                return self._put_in_folder(self._folder, content, instead_of)
            mode: Any = "create" if instead_of is None else dict(instead_of.version)
            if not mode:
                raise RecordError(f"{self._name}: does not say which version of a file it has")
            return Seen(content, self._put(CHECKPOINT, content, _FOR_NOW, mode))
        except (AlreadyExistsError, PreconditionError):
            return None
        except _FAILURES as error:
            raise self._failed(error, "written") from error

    def forget(self, folder: str) -> None:
        """Remove what lies below a path, where that is allowed; otherwise it stays."""
        try:
            for some in obstore.list(self._store, folder):
                obstore.delete(self._store, [each["path"] for each in some])
        except _FAILURES:
            return  # nobody asks for it any more

    def _put(self, path: str, content: bytes, says: dict[str, str], mode: Any) -> dict[str, str]:
        # A folder keeps no headers.
        attributes = None if self._folder is not None else says
        put = obstore.put(
            self._store, path, content, attributes=attributes, mode=mode, use_multipart=False
        )
        return _version(put)

    def _put_in_folder(self, folder: Path, content: bytes, instead_of: Seen | None) -> Seen | None:
        """A folder cannot compare; whoever holds its lock can."""
        with _alone_in(folder):
            there = self.seen(CHECKPOINT)
            if (there and there.data) != (instead_of and instead_of.data):
                return None
            return Seen(content, self._put(CHECKPOINT, content, _FOR_NOW, "overwrite"))

    def _failed(self, error: Exception, what: str) -> RecordError:
        status = _STATUS.search(str(error))
        if isinstance(error, (PermissionDeniedError, UnauthenticatedError)):
            why = "this is not allowed with the keys that are there"
        elif isinstance(error, FileNotFoundError):
            why = "there is no such bucket"
        elif _IDENTITY in str(error):
            why = "there are no keys, and nothing here gives this machine an identity"
        elif isinstance(error, NotImplementedError):
            why = "it cannot put a file only where none is, or only in the place of another"
        elif "configured region" in str(error):
            why = "it is in another region; `AWS_REGION` says in which"
        elif status:
            why = f"it answered with status {status[1]}"
        elif isinstance(error, GenericError):
            why = "it could not be reached"
        else:
            why = f"{type(error).__name__}"
        return RecordError(f"{self._name}: cannot be {what}: {why}")


def open_bucket(place: BucketPlace, environment: Mapping[str, str] = os.environ) -> Bucket:
    """The bucket at an address that was checked. Raises `SettingsError` for keys that are none.

    Nothing is sent yet.
    """
    if place.folder is not None:
        try:
            return Bucket(LocalStore(place.folder, mkdir=True), place.address)
        except (BaseError, OSError) as error:
            raise SettingsError(f"{place.address}: the folder cannot be made") from error
    endpoint = place.endpoint_from(environment)
    config: Any = dict(place.keys)
    if endpoint:
        config["endpoint"] = endpoint
    try:
        store = from_url(
            place.address,
            config=config or None,
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "allow_invalid_certificates": False,
                "timeout": timedelta(seconds=_SECONDS),
                "connect_timeout": timedelta(seconds=_CONNECT_SECONDS),
            },
            # Whoever carries tries again; whoever reads says that it did not work.
            retry_config={"max_retries": 1, "retry_timeout": timedelta(seconds=_SECONDS)},
        )
    except UnknownConfigurationKeyError as error:
        raise SettingsError(f"{place.address}: a key has a name that is not known there") from error
    except BaseError as error:
        missing = "MissingAccount" in str(error)
        raise SettingsError(
            f"{place.address}: "
            + (
                "which account? `AZURE_STORAGE_ACCOUNT_NAME` says it"
                if missing
                else "the keys for it cannot be used: they are not there, or not of this form"
            )
        ) from None  # its words may have one in them
    return Bucket(store, place.address)


def _version(told: Mapping[str, Any]) -> dict[str, str]:
    return {name: told[name] for name in ("e_tag", "version") if told.get(name)}


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
