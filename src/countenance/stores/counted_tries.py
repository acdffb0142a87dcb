"""Tries to sign in, counted in the database: at an account, and from an address.

Rules kept here:
 * A try counts before it is looked at, as if it were wrong; what was right is taken back.
 * What is kept is a keyed digest of the name or the address.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from countenance.errors import LockedError, SettingsError, SignInError
from countenance.review.tries import (
    ACCOUNT,
    ADDRESS,
    Limit,
    Tries,
    after_try,
    place_of,
    taken_back,
    wait,
)
from countenance.stores.account_rows import digest_of
from countenance.stores.protocol import Database

__all__ = ["WRONG", "Tried", "count_try", "take_back"]

WRONG = "the name, the password or the code is wrong"

_DAY = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Tried:
    """A try that was counted: what of it is kept."""

    what: bytes
    limit: Limit
    after: Tries

    @property
    def locks(self) -> bool:
        """Whether the account takes nothing for a while, from this try on."""
        return self.limit is ACCOUNT and bool(self.after.until)


def count_try(
    connection: Database, folder: Path, name: str | None, address: str, clock: Callable[[], int]
) -> list[Tried]:
    """Inside a transaction: count a try at an account (`None`: it is not known yet whose), and from
    an address. `clock`: milliseconds; it is read here, not before it is one's turn.

    Raises `LockedError`, and counts nothing then.
    """
    try:
        wanted = [(digest_of(folder, "tries from an address", place_of(address)), ADDRESS)]
        if name is not None:
            wanted.insert(0, (digest_of(folder, "tries at an account", name), ACCOUNT))
    except SettingsError:  # nobody is there yet
        raise SignInError(WRONG) from None
    now = clock()
    found = [(what, limit, _kept(connection, what)) for what, limit in wanted]
    waits = max(wait(each, limit, now) for _, limit, each in found)
    if waits:
        raise LockedError(-(-waits // 1000))
    after = [Tried(what, limit, after_try(each, limit, now)) for what, limit, each in found]
    for each in after:
        _keep(connection, each.what, each.after)
    connection.execute("DELETE FROM tries WHERE last < ?", (now - 2 * _DAY,))
    return after


def take_back(connection: Database, tried: list[Tried]) -> None:
    """Inside a transaction: a try was right."""
    for each in tried:
        # Others from this address have tried since this one was counted.
        back = taken_back(_kept(connection, each.what), each.limit)
        _keep(connection, each.what, Tries() if each.limit is ACCOUNT else back)


def _kept(connection: Database, what: bytes) -> Tries:
    row = connection.execute(
        "SELECT count, waits, last, until FROM tries WHERE digest = ?", (what,)
    ).fetchone()
    return Tries() if row is None else Tries(*row)


def _keep(connection: Database, what: bytes, tries: Tries) -> None:
    connection.execute("DELETE FROM tries WHERE digest = ?", (what,))
    if tries != Tries():
        connection.execute(
            "INSERT INTO tries VALUES (?, ?, ?, ?, ?)",
            (what, tries.count, tries.waits, tries.last, tries.until),
        )
