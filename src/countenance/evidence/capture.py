"""What the files of a call say of how they were taken, as measured evidence.

Rules kept here:
 * It suggests, and it contests what somebody stated or registered. It narrows nothing, so it can
   only make an outcome stricter, never clear a call.
 * A time counts only where the file says which moment it means, and only when that moment is so
   near to the call that somebody who says `post` has to be asked.
 * What was found is named by the row of the table; the words of the file go no further.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from countenance.evidence.patterns import Pattern, Patterns, SeenIn
from countenance.facts.known import Evidence
from countenance.media.capture import Capture
from countenance.media.printed import Line

__all__ = ["captured", "matches"]


def captured(
    patterns: Patterns, files: Iterable[tuple[Capture, Sequence[Line]]], now: int
) -> tuple[Evidence, ...]:
    """What the files say, each piece once. `now`: seconds since 1970 when the call came."""
    found: dict[Evidence, None] = {}
    for capture, lines in files:
        for pattern in matches(patterns, capture, lines):
            found.update(dict.fromkeys(pattern.evidence()))
        if _is_live(capture.taken, now, patterns.live_seconds):
            found.update(dict.fromkeys(patterns.live))
    return tuple(found)


def matches(patterns: Patterns, capture: Capture, lines: Sequence[Line]) -> tuple[Pattern, ...]:
    """The rows about files that one file matches."""
    return tuple(row for row in patterns.capture if _is_match(row, capture, lines))


def _is_match(row: Pattern, capture: Capture, lines: Sequence[Line]) -> bool:
    return (
        (SeenIn.OVERLAY in row.seen_in and row.is_printed(lines))
        or (SeenIn.EXIF in row.seen_in and row.is_in((capture.origin.value,)))
        or (SeenIn.XMP in row.seen_in and row.is_in(capture.properties))
        or (SeenIn.SOURCE_TYPE in row.seen_in and row.is_in(capture.sources))
        or (SeenIn.CREDENTIALS in row.seen_in and row.is_in(capture.credentials))
    )


def _is_live(taken: str, now: int, within: int) -> bool:
    try:
        time = datetime.fromisoformat(taken)
    except ValueError:
        return False
    return time.tzinfo is not None and abs(time.timestamp() - now) <= within
