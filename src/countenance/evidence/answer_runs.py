"""The words of an answer as they are looked at: made plain, capitalised ones in a row.

Rules kept here:
 * Letters are made plain first: look-alike and invisible letters, and escapes.
 * A run is of capitalised words, parted by nothing but spaces and particles of names. An ordinary
   word of a description says nobody's name, however it is written.
"""

import html
import re
import unicodedata
from collections.abc import Iterable

from countenance.evidence import answer_words as words

__all__ = ["WORD", "is_ordinary", "opens", "plain", "runs", "words_of"]

WORD = re.compile(r"[^\W\d_]+(?:['’.&-][^\W\d_]+)*")
_PARTICLES = "|".join(sorted(words.PARTICLES))
_LINK = re.compile(rf"[ \t]+(?:(?:{_PARTICLES})[ \t]+)*")
_ELIDED = re.compile(r"(?:[ldcsnmtj]|qu)['’](?=\w)", re.IGNORECASE)  # as in "L'homme"
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_START = re.compile(r"(?:^|[.!?…。!?][\"'”’)\]*_]*\s|[\n\r]|[:;–—]\s)[\s\"'“‘«„(\[*_#>\-•\d.)]*$")


def plain(text: str) -> str:
    """The text with look-alike letters, escapes and invisible signs undone."""
    if text.isascii() and "\\u" not in text and "&" not in text:
        return text
    if "\\u" in text:
        text = _ESCAPE.sub(lambda match: _letter(int(match.group(1), 16)), text)
    if "&" in text:
        text = html.unescape(text)
    text = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def _letter(code: int) -> str:
    return "" if 0xD800 <= code <= 0xDFFF else chr(code)


def runs(text: str) -> Iterable[list[re.Match[str]]]:
    """Capitalised words in a row, parted by nothing but spaces and particles of names."""
    run: list[re.Match[str]] = []
    for word in WORD.finditer(text):
        said = word.group()
        elided = None if said.isalpha() else _ELIDED.match(said)
        if not said[elided.end() if elided else 0].istitle():  # a capital, or one like ǅ
            continue
        if run and not _LINK.fullmatch(text, run[-1].end(), word.start()):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def is_ordinary(word: str) -> bool:
    low = word.casefold().replace("’", "'")
    if low in words.ORDINARY or low.removesuffix("'s") in words.ORDINARY:
        return True
    pieces = re.split(r"['.&-]", low)
    return len(pieces) > 1 and all(len(piece) < 2 or piece in words.ORDINARY for piece in pieces)


def words_of(text: str) -> set[str]:
    """The words of a text in lower case, and the pieces of those that are joined."""
    whole = {word.group().casefold() for word in WORD.finditer(text)}
    return whole | {piece for word in whole for piece in re.split(r"['’.&-]", word)}


def opens(ahead: str) -> bool:
    """Whether what follows `ahead` opens a sentence, a line, or a value after a colon."""
    return not ahead.strip() or _START.search(ahead) is not None
