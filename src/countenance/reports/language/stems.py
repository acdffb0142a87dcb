"""A text as tokens: words with what they are compared by, numbers as they are written, and marks.

Two words are alike when they share a key: the stem, or a group of one meaning that both stand in.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from countenance.reports.language.tables import words

__all__ = ["Token", "alike", "keys_of", "plain", "stem", "tokens"]

_TOKEN: Final = re.compile(
    r"\$?\d+(?:[.,:/-]\d+)*(?:st|nd|rd|th)?(?:[A-Za-z]+\d*)*%?"  # 52, $18.50, 19:44, 3B, 30th
    r"|(?:mr|mrs|ms|dr|st|sgt|lt)\.(?= ?[A-Z0-9])|[a-z]\.m\.?(?![a-z])"
    r"|[A-Za-z]+\d+\w*|[A-Za-z]+(?:'[A-Za-z]+)*"  # a.m., K9, don't
    r"|[.,;:?!\"()]",
    re.IGNORECASE,
)
_MARKS: Final = frozenset('.,;:?!"()')
_PARTICLES: Final = frozenset("on up off back".split())
_APART: Final = 5
"""How far its particle may stand from a verb, the verb counted: `put the other jacket on`."""

_VOWELS: Final = frozenset("aeiouy")
_SHORT: Final = re.compile(r"[^aeiouy][aeiou][^aeiouywx]")
_KEPT: Final = frozenset(
    "reply supply apply imply comply rely family early fly belly ally evening morning ceiling "
    "apartment payment department moment document comment treatment hundred king ring "
    "string".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """`text` as it was written; `lower`; `keys` that it is compared by; where it stood."""

    text: str
    lower: str
    keys: frozenset[str]
    at: int

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation."""
        return self.text in _MARKS

    @property
    def is_empty(self) -> bool:
        """Whether it has no matter of its own, as far as it is a word at all."""
        base = words().irregular.get(self.lower, self.lower)
        return (
            self.is_mark
            or self.lower.rstrip(".") in words().empty
            or base in words().empty
            or self.lower[0] in "0123456789$"
        )


def tokens(text: str) -> tuple[Token, ...]:
    """Words, numbers and marks in their order; curly quotes and apostrophes are straight."""
    matches = list(_TOKEN.finditer(plain(text)))
    lowers = [match.group().lower() for match in matches]
    return tuple(
        Token(match.group(), lower, keys_of(lower) | _phrase(lowers, at), match.start())
        for at, (match, lower) in enumerate(zip(matches, lowers, strict=True))
    )


def _phrase(lowers: Sequence[str], at: int) -> frozenset[str]:
    """What a word means with the next one, or with its particle further on: `had his belt on`."""
    table, lower = words(), lowers[at]
    for beside in range(at + 1, min(at + _APART, len(lowers))):
        after = lowers[beside]
        if after in _MARKS:
            break
        if beside > at + 1 and after not in _PARTICLES:
            continue
        verb = table.irregular.get(lower, lower)
        word = table.phrases.get((verb, after)) or table.phrases.get((stem(lower), after))
        if word:
            return keys_of(word)
    return frozenset()


def plain(text: str) -> str:
    """A text with straight quotes and apostrophes; as long as it was."""
    return text.translate(_STRAIGHT)


_STRAIGHT: Final = str.maketrans("“”„«»‘’`´", '"""""\'\'\'\'')


def alike(one: Iterable[Token], keys: frozenset[str]) -> bool:
    """Whether one of the tokens shares a key."""
    return any(token.keys & keys for token in one)


@lru_cache(maxsize=20_000)
def keys_of(lower: str) -> frozenset[str]:
    """What a word is compared by."""
    if lower in _MARKS:
        return frozenset()
    own = stem(lower)
    if lower.startswith("un") and lower in words().whole:
        return keys_of(lower.removeprefix("un"))  # `unhurt` denies that somebody is hurt
    return frozenset({own}) | {f"={number}" for number in _groups().get(own, ())}


@lru_cache(maxsize=20_000)
def stem(lower: str) -> str:
    """A word without its ending."""
    word = words().irregular.get(lower, lower).removesuffix("'s").removesuffix("'")
    word = words().irregular.get(word, word)
    if len(word) > 3 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ingly", "edly", "ing", "ed", "ly", "ment"):
        left = word.removesuffix(ending)
        if left != word and len(left) > 2 and _VOWELS & set(left) and word not in _KEPT:
            word = left
            if ending in ("ing", "ed") and left[-1] == left[-2] and left[-1] not in "lsz":
                word = left[:-1]
            elif ending in ("ing", "ed") and _SHORT.fullmatch(left):
                word = left + "e"  # `noted`, `noting` are of `note`, not of `not`
            break
    word = word.removesuffix("e") if len(word) > 4 else word
    return word[:-1] + "i" if len(word) > 2 and word.endswith("y") else word


@lru_cache(maxsize=1)
def _groups() -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for number, group in enumerate(words().alike):
        for word in group:
            found[stem(word)] = (*found.get(stem(word), ()), number)
    return found
