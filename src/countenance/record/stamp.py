"""When an entry was made and how it is called: a time in UTC and a UUID of version 7.

Both are made from a clock and random bytes that are handed in. The order of entries is their
index in the log, never the clock: a clock may jump.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from countenance.errors import RecordError

__all__ = ["Stamp", "Stamper", "time_of", "time_text", "uuid7"]


_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Stamp(msgspec.Struct, frozen=True):
    """The id of an entry (UUIDv7) and its time (`2026-11-22T10:15:30.123Z`)."""

    id: str
    time: str


def uuid7(milliseconds: int, random: bytes) -> str:
    """A UUID of version 7 (RFC 9562) from a time since 1970 in UTC and ten random bytes."""
    if len(random) != 10 or not 0 <= milliseconds < 1 << 48:
        raise RecordError("id: needs a time after 1970 and ten random bytes")
    number = milliseconds << 80 | int.from_bytes(random, "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def time_text(milliseconds: int) -> str:
    """A time since 1970 in UTC as it stands in an entry, to the millisecond."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:03d}Z"


def time_of(id_: str) -> str:
    """The time in an id that was made here. Raises `RecordError` for what is no such id."""
    if not _UUID7.fullmatch(id_):
        raise RecordError("id: no UUID of version 7, which has a time in it")
    return time_text(int(id_[:8] + id_[9:13], 16))


class Stamper:
    """Makes stamps from a clock (nanoseconds since 1970, UTC) and a source of random bytes."""

    def __init__(self, clock: Callable[[], int], random: Callable[[int], bytes]) -> None:
        self._clock = clock
        self._random = random
        self._written = (-1, "")

    def stamp(self) -> Stamp:
        """A stamp of now."""
        now = self._clock() // 1_000_000
        second, text = self._written
        if second != now // 1000:  # most calls share their second: it is written out once
            second = now // 1000
            text = time_text(second * 1000)[:-4]
            self._written = (second, text)  # one assignment: threads never see half of it
        return Stamp(uuid7(now, self._random(10)), f"{text}{now % 1000:03d}Z")
