"""How many tries somebody has, and how long it has to wait after too many.

Rules kept here:
 * A try counts before it is known whether it was right: many at once are no more than one after
   the other. What was right takes its own count back.
 * Each time too many were wrong the wait is twice as long, up to the longest.
 * What was wrong long ago is forgotten.
"""

from dataclasses import dataclass, replace

__all__ = ["ACCOUNT", "ADDRESS", "Limit", "Tries", "after_try", "taken_back", "wait"]

_MINUTE = 60_000
_DAY = 24 * 60 * _MINUTE


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries, then waits from `first` to `longest`; forgotten after `forgets`.

    Spans are in milliseconds.
    """

    tries: int
    first: int
    longest: int
    forgets: int


ACCOUNT = Limit(5, _MINUTE, 15 * _MINUTE, _DAY)
"""For one account, from wherever."""
ADDRESS = Limit(60, 5 * _MINUTE, 60 * _MINUTE, 60 * _MINUTE)
"""From one address, for whichever accounts."""


@dataclass(frozen=True, slots=True)
class Tries:
    """What was tried: how often since the last wait, how many waits, the last try, and until when
    nothing is taken."""

    count: int = 0
    waits: int = 0
    last: int = 0
    until: int = 0


def wait(tries: Tries, now: int) -> int:
    """For how many milliseconds nothing is taken; 0: it may try."""
    # A wait that is longer than the longest was given by a clock that went back since.
    left = tries.until - now
    return left if 0 < left <= ACCOUNT.longest + ADDRESS.longest else 0


def after_try(tries: Tries, limit: Limit, now: int) -> Tries:
    """What is kept once somebody tries, as if it were wrong."""
    if now - tries.last > limit.forgets or now < tries.last:
        tries = Tries()
    count = tries.count + 1
    if count < limit.tries:
        return replace(tries, count=count, last=now, until=0)
    span = min(limit.first << min(tries.waits, 20), limit.longest)
    return Tries(0, tries.waits + 1, now, now + span)


def taken_back(tries: Tries, limit: Limit) -> Tries:
    """What is kept once a try was right: it does not count."""
    if tries.count:
        return replace(tries, count=tries.count - 1)
    return replace(tries, count=limit.tries - 1, waits=max(0, tries.waits - 1), until=0)
