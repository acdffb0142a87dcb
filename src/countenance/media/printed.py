"""Words read in a picture: a line of print, and where in the picture it stands.

Rules kept here:
 * A line is content: it never shows in a `repr`, and it is in no entry, no log and no error.
 * There are at most `MOST_LINES` of them for one file, each of at most `MOST_LETTERS` letters.

Reading them is done in a process of its own (`countenance.media.reader`).
"""

from dataclasses import dataclass, field
from typing import Final

__all__ = ["MOST_LETTERS", "MOST_LINES", "Line"]

MOST_LINES: Final = 200
MOST_LETTERS: Final = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One line of print. `x` and `y` are its middle, in thousandths of the picture from the upper
    left; `permille` is how sure its reader is."""

    text: str = field(repr=False)
    x: int
    y: int
    permille: int = 1000
