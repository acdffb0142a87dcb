"""By which names at the directory people are known, and signing in by that.

    name at the directory ──(the first time)──> the subject of it, which counts from then on

Rules kept here:
 * A name is given on the machine of the gate, to somebody who is there; giving another one, or
   none, ends the sessions of that person. Nobody begins an account by a directory.
 * The first sign-in keeps issuer and subject with the name. Whoever comes with another subject, or
   from another issuer, is somebody else until the name is given anew.
 * What came back from the directory by a browser is taken once, by whichever gate.
 * A try counts before it is looked at, from an address and, where a code is asked for, at the
   account. Who was let in is an entry.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

from countenance.errors import CallerError, DirectoryError, SignInError
from countenance.record.make import Maker
from countenance.review.directory import Identity, NamedBy, Why, name_as
from countenance.review.people import Person
from countenance.stores.account_rows import account_of, digest_of, take_second
from countenance.stores.counted_tries import Tried, count_try, take_back
from countenance.stores.one_connection import OneConnection
from countenance.stores.person_rows import PersonRow, enter_person, of_ref, the_named

__all__ = ["DirectoryNames"]

_NO_CODE = "the code is wrong, or was used"
_KEPT = 3_600_000
"""For how long it is remembered that something was taken: longer than it is good for."""


class DirectoryNames(OneConnection):
    """The names of one gate. `clock`: nanoseconds since 1970 in UTC."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
        *,
        create: bool = True,
    ) -> None:
        self._folder = folder
        super().__init__(folder, "directory names", create=create)
        self._clock = clock
        self._maker = Maker(clock, random)

    def give(self, person: str, name: str, by: NamedBy) -> None:
        """Somebody is known by this name there from now on. Raises `CallerError`."""
        wanted = name_as(name, by)
        with self._in_turn() as connection:
            row = the_named(connection, person)
            taken = connection.execute(
                "SELECT ref FROM directory_names WHERE name = ? AND ref <> ?",
                (wanted, row.person.ref),
            ).fetchone()
            if taken is not None:
                raise CallerError(
                    f"`{person}`: somebody else is known by this name at the directory; give that "
                    "person another one, or none, first"
                )
            self._forget(row)
            connection.execute(
                "INSERT INTO directory_names VALUES (?, ?, NULL, NULL)", (row.person.ref, wanted)
            )

    def take_away(self, person: str) -> None:
        """Somebody is known there by no name any more. Raises `CallerError`."""
        with self._in_turn():
            self._forget(the_named(self._connection, person))

    def names(self) -> dict[str, str]:
        """The pseudonym of each who is known by a name there -> this name."""
        return dict(self._select("SELECT ref, name FROM directory_names"))

    def took(self, state: str, address: str) -> list[Tried]:
        """Take what came back by a browser, once. `address`: from where.

        Raises `LockedError`, and `DirectoryError` where it was taken before.
        """
        with self._in_turn() as connection:
            tried = count_try(connection, self._folder, None, address, self._now)
            mark = digest_of(self._folder, "directory state", state)
            now = self._now()
            connection.execute("DELETE FROM directory_used WHERE until < ?", (now,))
            is_used = connection.execute(
                "SELECT 1 FROM directory_used WHERE digest = ?", (mark,)
            ).fetchone()
            if is_used is None:
                connection.execute("INSERT INTO directory_used VALUES (?, ?)", (mark, now + _KEPT))
        if is_used is not None:  # the try counts all the same
            raise DirectoryError(
                Why.USED.value, "this answer of the directory was used already; sign in anew"
            )
        return tried

    def known(
        self, issuer: str, identity: Identity, tried: list[Tried], *, shows_code: bool
    ) -> str:
        """The name here of who may go on; the try is taken back. `shows_code`: whether it goes on
        to show a code of its account.

        Raises `DirectoryError`.
        """
        with self._in_turn() as connection:
            row = self._found(issuer, identity)
            if shows_code and account_of(connection, self._folder, row.person.ref) is None:
                raise DirectoryError(
                    Why.SECOND_FACTOR.value,
                    "you have no authenticator here yet, and are asked for one; whoever keeps the "
                    "gate makes the link by which you begin: `countenance people invite NAME`",
                )
            take_back(connection, tried)
        return row.name

    def sign_in(self, issuer: str, identity: Identity, code: str | None, address: str) -> Person:
        """Let somebody in whom the directory knows. `code`: of the second factor here; `None` where
        it was shown there.

        Raises `DirectoryError`, for a wrong code `SignInError`, after too many `LockedError`.
        """
        tried: list[Tried] = []
        with self._in_turn() as connection:
            row = self._found(issuer, identity)
            if code is not None:
                tried = count_try(connection, self._folder, row.name, address, self._now)
        with self._in_turn() as connection:
            # Who is removed, or has another name there, since it was looked at is not let in.
            row = self._found(issuer, identity)
            shown = "directory" if code is None else self._shown(row, code)
            if shown is not None:
                take_back(connection, tried)
                connection.execute(
                    "UPDATE directory_names SET issuer = ?, subject = ? WHERE ref = ?",
                    (issuer, identity.subject, row.person.ref),
                )
                if shown == "recovery-code":
                    self._enter(row, shown, row.person.ref)
                    row = self._found(issuer, identity)
                self._enter(row, "signed-in-by-directory", row.person.ref)
                return row.person
            for each in tried:
                if each.locks:
                    self._enter(row, "locked", None, each.limit.tries)
        raise SignInError(_NO_CODE)

    def _found(self, issuer: str, identity: Identity) -> PersonRow:
        """Inside a transaction: who this is here. Raises `DirectoryError`."""
        kept = self._connection.execute(
            "SELECT ref, issuer, subject FROM directory_names WHERE name = ?", (identity.name,)
        ).fetchone()
        row = None if kept is None else of_ref(self._connection, kept[0])
        if row is None:
            raise DirectoryError(
                Why.UNKNOWN.value,
                "you are signed in at the directory, and nobody here goes by what it says of you, "
                "or your account was removed; whoever keeps the gate says who you are here: "
                "`countenance people directory NAME`",
            )
        if kept[2] is not None and (kept[1], kept[2]) != (issuer, identity.subject):
            raise DirectoryError(
                Why.ANOTHER.value,
                "somebody else at the directory had this name when it was last used here; whoever "
                "keeps the gate says anew whose it is: `countenance people directory NAME`",
            )
        return row

    def _shown(self, row: PersonRow, code: str) -> str | None:
        account = account_of(self._connection, self._folder, row.person.ref)
        if account is None:
            return None
        seconds = self._clock() // 1_000_000_000
        return take_second(
            self._connection, self._folder, row.person.ref, account, code, seconds
        )

    def _forget(self, row: PersonRow) -> None:
        """Inside a transaction: the name of somebody, with everything that was begun by it."""
        self._enter(row, "directory-name", None)
        for table in ("directory_names", "sessions"):
            self._connection.execute(
                f"DELETE FROM {table} WHERE ref = ?",  # noqa: S608 - words of ours
                (row.person.ref,),
            )

    def _enter(self, row: PersonRow, change: str, by: str | None, tries: int | None = None) -> None:
        enter_person(
            self._connection, self._maker, row.person, row.name, change, row.entry, tries, by
        )

    def _now(self) -> int:
        return self._clock() // 1_000_000
