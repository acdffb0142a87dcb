"""The people of a gate: names, roles and tokens, in the database of the gate.

Rules kept here:
 * A change of who may do what is an entry, written together with it, that says who did it.
 * Who does it from elsewhere makes, removes or gets a token of nobody who keeps the gate or sits on
   the board, but for its own token: that is done on the machine.
 * Of a token only an HMAC under a secret of its own file is kept; it is looked up for each request,
   so that who was removed is out at once, in every process.
 * A name is this table's and the openings' alone; entries and cases have the pseudonym.
"""

import os
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from countenance.callers.check import is_slug
from countenance.callers.keys import PERSON, PlainKey, key_digest, key_id_of, matches, new_key
from countenance.errors import CallerError, NotForYouError, RecordError
from countenance.record.make import Maker
from countenance.record.stamp import time_text
from countenance.review.people import Person, Role
from countenance.stores.database import Database
from countenance.stores.one_connection import OneConnection
from countenance.stores.person_rows import (
    SECRET_FILE,
    PersonRow,
    enter_person,
    named,
    the_named,
)
from countenance.stores.protocol import places
from countenance.stores.registry_rows import stored_registration
from countenance.stores.secret_file import read_secret, write_secret

__all__ = ["SECRET_FILE", "People", "Someone", "people_of"]


@dataclass(frozen=True, slots=True)
class Someone:
    """One person as people see it. `removed`: since when it may do nothing any more."""

    person: Person
    name: str
    made: str
    removed: str | None


class People(OneConnection):
    """The people of one gate. `clock`: nanoseconds since 1970 in UTC."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
        *,
        create: bool = True,
    ) -> None:
        self._path = folder / SECRET_FILE
        super().__init__(folder, "people", create=create)
        self._clock = clock
        self._random = random
        self._maker = Maker(clock, random)

    def add(
        self, name: str, role: Role, callers: Sequence[str] = (), *, by: str | None = None
    ) -> tuple[Person, PlainKey]:
        """Somebody from now on, and a token that is shown once.

        `callers`: ids of those that this person belongs to; a contact speaks for them. `by`: the
        pseudonym of who does it from elsewhere. Raises `CallerError`, `NotForYouError`.
        """
        if by is not None:
            _check_elsewhere(role, f"countenance people add {name} --role {role.value}")
        if not is_slug(name):
            raise CallerError(f"`{name}` cannot name a person; use small letters, digits and `-`")
        if role.of_callers and not callers:
            raise CallerError(f"`{name}` is to be a {role.value}; say of which caller it is one")
        token = new_key(self._random, PERSON)
        with self._in_turn():
            if named(self._connection, name) is not None:
                raise CallerError(f"person `{name}` is there already; remove it first")
            refs = sorted({stored_registration(self._connection, each).ref for each in callers})
            person = Person(f"p-{self._random(10).hex()}", role, frozenset(refs))
            entry = enter_person(self._connection, self._maker, person, name, "added", None, by=by)
            self._connection.execute(
                "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)",
                (person.ref, name, role.value, " ".join(refs), token.key_id,
                 key_digest(token.text, self._secret(make=True)), self._now(), entry),
            )  # fmt: skip
        return person, token

    def new_token(self, name: str, *, by: str | None = None) -> PlainKey:
        """Another token for somebody; the one before is void. `by`: as of `add`.

        Raises `CallerError`, `NotForYouError`.
        """
        token = new_key(self._random, PERSON)
        with self._in_turn():
            found = self._changed(name, "new-token", by)
            self._connection.execute(
                "UPDATE people SET key_id = ?, digest = ? WHERE ref = ?",
                (token.key_id, key_digest(token.text, self._secret(make=True)), found.person.ref),
            )
        return token

    def remove(self, name: str, *, by: str | None = None) -> None:
        """Somebody may do nothing any more. `by`: as of `add`.

        Raises `CallerError`, `NotForYouError`.
        """
        with self._in_turn():
            found = self._changed(name, "removed", by)
            self._connection.execute(
                "UPDATE people SET removed = ? WHERE ref = ?", (self._now(), found.person.ref)
            )
            for table in ("accounts", "links", "sessions", "directory_names"):
                self._connection.execute(
                    f"DELETE FROM {table} WHERE ref = ?",  # noqa: S608 - words of ours
                    (found.person.ref,),
                )

    def person(self, token: str) -> Person | None:
        """Who has this token, if it counts. Raises `RecordError` or `SettingsError`."""
        key_id = key_id_of(token, PERSON)
        if key_id is None:
            return None
        rows = self._select(
            "SELECT ref, role, callers, digest FROM people WHERE key_id = ? AND removed IS NULL",
            key_id,
        )
        if not rows:
            # As long as for a token that is known: the time says nothing about which ids exist.
            matches(token, b"\0" * 32, b"\0" * 32)
            return None
        ref, role, callers, kept = rows[0]
        if not matches(token, self._secret(), kept):
            return None
        return Person(ref, Role(role), frozenset(callers.split()))

    def all(self) -> tuple[Someone, ...]:
        """Everybody who is there or was, by name."""
        rows = self._select(
            "SELECT ref, name, role, callers, made, removed FROM people "
            "ORDER BY removed IS NOT NULL, name, made"
        )
        return tuple(
            Someone(Person(ref, Role(role), frozenset(callers.split())), name, made, removed)
            for ref, name, role, callers, made, removed in rows
        )

    def _changed(self, name: str, change: str, by: str | None) -> PersonRow:
        """Inside a transaction: who has this name, once its change is entered."""
        found = the_named(self._connection, name)
        own_token = change == "new-token" and by == found.person.ref
        if by is not None and not own_token:
            act = "remove" if change == "removed" else change
            _check_elsewhere(found.person.role, f"countenance people {act} {name}")
        enter_person(
            self._connection, self._maker, found.person, name, change, found.entry, by=by
        )
        return found

    def _secret(self, *, make: bool = False) -> bytes:
        if make and not self._path.exists():
            if self._connection.execute("SELECT 1 FROM people LIMIT 1").fetchone():
                raise RecordError(
                    f"{self._path}: is missing, and tokens were made with it; restore it"
                )
            write_secret(self._path, self._random(32))
        return read_secret(self._path)

    def _now(self) -> str:
        return time_text(self._clock() // 1_000_000)


def _check_elsewhere(role: Role, command: str) -> None:
    """Raise `NotForYouError` for a role that is seen to on the machine alone."""
    if role.on_machine:
        kept = ", ".join(f"`{each.value}`" for each in Role if each.on_machine)
        raise NotForYouError(
            f"who is {kept} is added, given a token and removed on the machine of the gate alone: "
            f"`{command}`"
        )


def people_of(connection: Database, roles: Collection[Role]) -> tuple[Person, ...]:
    """Everybody who has one of these roles now, inside a transaction that somebody has begun."""
    marks = places(roles)
    rows = connection.execute(
        f"SELECT ref, role, callers FROM people WHERE removed IS NULL AND role IN ({marks}) "  # noqa: S608 - marks
        "ORDER BY ref",
        [role.value for role in roles],
    ).fetchall()
    return tuple(Person(ref, Role(role), frozenset(callers.split())) for ref, role, callers in rows)
