"""Texts that a model goes on with, or turns into numbers: one, many, or as tokens.

Rules kept here:
 * Tokens are numbers that nobody here can read. They are taken where no model says anything about
   them (embeddings), and refused where one goes on with what they spell.
 * Each text is a part of its own, and so is each list of tokens, with its numbers.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from countenance.dialects.call import PartKind
from countenance.dialects.containers import ListOf
from countenance.dialects.shapes import Found, Words, wrong_shape
from countenance.errors import UnreadableCallError, UnsupportedCallError

__all__ = ["MOST_TEXTS", "Texts", "TokensAre"]

MOST_TEXTS = 2048
_LARGEST_TOKEN = 2**31 - 1


class TokensAre(Enum):
    """Whether a text may come as the numbers of its tokens."""

    TAKEN = "taken"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Texts:
    """One text or up to `MOST_TEXTS`; perhaps as tokens."""

    tokens: TokensAre

    def read(self, value: Any, where: str, found: Found) -> Any:
        """The texts as they were."""
        if type(value) is str:
            return Words().read(value, where, found)
        if type(value) is not list or not value:
            raise wrong_shape(where, value, self.says())
        first = value[0]
        if type(first) is int:
            return self._tokens(value, where, found)
        if len(value) > MOST_TEXTS:
            raise UnreadableCallError(
                f"`{where}`: found {len(value)} texts, at most {MOST_TEXTS} are right", param=where
            )
        if type(first) is list:
            return [self._tokens(each, f"{where}[{i}]", found) for i, each in enumerate(value)]
        return ListOf(Words(), 1, MOST_TEXTS).read(value, where, found)

    def says(self) -> str:
        """In words."""
        texts = f"a text, or a list of 1 to {MOST_TEXTS} texts"
        return f"{texts}, or their tokens" if self.tokens is TokensAre.TAKEN else texts

    def _tokens(self, value: Any, where: str, found: Found) -> list[int]:
        if self.tokens is TokensAre.REFUSED:
            raise UnsupportedCallError(
                f"`{where}`: tokens cannot be read here; send the text itself", param=where
            )
        if type(value) is not list or not value:
            raise wrong_shape(where, value, "a list of tokens")
        for each in value:
            if type(each) is not int or not 0 <= each <= _LARGEST_TOKEN:
                raise wrong_shape(where, each, "the number of a token")
        found.put(where, PartKind.TEXT, " ".join(map(str, value)))
        return value
