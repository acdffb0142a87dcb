"""Where a growing text may be cut, so that what is released has been seen in full.

Rules kept here:
 * Whole sentences are released, and never fewer than 8 words at a time, so that a check sees words
   in their company.
 * Text without sentence ends is cut at 40 words. The last 8 of these are looked at with the piece
   but held back, so that a name that begins there is whole when it is judged.
 * A letter or an abbreviation with a dot ends no sentence; an ideographic full stop does.
 * Scripts without spaces are counted by letters: two letters are a word.
"""

import re
from dataclasses import dataclass

__all__ = ["LEAST_WORDS", "MOST_WORDS", "Piece", "count_words", "cut", "sentences"]

LEAST_WORDS = 8
MOST_WORDS = 40
_MOST_LETTERS = 1024
"""Held text is cut at this length whatever is in it: forty words may have many spaces."""
_WORD_LETTERS = 16
"""A run without spaces counts a further word for each so many letters."""

# Ideographs, kana, hangul, Thai, Lao, Khmer, Myanmar: written without spaces between words, or
# with so many letters to a space that two of them are worth a word.
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_RUN = re.compile(r"\S+")
_END = re.compile(
    r"""(?: [.!?…]+ ["'”’»)\]*_]* (?=\s)   # a dot needs a space after it
          | [。!?．｡।॥؟۔]+ [”’」』)】"']*  # these end a sentence by themselves
          | \n+ )""",
    re.VERBOSE,
)
_SHORT = re.compile(
    r"(?:^|[\s(\"'“‘«])(?:[^\W\d_]|(?:[^\W\d_]\.)+[^\W\d_]|Mr|Mrs|Ms|Mx|Dr|Prof|Sr|Jr|St|Gen|Col|Capt|Lt|Sgt"
    r"|Rep|Sen|Gov|Hon|Rev|Mme|Mlle|Sra|Dña|Hr|Fr|Herr|Frau|vs|etc|e\.g|i\.e|No|Nr|Inc|Ltd|Co)$"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text to be judged: `released` may go out if all of `seen` is fine.

    `seen` begins with `released`; where a text had to be cut without a sentence end it is longer.
    """

    released: str
    seen: str


def count_words(text: str) -> int:
    """How many words a text has, with the measure of this module."""
    dense = len(_DENSE.findall(text))
    runs = 0
    for run in _RUN.findall(_DENSE.sub(" ", text) if dense else text):
        runs += 1 + (len(run) - 1) // _WORD_LETTERS
    return runs + (dense + 1) // 2


def cut(held: str, *, ended: bool) -> Piece | None:
    """The first piece of `held` that is ready; `None` while more text is needed.

    With `ended` nothing more will come, and what is left is ready as it is.
    """
    window = held[:_MOST_LETTERS]
    ended = ended and len(window) == len(held)
    for match in _END.finditer(window):
        if match.group().startswith(".") and _SHORT.search(window[: match.start()]):
            continue
        words = count_words(window[: match.end()])
        if words > MOST_WORDS:
            break
        if words >= LEAST_WORDS:
            return Piece(window[: match.end()], window[: match.end()])
    if count_words(window) < MOST_WORDS:
        if ended and window:
            return Piece(window, window)
        if len(window) < _MOST_LETTERS:
            return None
        return Piece(window[: _MOST_LETTERS * 3 // 4], window)  # more space than words
    seen = _first_words(window, MOST_WORDS)
    released = _first_words(window[:seen], count_words(window[:seen]) - LEAST_WORDS)
    return Piece(window[:released], window[:seen])


def sentences(text: str) -> list[Piece]:
    """All pieces of a whole text, in order; their `released` joined are the text."""
    pieces = []
    place = 0
    while (piece := cut(text[place : place + _MOST_LETTERS + 1], ended=True)) is not None:
        pieces.append(piece)
        place += len(piece.released)
    return pieces


def _first_words(text: str, words: int) -> int:
    """The length of the longest start of `text` that has at most so many words; never 0.

    The cut falls between words where the script has spaces.
    """
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if count_words(text[:middle]) <= words:
            low = middle
        else:
            high = middle - 1
    if low < len(text):
        space = max(text.rfind(" ", 0, low), text.rfind("\n", 0, low), text.rfind("\t", 0, low))
        if space > 0 and count_words(text[: space + 1]) >= words // 2:
            return space + 1
    return low
