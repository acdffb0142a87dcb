"""Accounts of people: a password, a second factor, recovery codes; and links that begin one.

    a link, made by the operator ──> password and second factor ──> sign in, again and again

Rules kept here:
 * A link counts once and for a day; of it only a keyed digest is kept. Using it ends every session
   of that person and voids its token: it is also how somebody gets in again who has lost what it
   signs in with.
 * The secret of the second factor is made of the link and of what only the browser has that opens
   it: who saw the link before does not know it.
 * What was wrong is not said: neither whether the name is known, nor which of the three was wrong.
   It takes as long for a name that nobody has.
 * A try counts before it is looked at, so that many at once are no more than one after the other;
   a code of the second factor and a recovery code are taken once.
 * Who was let in, and that an account was locked after so many tries, are entries; single wrong
   tries are not, so that nobody can flood the record by them.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hmac import digest
from pathlib import Path

import msgspec

from countenance.errors import SettingsError, SignInError
from countenance.record.make import Maker
from countenance.review.passwords import check_password, fits, kept_password
from countenance.review.people import Person
from countenance.review.preferences import Preferences, parse_preferences
from countenance.review.second_factor import SECRET_BYTES, new_recovery_codes, step_of
from countenance.stores.account_rows import (
    AccountRow,
    account_of,
    digest_of,
    digests_of,
    sealed_secret,
    take_second,
)
from countenance.stores.counted_tries import WRONG, count_try, take_back
from countenance.stores.one_connection import OneConnection
from countenance.stores.person_rows import (
    PersonRow,
    enter_person,
    key_for,
    named,
    of_ref,
    the_named,
    void_token,
)

__all__ = ["LINK_HOURS", "Accounts", "Invited"]

LINK_HOURS = 24
"""For how long a link counts."""

_HOUR = 3_600_000
_LONGEST_NAME = 64
_NO_LINK = "this link was used, is over, or was replaced; whoever keeps the gate makes another one"


@dataclass(frozen=True, slots=True)
class Invited:
    """Who a link is for. `secret`: that of the second factor, in one browser the same as long as
    the link is."""

    person: Person
    name: str
    secret: bytes = field(repr=False)


class Accounts(OneConnection):
    """The accounts of one gate. `clock`: nanoseconds since 1970 in UTC."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
        *,
        create: bool = True,
    ) -> None:
        super().__init__(folder, "accounts", create=create)
        self._folder = folder
        self._clock = clock
        self._random = random
        self._maker = Maker(clock, random)
        self._nobody: str | None = None

    def invite(self, name: str) -> str:
        """A link for somebody who is there, which is shown once; those before are void.

        Raises `CallerError`.
        """
        token = self._random(32).hex()
        with self._in_turn():
            row = the_named(self._connection, name)
            self._enter(row, "link")
            self._connection.execute("DELETE FROM links WHERE ref = ?", (row.person.ref,))
            until = self._now() + LINK_HOURS * _HOUR
            self._connection.execute(
                "INSERT INTO links VALUES (?, ?, ?)",
                (digest_of(self._folder, "link", token), row.person.ref, until),
            )
        return token

    def was_invited(self, ref: str) -> bool:
        """Whether a link was made for somebody, and not used yet."""
        with self._alone():
            found = self._connection.execute("SELECT 1 FROM links WHERE ref = ?", (ref,))
            return found.fetchone() is not None

    def has_account(self, ref: str) -> bool:
        """Whether somebody has one."""
        with self._alone():
            found = self._connection.execute("SELECT 1 FROM accounts WHERE ref = ?", (ref,))
            return found.fetchone() is not None

    def invited(self, token: str, browser: str) -> Invited:
        """Who this link is for. `browser`: what only that browser has which opened it.

        Raises `SignInError` when it counts no more.
        """
        with self._alone():
            return self._invited(token, browser)

    def enrol(
        self, token: str, browser: str, password: str, code: str
    ) -> tuple[Person, tuple[str, ...]]:
        """Begin an account by a link; its recovery codes are shown once. Raises `SignInError`."""
        check_password(password, self.invited(token, browser).name)
        kept = kept_password(password, self._random(16))
        with self._in_turn():
            invited = self._invited(token, browser)
            ref = invited.person.ref
            step = step_of(invited.secret, code, self._seconds(), -1)
            if step is None:
                raise SignInError(
                    "the code is not that of this secret; look whether your clock is right"
                )
            codes = new_recovery_codes(self._random)
            row = of_ref(self._connection, ref)
            assert row is not None  # a link belongs to somebody who is there
            self._enter(row, "account")
            for table in ("accounts", "links", "sessions"):
                self._forget(table, ref)
            void_token(self._connection, ref, self._random)
            sealed = sealed_secret(self._folder, ref, invited.secret, self._random)
            self._connection.execute(
                "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?)",
                (ref, kept, sealed, step, digests_of(self._folder, codes), "{}"),
            )
        return invited.person, codes

    def sign_in(self, name: str, password: str, code: str, address: str) -> Person:
        """Who this is. `address`: from where it is tried.

        Raises `SignInError`, after too many tries `LockedError`.
        """
        return self._shown(name, password, code, address, enters=True)

    def change_password(self, ref: str, old: str, code: str, new: str) -> None:
        """Another password; every session ends. Raises `SignInError`."""
        row = self.prove(ref, old, code)
        check_password(new, row.name)
        kept = kept_password(new, self._random(16))
        with self._in_turn():
            self._enter(self._there(ref), "password")
            self._connection.execute("UPDATE accounts SET password = ? WHERE ref = ?", (kept, ref))
            self._forget("sessions", ref)

    def new_recovery_codes(self, ref: str, password: str, code: str) -> tuple[str, ...]:
        """Other recovery codes, which are shown once; those before are void.

        Raises `SignInError`.
        """
        self.prove(ref, password, code)
        codes = new_recovery_codes(self._random)
        with self._in_turn():
            self._enter(self._there(ref), "second-factor")
            kept = digests_of(self._folder, codes)
            self._connection.execute("UPDATE accounts SET recovery = ? WHERE ref = ?", (kept, ref))
        return codes

    def prove(self, ref: str, password: str, code: str) -> PersonRow:
        """Who is signed in shows again that it is who it is. Raises `SignInError`."""
        with self._alone():
            row = self._there(ref)
        person = self._shown(row.name, password, code, ref, enters=False)
        if person.ref != ref:
            raise SignInError(WRONG)
        return row

    def preferences(self, ref: str) -> Preferences:
        """How somebody wants the pages."""
        with self._alone():
            row = self._connection.execute(
                "SELECT preferences FROM accounts WHERE ref = ?", (ref,)
            ).fetchone()
        return Preferences() if row is None else parse_preferences(row[0])

    def keep_preferences(self, ref: str, chosen: Preferences) -> None:
        """Keep how somebody wants the pages."""
        with self._in_turn():
            self._connection.execute(
                "UPDATE accounts SET preferences = ? WHERE ref = ?",
                (msgspec.json.encode(chosen).decode(), ref),
            )

    def _shown(
        self, name: str, password: str, code: str, address: str, *, enters: bool
    ) -> Person:
        name = name.strip().lower()[:_LONGEST_NAME]
        with self._in_turn():
            tried = count_try(self._connection, self._folder, name, address, self._now)
        with self._alone():
            row = named(self._connection, name)
            account = None if row is None else self._account(row.person.ref)
        right = fits(password, self._no_password() if account is None else account.password)
        with self._in_turn():
            # Who is removed, or has another password, since it was looked at is not let in.
            row = named(self._connection, name)
            now = None if row is None else self._account(row.person.ref)
            if right and row and account and now and now.password == account.password:
                change = take_second(
                    self._connection, self._folder, row.person.ref, now, code, self._seconds()
                )
                if change is not None:
                    take_back(self._connection, tried)
                    if enters or change == "recovery-code":
                        self._enter(row, change)
                    return row.person
            for each in tried:
                if each.locks and row is not None:
                    self._enter(row, "locked", tries=each.limit.tries)
        raise SignInError(WRONG)

    def _no_password(self) -> str:
        """What takes as long to try as any other, for names that nobody has."""
        if self._nobody is None:
            self._nobody = kept_password(self._random(16).hex(), self._random(16))
        return self._nobody

    def _there(self, ref: str) -> PersonRow:
        row = of_ref(self._connection, ref)
        if row is None:
            raise SignInError("you may do nothing here any more")
        return row

    def _invited(self, token: str, browser: str) -> Invited:
        try:
            digest_ = digest_of(self._folder, "link", token)
        except SettingsError:  # there is nobody yet, hence no secret
            raise SignInError(_NO_LINK) from None
        row = self._connection.execute(
            "SELECT ref, until FROM links WHERE digest = ?", (digest_,)
        ).fetchone()
        left = 0 if row is None else row[1] - self._now()
        if row is None or not 0 < left <= LINK_HOURS * _HOUR:
            raise SignInError(_NO_LINK)
        found = of_ref(self._connection, row[0])
        if found is None:
            raise SignInError(_NO_LINK)
        made_of = digest_ + browser.encode("utf-8", "replace")
        secret = digest(key_for(self._folder, "second factor"), made_of, "sha256")
        return Invited(found.person, found.name, secret[:SECRET_BYTES])

    def _account(self, ref: str) -> AccountRow | None:
        return account_of(self._connection, self._folder, ref)

    def _forget(self, table: str, ref: str) -> None:
        self._connection.execute(f"DELETE FROM {table} WHERE ref = ?", (ref,))  # noqa: S608 - ours

    def _enter(self, row: PersonRow, change: str, tries: int | None = None) -> None:
        by = None if change in ("link", "locked") else row.person.ref
        enter_person(
            self._connection, self._maker, row.person, row.name, change, row.entry, tries, by
        )

    def _now(self) -> int:
        return self._clock() // 1_000_000

    def _seconds(self) -> int:
        return self._clock() // 1_000_000_000
