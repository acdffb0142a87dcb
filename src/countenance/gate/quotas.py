"""How much of the gate one caller may take, and how many pictures may wait.

Rules kept here:
 * A caller is known by its registration, whatever key it uses. Nobody pays for another.
 * What comes by the minute fills up evenly: a full minute may be spent at once. The size of a call
   is known only when it is there, so it may overdraw once, and then waits until that is paid back.
 * Pictures wait in a line that has an end. Whoever finds it full is turned away before anything is
   decoded; calls of text never stand in it.
 * Nothing here sleeps: a call is taken or turned away at once. A limit of 0 is none.
 * It counts in this process and begins anew with it; the entries are what lasts.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from countenance.errors import TooManyError

__all__ = ["CallerLimits", "Lease", "Quotas"]

_MINUTE, _DAY = 60.0, 86400.0
_MOST_KNOWN = 10_000
"""Callers that are kept in mind; those that came longest ago are forgotten first."""


@dataclass(frozen=True, slots=True)
class CallerLimits:
    """What one caller may take. 0 is without a limit."""

    calls_per_minute: int = 0
    bytes_per_minute: int = 0
    pictures_per_minute: int = 0
    calls_at_once: int = 0
    held_per_day: int = 0


@dataclass(slots=True)
class _Bucket:
    """What is left of an allowance that fills up evenly over a span of seconds."""

    allowance: int
    span: float
    left: float
    since: float

    def has_some(self, now: float) -> bool:
        """Whether anything is left now."""
        filled = (now - self.since) * self.allowance / self.span
        self.left = min(float(self.allowance), self.left + filled)
        self.since = now
        return self.allowance == 0 or self.left >= 1

    def take(self, count: int) -> None:
        """Take this many, also when that is more than there are."""
        if self.allowance:
            self.left -= count


@dataclass(slots=True)
class _Caller:
    limits: CallerLimits
    calls: _Bucket
    bytes: _Bucket
    pictures: _Bucket
    held: _Bucket
    under_way: int = 0


class Lease:
    """One call that was let in."""

    def __init__(self, caller: "_Caller") -> None:
        self._caller = caller

    def took(self, size: int) -> None:
        """Its body had this many bytes."""
        self._caller.bytes.take(size)

    def release(self) -> None:
        """It is over."""
        self._caller.under_way -= 1


@dataclass(slots=True)
class Quotas:
    """The limits of one gate. `callers`: limits of their own, by the name of the registration.

    `pictures_waiting` is how many pictures may be looked at or wait for it, of all callers
    together. `now` gives seconds that never go back.
    """

    limits: CallerLimits = CallerLimits()
    callers: Mapping[str, CallerLimits] = field(default_factory=dict)
    pictures_waiting: int = 64
    now: Callable[[], float] = time.monotonic
    waiting: int = field(default=0, init=False)
    """Pictures that are looked at or wait for it now."""
    _known: dict[str, _Caller] = field(default_factory=dict, init=False)

    def begin(self, caller: str) -> Lease:
        """Let a call in, before its body is read. Raises `TooManyError` when it has to wait."""
        known, now = self._caller(caller), self.now()
        limits = known.limits
        if limits.calls_at_once and known.under_way >= limits.calls_at_once:
            raise TooManyError(
                f"{limits.calls_at_once} calls of yours are under way already; try later"
            )
        if not known.calls.has_some(now):
            raise TooManyError(f"more than {limits.calls_per_minute} calls in a minute; try later")
        if not known.bytes.has_some(now):
            raise TooManyError(f"more than {limits.bytes_per_minute} bytes in a minute; try later")
        known.calls.take(1)
        known.under_way += 1
        return Lease(known)

    @contextmanager
    def pictures(self, caller: str, count: int) -> Iterator[None]:
        """A place in the line for the pictures of one call, while they are looked at.

        Raises `TooManyError` when the caller, or the line, has no room for them.
        """
        if not count:
            yield
            return
        known = self._caller(caller)
        if not known.pictures.has_some(self.now()):
            raise TooManyError(
                f"more than {known.limits.pictures_per_minute} pictures in a minute; try later"
            )
        # A call of more pictures than the line is long gets in when it is alone.
        if self.waiting and self.waiting + count > self.pictures_waiting:
            raise TooManyError("too many pictures wait to be looked at; try later")
        known.pictures.take(count)
        self.waiting += count
        try:
            yield
        finally:
            self.waiting -= count

    def may_hold(self, caller: str) -> bool:
        """Whether one more call of this caller may be held."""
        return self._caller(caller).held.has_some(self.now())

    def held(self, caller: str, count: int = 1) -> None:
        """A call of this caller is held that was not before; below 0: it was not held after all."""
        self._caller(caller).held.take(count)

    def _caller(self, name: str) -> _Caller:
        known = self._known.pop(name, None)
        if known is None:
            limits, now = self.callers.get(name, self.limits), self.now()

            def full(allowance: int, span: float = _MINUTE) -> _Bucket:
                return _Bucket(allowance, span, float(allowance), now)

            known = _Caller(
                limits,
                full(limits.calls_per_minute),
                full(limits.bytes_per_minute),
                full(limits.pictures_per_minute),
                full(limits.held_per_day, _DAY),
            )
        self._known[name] = known
        if len(self._known) > _MOST_KNOWN:
            oldest = next(name for name, each in self._known.items() if not each.under_way)
            del self._known[oldest]
        return known
