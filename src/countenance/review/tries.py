"""How many tries somebody has, and how long it has to wait after too many.

Rules kept here:
 * A try counts before it is known whether it was right: many at once are no more than one after
   the other. What was right takes its own count back.
 * Each time too many were wrong the wait is twice as long, up to the longest.
 * What was wrong long ago is forgotten.
 * Gates of one database have clocks that differ: one that is behind forgets nothing by that.
"""

from dataclasses import dataclass, replace
from ipaddress import IPv6Address, IPv6Network, ip_address

__all__ = ["ACCOUNT", "ADDRESS", "Limit", "Tries", "after_try", "place_of", "taken_back", "wait"]

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
_SUBSCRIBER = 64
"""Bits of an IPv6 address that say whose it is; whoever has it chooses the others."""


@dataclass(frozen=True, slots=True)
class Tries:
    """What was tried: how often since the last wait, how many waits, the last try, and until when
    nothing is taken."""

    count: int = 0
    waits: int = 0
    last: int = 0
    until: int = 0


def wait(tries: Tries, limit: Limit, now: int) -> int:
    """For how many milliseconds nothing is taken; 0: it may try."""
    return 0 if _is_over(tries, limit, now) else max(0, tries.until - now)


def after_try(tries: Tries, limit: Limit, now: int) -> Tries:
    """What is kept once somebody tries, as if it were wrong."""
    if _is_over(tries, limit, now):
        tries = Tries()
    now = max(now, tries.last)
    count = tries.count + 1
    if count < limit.tries:
        return replace(tries, count=count, last=now, until=0)
    span = min(limit.first << min(tries.waits, 20), limit.longest)
    return Tries(0, tries.waits + 1, now, now + span)


def taken_back(tries: Tries, limit: Limit) -> Tries:
    """What is kept once a try was right: it does not count."""
    if tries == Tries():  # forgotten since
        return tries
    if tries.count:
        return replace(tries, count=tries.count - 1)
    return replace(tries, count=limit.tries - 1, waits=max(0, tries.waits - 1), until=0)


def place_of(address: str) -> str:
    """What tries from an address count for: of IPv6 all that one subscriber has."""
    try:
        found = ip_address(address)
    except ValueError:  # no address: the pseudonym of who is signed in, or a socket without one
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), _SUBSCRIBER), strict=False))


def _is_over(tries: Tries, limit: Limit, now: int) -> bool:
    """Whether it was so long ago that it is forgotten; or so far ahead, since a clock went back."""
    return abs(now - tries.last) > limit.forgets
