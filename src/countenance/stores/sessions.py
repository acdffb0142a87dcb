"""Sessions of people who are signed in to the pages, in the database of the gate.

Rules kept here:
 * A session is a random id that its browser alone has; of it only a keyed digest is kept.
 * It is looked up for each page, with whoever it is of: who was removed, or has another role or
   another password since, is out at once, in every process.
 * It ends after so long without a page, and after so long in any case.
"""

import os
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hmac import digest
from pathlib import Path

from countenance.errors import SettingsError
from countenance.record.make import Maker
from countenance.review.people import Person
from countenance.review.preferences import Preferences, parse_preferences
from countenance.stores.one_connection import OneConnection
from countenance.stores.person_rows import enter_person, key_for, of_ref

__all__ = ["Sessions", "SignedIn"]

_SEEN_EVERY = 60_000
"""How often it is written down that somebody still looks at pages."""
_SKEW = 60_000
"""By how much the clocks of two gates may differ."""
_MOST = 20
"""Sessions of one person; the oldest ends where there is another one."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who looks at a page, and how it wants them."""

    person: Person
    name: str
    preferences: Preferences
    since: int = 0
    """When it signed in."""


class Sessions(OneConnection):
    """The sessions of one gate. `clock`: nanoseconds since 1970 in UTC; spans in milliseconds."""

    def __init__(
        self,
        folder: Path,
        idle: int,
        longest: int,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._folder = folder
        self._idle = idle
        self._longest = longest
        super().__init__(folder, "sessions")
        self._clock = clock
        self._random = random
        self._maker = Maker(clock, random)

    def begin(self, person: Person) -> str:
        """A fresh session of somebody who has just shown who it is."""
        id_ = urlsafe_b64encode(self._random(32)).decode().rstrip("=")
        now = self._now()
        with self._in_turn():
            self._connection.execute(
                "DELETE FROM sessions WHERE began < ? OR seen < ?",
                (now - self._longest, now - self._idle),
            )
            rows = self._connection.execute(
                "SELECT digest FROM sessions WHERE ref = ? ORDER BY seen DESC", (person.ref,)
            ).fetchall()
            for (kept,) in rows[_MOST - 1 :]:
                self._connection.execute("DELETE FROM sessions WHERE digest = ?", (kept,))
            self._connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?)",
                (self._digest(id_), person.ref, person.role.value, now, now),
            )
        return id_

    def find(self, id_: str, *, looks: bool = True) -> SignedIn | None:
        """Whose session it is, if it counts. Raises `RecordError`.

        `looks`: whether somebody asked for this page; a list that renews itself keeps nobody in.
        """
        try:
            mark = self._digest(id_)
        except SettingsError:  # there is nobody yet, hence no secret
            return None
        now = self._now()
        with self._alone() as connection:
            row = connection.execute(
                "SELECT sessions.ref, sessions.role, began, seen, preferences FROM sessions "
                "LEFT JOIN accounts ON accounts.ref = sessions.ref WHERE digest = ?",
                (mark,),
            ).fetchone()
            found = None if row is None else of_ref(connection, row[0])
        if row is None or found is None:
            return None
        _, role, began, seen, preferences = row
        # A time that is well ahead was written by a clock that went back since.
        if not -_SKEW <= now - began < self._longest or not -_SKEW <= now - seen < self._idle:
            return None
        if role != found.person.role.value:
            return None
        if looks and now - seen >= _SEEN_EVERY:
            with self._in_turn():
                self._connection.execute(
                    "UPDATE sessions SET seen = ? WHERE digest = ?", (now, mark)
                )
        return SignedIn(found.person, found.name, parse_preferences(preferences or ""), began)

    def end(self, id_: str) -> None:
        """Sign out."""
        try:
            mark = self._digest(id_)
        except SettingsError:
            return
        with self._in_turn():
            self._connection.execute("DELETE FROM sessions WHERE digest = ?", (mark,))

    def end_all(self, ref: str) -> None:
        """Sign out everywhere."""
        with self._in_turn():
            row = of_ref(self._connection, ref)
            if row is not None:
                enter_person(
                    self._connection, self._maker, row.person, row.name,
                    "signed-out-everywhere", row.entry, by=ref,
                )  # fmt: skip
            self._connection.execute("DELETE FROM sessions WHERE ref = ?", (ref,))

    def _digest(self, id_: str) -> bytes:
        return digest(key_for(self._folder, "session"), id_.encode("utf-8", "replace"), "sha256")

    def _now(self) -> int:
        return self._clock() // 1_000_000
