"""The sources that an answer cites: an address, a title, and which of its words they are for.

Rules kept here:
 * A title and an address are words, and judged as such; a citation that may not leave is left out,
   and the answer stays.
 * A citation of something stored at the service (a file, a container) is left out: what it names
   was not looked at here.
"""

import re
from typing import Any

from countenance.dialects.check import Guard, Release

__all__ = ["citation"]

_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f]{1,4096}")
_LONGEST = 1024


def citation(found: Any, guard: Guard) -> dict[str, Any] | None:
    """The known fields of the citation of an address, if it may leave."""
    if type(found) is not dict:
        return None
    url, title = found.get("url"), found.get("title", "")
    if type(url) is not str or not _ADDRESS.fullmatch(url):
        return None
    if type(title) is not str or len(title) > _LONGEST:
        return None
    words = re.sub(r"[/_+.-]|%20", " ", url)
    if not isinstance(guard.judge(f"{title} {words}"), Release):
        return None
    kept: dict[str, Any] = {"url": url, "title": title}
    for name in ("start_index", "end_index"):
        place = found.get(name)
        if type(place) is not int or not 0 <= place < 2**31:
            return None
        kept[name] = place
    return kept
