"""How many questions one address asks: beside the limit over everybody, so that one client alone
cannot use it up.

Rules kept here:
 * No address is kept: a digest of it with a key that this process made and nothing else has, for
   an hour. It stands in no entry, no log and no database.
 * Only questions that were taken count. Who asks from this machine, or through a proxy on it, has
   an address that says nothing, and only the limit over everybody holds.
"""

import hmac
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address

from countenance.errors import TooManyError

__all__ = ["MOST_OF_ONE", "Askers"]

MOST_OF_ONE = 5
"""Questions of one address within an hour: more than somebody has who reads a code, and a quarter
of what is taken from everybody unless it is set otherwise."""

_HOUR = 3_600_000_000_000
_PREFIX = 8
"""Bytes of an IPv6 address that one connection usually has for itself beyond."""


class Askers:
    """The addresses that asked lately. `clock`: nanoseconds since 1970; `key`: random bytes."""

    def __init__(self, clock: Callable[[], int], key: bytes) -> None:
        self._clock = clock
        self._key = key
        self._lock = threading.Lock()
        self._asked: dict[bytes, list[int]] = {}

    @contextmanager
    def turn(self, address: str) -> Iterator[None]:
        """One question from this address; it does not count where it raises.

        Raises `TooManyError` where too many came from there.
        """
        mark = self._mark(address)
        if mark is None:
            yield
            return
        now = self._clock()
        with self._lock:
            self._forget(now)
            if len(self._asked.get(mark, ())) >= MOST_OF_ONE:
                raise TooManyError(
                    f"{MOST_OF_ONE} questions came from your address within an hour; ask later"
                )
            self._asked.setdefault(mark, []).append(now)
        try:
            yield
        except BaseException:
            with self._lock:
                if now in (times := self._asked.get(mark, [])):
                    times.remove(now)
            raise

    def _forget(self, now: int) -> None:
        """Everything that is older than an hour."""
        self._asked = {
            mark: kept
            for mark, times in self._asked.items()
            if (kept := [each for each in times if now - each < _HOUR])
        }

    def _mark(self, address: str) -> bytes | None:
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return None
        if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        if found.is_loopback:
            return None
        part = found.packed[:_PREFIX]
        return hmac.digest(self._key, part, "sha256")
