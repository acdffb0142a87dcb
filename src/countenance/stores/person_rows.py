"""Rows of people, and the entry of a change to one, for the stores that change them.

Rules kept here:
 * A change and its entry are one transaction, and each entry leads to the one before about the same
   person.
 * Keys for one purpose are made of the secret of the people for that purpose alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hmac import digest
from pathlib import Path

from msgspec import UNSET

from countenance.callers.keys import PERSON, new_key
from countenance.errors import CallerError
from countenance.record import entry as kinds
from countenance.record.make import Maker
from countenance.review.people import Person, Role
from countenance.stores.entry_rows import append
from countenance.stores.protocol import Database
from countenance.stores.registry_rows import hint
from countenance.stores.secret_file import read_secret

__all__ = [
    "SECRET_FILE", "PersonRow", "enter_person", "key_for", "named", "of_ref", "the_named",
    "void_token",
]  # fmt: skip

SECRET_FILE = "people.key"  # noqa: S105 - the name of a file
"""The file beside the database that digests of tokens and sessions depend on."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who is there. `entry`: the last entry about it."""

    person: Person
    name: str
    made: str
    entry: str


def named(connection: Database, name: str) -> PersonRow | None:
    """Who has this name now."""
    return _row(connection, "name", name)


def of_ref(connection: Database, ref: str) -> PersonRow | None:
    """Who has this pseudonym, if it is there still."""
    return _row(connection, "ref", ref)


def the_named(connection: Database, name: str) -> PersonRow:
    """Who has this name now. Raises `CallerError`."""
    found = named(connection, name)
    if found is None:
        rows = connection.execute("SELECT name FROM people WHERE removed IS NULL")
        raise CallerError(
            f"nobody is called `{name}`{hint(name, sorted(row[0] for row in rows))}"
        )
    return found


def enter_person(
    connection: Database,
    maker: Maker,
    person: Person,
    name: str,
    change: str,
    prev: str | None,
    tries: int | None = None,
    by: str | None = None,
) -> str:
    """Inside a transaction: the entry of a change, which is the last one about this person then.

    `by`: the pseudonym of who does it; none: whoever is on the machine of the gate.
    """

    def build(id_: str, time_: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.PersonChange(
            id=id_,
            time=time_,
            prev=prev,
            commit=commit,
            person=person.ref,
            change=change,  # type: ignore[arg-type]  # reading back refuses an unknown word
            role=person.role.value,
            callers=tuple(sorted(person.callers)),
            tries=tries,
            by=UNSET if by is None else by,
        )

    prepared = maker.change(build, {"name": name.encode()})
    append(connection, prepared)
    connection.execute("UPDATE people SET entry = ? WHERE ref = ?", (prepared.id, person.ref))
    return prepared.id


def void_token(connection: Database, ref: str, random: Callable[[int], bytes]) -> None:
    """Inside a transaction: the token of somebody counts no more, by one that nobody has seen."""
    unseen = new_key(random, PERSON)
    connection.execute(
        "UPDATE people SET key_id = ?, digest = ? WHERE ref = ?",
        (unseen.key_id, random(32), ref),
    )


def key_for(folder: Path, purpose: str) -> bytes:
    """The key for one purpose. Raises `SettingsError`."""
    return digest(read_secret(folder / SECRET_FILE), f"countenance: {purpose}".encode(), "sha256")


def _row(connection: Database, column: str, value: str) -> PersonRow | None:
    row = connection.execute(
        f"SELECT ref, name, role, callers, made, entry FROM people "  # noqa: S608 - a word of ours
        f"WHERE {column} = ? AND removed IS NULL",
        (value,),
    ).fetchone()
    if row is None:
        return None
    ref, name, role, callers, made, entry = row
    return PersonRow(Person(ref, Role(role), frozenset(callers.split())), name, made, entry)
