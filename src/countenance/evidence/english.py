"""Whether a call is asked in plain English, as far as a reader knows that knows nothing else.

Rules kept here:
 * Every letter is a letter of English, and of the words at least `KNOWN` in ten are words that
   stood in English requests. A text without words is no English.
 * What came encoded is not plain.

Who asks is `countenance.evidence.act`, where no embedder runs.
"""

import re
from collections.abc import Container
from typing import Final

__all__ = ["KNOWN", "is_english"]

KNOWN: Final = 7
_WORD: Final = re.compile(r"[^\W\d_]+")


def is_english(text: str, words: Container[str]) -> bool:
    """Whether `text`, folded, is English; `words` are the known ones, in lower case."""
    said = [word.casefold() for word in _WORD.findall(text)]
    if not said or not all(word.isascii() for word in said):
        return False
    # A letter alone is a word of no language in particular.
    telling = [word for word in said if len(word) > 1] or said
    return 10 * sum(word in words for word in telling) >= KNOWN * len(telling)
