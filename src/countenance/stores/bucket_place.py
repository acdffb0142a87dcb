"""The address of a bucket: an object store that holds the public files of a log.

    s3://NAME/PREFIX      Amazon S3, and whatever speaks as it does (with an endpoint)
    gs://NAME/PREFIX      Google Cloud Storage
    az://NAME/PREFIX      Azure Blob Storage, a container
    file:///FOLDER        a folder, such as a mounted share

Rules kept here:
 * An address has no key in it: it is entered in the record, and shown. Keys are in the environment,
   or in a file of their own that only their owner can read.
 * What goes to another machine goes there encrypted.
"""

import importlib.util
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from countenance.errors import SettingsError
from countenance.stores.place import is_here
from countenance.stores.secret_file import read_secret

__all__ = ["SCHEMES", "BucketPlace", "bucket_keys", "check_bucket", "check_obstore"]

SCHEMES = ("s3", "gs", "az", "file")

_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
"""Under which names the environment tells other clients of S3 where to go."""
_KEY = re.compile(r"(?:AWS|AZURE|GOOGLE)_[A-Z0-9_]+")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PATH = re.compile(r"(?:/[A-Za-z0-9._-]+)*/?")


@dataclass(frozen=True, slots=True)
class BucketPlace:
    """Where a bucket is, and how one gets in. `keys`: like variables, instead of them."""

    address: str
    endpoint: str = ""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def folder(self) -> Path | None:
        """The folder that stands for a bucket; None for a real one."""
        parts = urlsplit(self.address)
        return Path(parts.path) if parts.scheme == "file" else None

    def endpoint_from(self, environment: Mapping[str, str]) -> str:
        """Where S3 is, when it is not at Amazon. Raises `SettingsError`."""
        if not self.address.startswith("s3:"):
            return ""
        told = {**environment, **self.keys}
        found = self.endpoint or next((told[name] for name in _ENDPOINTS if told.get(name)), "")
        _check_endpoint(found, "the endpoint of the bucket")
        return found


def check_bucket(address: str, endpoint: str, where: str) -> None:
    """Raises `SettingsError` for what is no address of a bucket, or has a key in it."""
    try:
        parts = urlsplit(address)
        name = parts.netloc
    except ValueError as error:
        raise SettingsError(f"{where}: `{address}` is not an address") from error
    if parts.scheme not in SCHEMES:
        known = ", ".join(f"`{scheme}://`" for scheme in SCHEMES)
        raise SettingsError(f"{where}: the address of a bucket begins with one of {known}")
    if "@" in address or parts.query or parts.fragment:
        raise SettingsError(
            f"{where}: the address holds a name, a key or a query, and it would be entered in the "
            "record; keys are in the environment, or in the file that `record.bucket_keys` names"
        )
    if parts.scheme == "file":
        if name or not Path(parts.path).is_absolute():
            raise SettingsError(f"{where}: a folder is `file:///` and its whole path")
    elif not _NAME.fullmatch(name) or not _PATH.fullmatch(parts.path):
        raise SettingsError(
            f"{where}: `{parts.scheme}://NAME/PREFIX` is right, of letters, digits, `.`, `_`, `-`"
        )
    if endpoint and parts.scheme != "s3":
        raise SettingsError(f"{where}: only `s3://` has an endpoint")
    _check_endpoint(endpoint, f"{where}: the endpoint")


def check_obstore(where: str) -> None:
    """Raises `SettingsError` when nothing here could speak with a bucket."""
    if importlib.util.find_spec("obstore") is None:
        raise SettingsError(
            f"{where}: what speaks with buckets is not here; install `countenance[bucket]`"
        )


def bucket_keys(path: Path) -> dict[str, str]:
    """The keys in a file, one `NAME=value` a line, by the names that they have in an environment.

    Raises `SettingsError`; no message has a value in it.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(read_secret(path).decode("utf-8", "replace").splitlines(), 1):
        name, equals, value = line.strip().partition("=")
        if (not name and not equals) or name.startswith("#"):
            continue
        if not equals or not value or not _KEY.fullmatch(name):
            raise SettingsError(
                f"{path}: line {number}: `NAME=value` is right, with a name such as "
                "`AWS_ACCESS_KEY_ID`, `AZURE_STORAGE_ACCOUNT_KEY` or `GOOGLE_SERVICE_ACCOUNT`"
            )
        found[name] = value
    if not found:
        raise SettingsError(f"{path}: holds no key")
    return found


def _check_endpoint(endpoint: str, where: str) -> None:
    if not endpoint:
        return
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise SettingsError(f"{where}: is not an address") from error
    odd = "@" in parts.netloc or parts.query or parts.fragment
    if parts.scheme not in ("https", "http") or not host or odd or port == 0:
        raise SettingsError(
            f"{where}: an address that begins with https:// is right, without a name, a key or a "
            "query"
        )
    if parts.scheme == "http" and not is_here(host):
        raise SettingsError(
            f"{where}: `{host}` is another machine, and plain http would go there in the open; "
            "https:// is right"
        )
