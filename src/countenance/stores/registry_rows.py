"""The rows of the registry: reading registrations, keys and the pepper out of the database.

Shared by the reader and the writer of `countenance.stores.registry`; nothing here writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hmac import compare_digest, digest
from pathlib import Path
from typing import Any

import msgspec

from countenance.callers.registration import Registration
from countenance.errors import CallerError, RecordError
from countenance.facts.vocabulary import nearest
from countenance.stores.database import Database
from countenance.stores.faults import FAULTS, record_error
from countenance.stores.secret_file import read_secret

__all__ = [
    "PEPPER_FILE",
    "KeyRow",
    "active_keys",
    "decoded",
    "hint",
    "key_named",
    "pepper_check",
    "rows_of",
    "state_number",
    "stored_keys",
    "stored_pepper",
    "stored_registration",
    "suspended_callers",
]

PEPPER_FILE = "keys.pepper"
"""The file beside the database that its digests of keys depend on."""

_LISTED = 20
_DECODER = msgspec.json.Decoder(Registration)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What is kept about one key; `revoked` is a time, or `None` while it counts."""

    key_id: str
    name: str
    last_four: str
    carries: tuple[str, ...]
    made: str
    revoked: str | None


def rows_of(connection: Database, statement: str, *values: str) -> list[tuple[Any, ...]]:
    """The rows that a statement finds."""
    try:
        return connection.execute(statement, values).fetchall()
    except FAULTS as error:
        raise record_error(error, "registry") from error


def stored_registration(connection: Database, id_: str) -> Registration:
    """The registration of that id. Raises `CallerError` with the nearest one."""
    rows = rows_of(connection, "SELECT document FROM registrations WHERE id = ?", id_)
    if not rows:
        known = [row[0] for row in rows_of(connection, "SELECT id FROM registrations ORDER BY id")]
        raise CallerError(f"no caller is called `{id_}`{hint(id_, known)}")
    return decoded(rows[0][0])


def stored_keys(connection: Database, ref: str) -> tuple[KeyRow, ...]:
    """The keys of the caller with this pseudonym, oldest first."""
    rows = rows_of(
        connection,
        "SELECT key_id, name, last_four, carries, made, revoked FROM keys WHERE caller = ? "
        "ORDER BY made, key_id",
        ref,
    )
    return tuple(
        KeyRow(key_id, name, last_four, tuple(carries.split()), made, revoked)
        for key_id, name, last_four, carries, made, revoked in rows
    )


def active_keys(connection: Database, ref: str) -> tuple[KeyRow, ...]:
    """Those of the keys that count."""
    return tuple(row for row in stored_keys(connection, ref) if row.revoked is None)


def suspended_callers(connection: Database) -> dict[str, int]:
    """The pseudonyms of the callers that are suspended, each with the index of its entry."""
    found = connection.execute(
        "SELECT caller, idx FROM standings WHERE clause = '' AND step = 'suspended'"
    )
    return dict(found.fetchall())


def key_named(keys: Sequence[KeyRow], name: str, id_: str) -> KeyRow:
    """The key of that name or id. Raises `CallerError` with the nearest one."""
    for row in keys:
        if name in (row.name, row.key_id):
            return row
    raise CallerError(
        f"caller `{id_}` has no key called `{name}`{hint(name, [row.name for row in keys])}"
    )


def hint(word: str, known: Sequence[str]) -> str:
    """How a message about a word that is not known ends."""
    near = nearest(word, known)
    if near is not None:
        return f"; did you mean `{near}`?"
    more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    return f"; there are: {', '.join(known[:_LISTED]) or 'none'}{more}"


def decoded(data: bytes) -> Registration:
    """A registration from its bytes."""
    try:
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RecordError(f"registry: a registration cannot be read: {error}") from error


def state_number(connection: Database, name: str) -> int:
    """A number that the database keeps under a name."""
    value = connection.state(name)
    if not isinstance(value, int):
        raise RecordError(f"registry: `{name}` is missing; the database is damaged")
    return value


def pepper_check(pepper: bytes) -> bytes:
    """What is kept of the pepper, to know it again: 32 bytes."""
    return digest(pepper, b"countenance: is this the pepper of this database?", "sha256")


def stored_pepper(connection: Database, folder: Path) -> bytes | None:
    """The pepper that the keys were kept under; `None` while there is no key.

    Raises `SettingsError` or `RecordError` when the file is missing or is another one: no key
    could be recognised, and a new pepper would not help.
    """
    kept = connection.state("pepper_check")
    if kept is None:
        return None
    path = folder / PEPPER_FILE
    pepper = read_secret(path)
    if not isinstance(kept, bytes) or not compare_digest(pepper_check(pepper), kept):
        raise RecordError(
            f"{path}: is not the file that the keys of this database were made with; restore it"
        )
    return pepper
