"""Which bytes of a file are asked for: the header `range` of HTTP (RFC 9110, 14.1.2 and 14.2).

    bytes=100-199    from here until there
    bytes=100-       from here on
    bytes=-100       the last hundred

Rules kept here:
 * One range is answered. Several, another unit, or one that is written otherwise are answered with
   all of it, as a server may; so is one with `if-range`, since nothing here has a validator.
 * One that begins behind the end, and the last none, cannot be answered: 416, with how long it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Part", "part_asked"]

_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes from `first` until `last`, which is in it, of `whole`. `is_asked`: by such a header."""

    first: int
    last: int
    whole: int
    is_asked: bool = True

    @property
    def status(self) -> int:
        """The status of the answer."""
        if not self.is_asked:
            return 200
        return 206 if self.first <= self.last else 416

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return max(0, self.last + 1 - self.first)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer that say so."""
        found = {"accept-ranges": "bytes", "content-length": str(self.size)}
        match self.status:
            case 206:
                found["content-range"] = f"bytes {self.first}-{self.last}/{self.whole}"
            case 416:
                found["content-range"] = f"bytes */{self.whole}"
            case _:
                pass
        return found


def part_asked(headers: Mapping[str, str], whole: int) -> Part:
    """What of so many bytes is asked for. `headers`: of the request, in lower case."""
    found = _RANGE.fullmatch(headers.get("range", "").strip())
    all_of_it = Part(0, whole - 1, whole, is_asked=False)
    if found is None or not (found[1] or found[2]) or "if-range" in headers:
        return all_of_it
    if not found[1]:
        return Part(max(0, whole - int(found[2])), whole - 1, whole)
    first = int(found[1])
    if found[2] and int(found[2]) < first:
        return all_of_it  # it is no range at all
    return Part(first, min(whole - 1, int(found[2])) if found[2] else whole - 1, whole)
