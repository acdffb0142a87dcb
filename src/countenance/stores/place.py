"""Where the record of a folder of data is kept: in a file in it, or in a PostgreSQL database.

    database.json      the address of the database, and what holds its password; or `embedded`

Rules kept here:
 * The folder says it, so that every command that is told of the folder finds the same record as its
   gate. Without this file the record is in the folder itself.
 * What goes to another machine goes to a server whose certificate is verified.
 * An address has no password in it: it is entered in the record, and shown. A variable of the
   environment holds the password, or what other clients of PostgreSQL read (`~/.pgpass`).
"""

import importlib.util
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import msgspec

from countenance.errors import RecordError, SettingsError
from countenance.stores.postgres_server import url_in
from countenance.stores.whole_file import write_whole

__all__ = [
    "EMBEDDED",
    "FILE",
    "Place",
    "check_address",
    "check_driver",
    "embedded_url",
    "is_embedded",
    "is_here",
    "place_of",
    "write_place",
]

FILE = "database.json"
"""The name of the file in the folder of data."""
EMBEDDED = "embedded"
"""What stands for the address of a server that the gate starts itself, in its folder of data."""

_VERIFYING = ("verify-full", "verify-ca")
_SCHEMES = ("postgresql", "postgres")
_KNOWN = frozenset({
    "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs",
})  # fmt: skip


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A database on a server. `password_env`: the variable of the environment with its password."""

    url: str
    password_env: str = ""


_DECODER = msgspec.json.Decoder(Place)


def place_of(folder: Path) -> Place | None:
    """The database of this folder; `None`: it is the file in it. Raises `RecordError`."""
    path = folder / FILE
    try:
        place = _DECODER.decode(path.read_bytes())
        if place.url == EMBEDDED:
            return Place(embedded_url(folder))
        check_address(place.url, str(path))
    except (FileNotFoundError, NotADirectoryError):
        return None  # whoever makes the folder says what is wrong with it
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, SettingsError) as error:
        raise RecordError(f"{path}: does not say where the record is: {error}") from error
    return place


def embedded_url(folder: Path) -> str:
    """The address of the server that a gate starts itself in this folder of data."""
    return url_in(folder.absolute() / EMBEDDED)


def is_embedded(folder: Path) -> bool:
    """Whether the record of this folder is on a server that the gate starts itself."""
    place = place_of(folder)
    return place is not None and place.url == embedded_url(folder)


def _host_of(text: str) -> str:
    """The host of an address with or without a port; IPv6 stands in brackets."""
    return text[1:].partition("]")[0] if text.startswith("[") else text.partition(":")[0]


def is_here(host: str) -> bool:
    """Whether a host is a socket of this machine, or this machine and nobody else."""
    try:
        return host[:1] in ("", "/") or host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def check_driver() -> None:
    """Raises `SettingsError` when no server can be spoken with here."""
    if importlib.util.find_spec("asyncpg") is None:
        raise SettingsError(
            "the record is on a server, and the driver for it is not here; "
            "install `countenance[postgres]`"
        )


def write_place(folder: Path, place: Place) -> None:
    """Say from now on that the record of this folder is there. Raises `RecordError`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place.url == embedded_url(folder):
        place = Place(EMBEDDED)  # the folder may be moved
    text = msgspec.json.format(msgspec.json.encode(place), indent=2) + b"\n"
    write_whole(folder / FILE, text, durable=True)


def check_address(url: str, where: str) -> None:
    """Raises `SettingsError` for what is no address of a database, or has a password in it."""
    try:
        parts = urlsplit(url)
        password, words = parts.password, dict(parse_qsl(parts.query, strict_parsing=False))
    except ValueError as error:
        raise SettingsError(f"{where}: `{url}` is not an address") from error
    if parts.scheme not in _SCHEMES:
        raise SettingsError(
            f"{where}: the address of a database begins with `postgresql://`"
        )
    if password is not None or "password" in words:
        raise SettingsError(
            f"{where}: the address has a password in it, and it would be entered in the record; "
            "name the variable of the environment that holds it (`record.password_env`)"
        )
    for host in map(_host_of, words.get("host", parts.netloc.rpartition("@")[2]).split(",")):
        if not is_here(host) and words.get("sslmode") not in _VERIFYING:
            raise SettingsError(
                f"{where}: `{host}` is another machine, and the record would travel there in the "
                "open, or to somebody else: `sslmode=verify-full` is right, with `sslrootcert` the "
                "authority that its certificate is from"
            )
    for word in words:
        if word not in _KNOWN:
            raise SettingsError(
                f"{where}: the address has a word `{word}`; known: {', '.join(sorted(_KNOWN))}"
            )
    if not parts.path.strip("/"):
        raise SettingsError(f"{where}: the address names no database: `postgresql://HOST/NAME`")
