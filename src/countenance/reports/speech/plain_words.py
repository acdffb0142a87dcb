"""Text as plain words, so that what was said and what was heard can be compared.

Rules kept here:
 * Case, marks and hyphens count for nothing. `Mr` and `mister`, `okay` and `ok` are the same.
 * Numbers become their digits, one by one: `fifty two`, `52` and `5 2` are the same, and a number
   of which a part is missing is as wrong as the part is long.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from countenance.reports.language.numbers import groups

__all__ = ["PlainWord", "plain_words"]

_SAME: Final = {"mister": ("mr",), "alright": ("all", "right"), "okay": ("ok",)}
_MORE: Final = frozenset({"hundred", "thousand", "million"})
_MONEY: Final = re.compile(r"\$(\d+)(?:\.(\d\d))?")
_IN_NUMBER: Final = re.compile(r"(?<=\d)[.,:](?=\d)")
_NTH: Final = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
_PIECE: Final = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class PlainWord:
    """A word, or a digit, and which of the words that were given it comes from."""

    text: str
    first: int
    last: int


def plain_words(given: Sequence[str]) -> tuple[PlainWord, ...]:
    """The plain words of words in a row."""
    return tuple(_words([piece for at, word in enumerate(given) for piece in _pieces(word, at)]))


def _pieces(word: str, at: int) -> Iterator[PlainWord]:
    lower = word.lower().replace("’", "'")
    lower = _MONEY.sub(_spoken_money, lower)
    lower = _NTH.sub("", _IN_NUMBER.sub("", lower))
    for piece in _PIECE.findall(lower):
        yield from (PlainWord(same, at, at) for same in _SAME.get(piece, (piece,)))


def _spoken_money(found: re.Match[str]) -> str:
    cents = f" and {found[2]} cents" if found[2] else ""
    return f"{found[1]} dollars{cents}"


def _words(pieces: Sequence[PlainWord]) -> Iterator[PlainWord]:
    at = 0
    while at < len(pieces):
        end = at
        while end < len(pieces) and _is_number(pieces[end].text, end > at):
            end += 1
        if end == at:
            yield pieces[at]
            at += 1
            continue
        run = pieces[at:end]
        for digit in _digits([piece.text for piece in run]):
            yield PlainWord(digit, run[0].first, run[-1].last)
        at = end


def _is_number(text: str, inside: bool) -> bool:
    return text.isdigit() or bool(groups([text])) or (inside and text in _MORE)


def _digits(run: Sequence[str]) -> str:
    """The digits of a run; those that stand as digits keep the noughts that they begin with."""
    found, spoken = "", list[str]()
    for text in (*run, "0"):
        if text.isdigit():
            found += "".join(str(each) for each in groups(spoken)) + text
            spoken = []
        else:
            spoken.append(text)
    return found[:-1]
