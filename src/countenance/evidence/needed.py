r"""Patterns that are tried only where the words stand that they cannot match without.

    "president" in the text?  no ─> nothing of it is tried
                              yes ─> `\b(?:the|our) (?:[\w-]+ ){0,4}president\b` is

Rules kept here:
 * What a pattern needs is read from the pattern itself, never written beside it: groups of words,
   and in every match stands one word of each group. What is not understood needs nothing.
 * Letters are compared as `re.IGNORECASE` takes them for the same, or more loosely.
 * What is found is what the patterns joined by `|` find: the same matches in the same order.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["AnyOf", "Folded", "folded", "needs"]

_MOST = 64
"""The most texts that a piece of a pattern is followed through; beyond, one of them is needed."""
_MOST_JOINED = 12
"""The most texts that come of joining two pieces: a few long words are no rarer than short ones."""

_GRAM = 3
"""Of each word only those three letters are looked for at first that stand in few texts: to look
for hundreds of words one by one takes longer."""
_OFTEN = "zqjxkvbpgwyfmculdhrsnioate "
"""Letters, the most frequent ones last."""

_Words = frozenset[str]
_NOTHING: Final[_Words] = frozenset({""})


def folded(text: str) -> str:
    """The text in letters that are equal wherever `re.IGNORECASE` takes them for the same."""
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").replace("ı", "i").casefold()


class Folded:
    """A text that several are looked for in: folded, with all its pieces of three letters."""

    __slots__ = ("grams", "text")

    def __init__(self, text: str) -> None:
        self.text = folded(text)
        self.grams = _grams(self.text)


class AnyOf:
    """Patterns of which any may match, whatever the case of letters unless told. None of them
    matches the empty text."""

    def __init__(self, *patterns: str, flags: re.RegexFlag = re.IGNORECASE) -> None:
        self.patterns: Final = patterns
        self._patterns = tuple(re.compile(pattern, flags) for pattern in patterns)
        groups = [needs(pattern) or (_NOTHING,) for pattern in patterns]
        self._besides = [besides for _, *besides in groups]
        by_word: dict[str, list[int]] = {}
        for number, (rarest, *_) in enumerate(groups):
            for word in sorted(rarest):
                by_word.setdefault(word, []).append(number)
        self._numbers = by_word
        self._short = [word for word in by_word if len(word) < _GRAM]
        self._words: defaultdict[str, list[str]] = defaultdict(list)
        for word in by_word:
            if len(word) >= _GRAM:
                self._words[min(_grams(word), key=_commonness)].append(word)
        self._grams = frozenset(self._words)

    def found(self, text: str) -> bool:
        """Whether one of them matches."""
        low = folded(text)
        there = [word for word in self._numbers if word in low]
        return any(self._patterns[each].search(text) for each in self._possible(low, there))

    def matches(self, text: str, low: Folded) -> Iterator[re.Match[str]]:
        """What `re.finditer` gives for all of them in one, joined by `|`."""
        there = [word for word in self._short if word in low.text]
        for gram in self._grams & low.grams:
            there += [word for word in self._words[gram] if word in low.text]
        possible = [self._patterns[each] for each in self._possible(low.text, there)]
        at = 0
        while possible:
            # Of those that begin at one place the first of the list counts, as among `|`.
            here = [match for each in possible if (match := each.search(text, at))]
            if not here:
                return
            first = min(here, key=re.Match.start)
            yield first
            at = max(first.end(), first.start() + 1)

    def _possible(self, low: str, there: Sequence[str]) -> list[int]:
        """Which of them have their words in the text, in their order; `there`: the rarest words
        that are in it."""
        return [
            number
            for number in sorted({number for word in there for number in self._numbers[word]})
            if all(any(word in low for word in words) for words in self._besides[number])
        ]


def _grams(low: str) -> set[str]:
    return {low[at : at + _GRAM] for at in range(len(low) - _GRAM + 1)}


def _commonness(gram: str) -> tuple[int, str]:
    """How likely three letters stand in any text; the rarest of a word tell most about it."""
    return sum(_OFTEN.find(letter) + 1 for letter in gram), gram


def needs(pattern: str) -> tuple[_Words, ...]:
    """Groups of folded words: each match has a word of each group in it. The rarest is first."""
    try:
        part = _Reader(pattern).whole()
    except _NotUnderstoodError:
        return ()
    groups = part.needs if part.texts is None else (part.texts,)
    useful = {_shortest(group) for group in groups if "" not in group}
    return tuple(sorted(useful, key=_rarity, reverse=True))


def _shortest(group: _Words) -> _Words:
    """Without words that hold another one of the group: they are found with it."""
    return frozenset(
        word for word in group if not any(o != word and o in word for o in group)
    )


def _rarity(group: _Words) -> tuple[float, int, list[str]]:
    """Long words are rare ones."""
    return sum(map(len, group)) / len(group), -len(group), sorted(group)


class _NotUnderstoodError(Exception):
    """The pattern has something that is not read here."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a pattern: all the texts it can match, where they are few; else their needs."""

    texts: _Words | None
    needs: tuple[_Words, ...] = ()

    def best(self) -> _Words:
        """One group of words, of which each match has one; only "" where none is known."""
        groups = self.needs if self.texts is None else (self.texts,)
        return max((g for g in groups if "" not in g), key=_rarity, default=_NOTHING)


_ANYTHING: Final = _Part(None)
_EMPTY: Final = _Part(_NOTHING)


class _Reader:
    """Reads one pattern, in the part of the syntax that is used here."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def whole(self) -> _Part:
        part = self._choice()
        if self._at < len(self._pattern):
            raise _NotUnderstoodError
        return part

    def _choice(self) -> _Part:
        parts = [self._row()]
        while self._take("|"):
            parts.append(self._row())
        if len(parts) == 1:
            return parts[0]
        texts: set[str] = set()
        for part in parts:
            if part.texts is None or len(texts | part.texts) > _MOST:
                return _Part(None, (frozenset().union(*(each.best() for each in parts)),))
            texts |= part.texts
        return _Part(frozenset(texts))

    def _row(self) -> _Part:
        """Pieces one after the other: texts that follow each other directly are one."""
        run: _Words = _NOTHING
        groups: list[_Words] = []
        cut = False
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            part = self._repeated(self._piece())
            if part.texts is not None and (
                1 in (len(run), len(part.texts)) or len(run) * len(part.texts) <= _MOST_JOINED
            ):
                run = frozenset(before + after for before in run for after in part.texts)
                continue
            cut = True
            groups += [run, *part.needs]
            run = _NOTHING if part.texts is None else part.texts
        return _Part(None, (*groups, run)) if cut else _Part(run)

    def _repeated(self, part: _Part) -> _Part:
        if self._take("?"):
            part = _ANYTHING if part.texts is None else _Part(part.texts | _NOTHING)
        elif self._take("*"):
            part = _ANYTHING
        elif self._take("+"):
            part = _Part(None, (part.best(),))
        elif self._take("{"):
            least = self._until("}").partition(",")[0]
            if not least.isdecimal():
                raise _NotUnderstoodError
            part = _Part(None, (part.best(),)) if int(least) else _ANYTHING
        else:
            return part
        self._take("?")  # as few as possible
        if self._at < len(self._pattern) and self._pattern[self._at] in "*+?{":
            raise _NotUnderstoodError
        return part

    def _piece(self) -> _Part:
        sign = self._next()
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._class()
        if sign == "\\":
            return self._escape(self._next())
        if sign in "^$":
            return _EMPTY
        if sign == ".":
            return _ANYTHING
        if sign in "*+?{})":
            raise _NotUnderstoodError
        return _Part(frozenset({folded(sign)}))

    def _group(self) -> _Part:
        if not self._take("?"):
            raise _NotUnderstoodError
        looks = next((each for each in ("=", "!", "<=", "<!") if self._take(each)), None)
        if looks is None and not self._take(":"):
            raise _NotUnderstoodError
        part = self._choice()
        if not self._take(")"):
            raise _NotUnderstoodError
        # What is looked at ahead or behind is no part of the match.
        return part if looks is None else _EMPTY

    def _class(self) -> _Part:
        if self._take("^"):
            self._take("]")
            while (sign := self._next()) != "]":
                if sign == "\\":
                    self._next()
            return _ANYTHING
        signs: set[str] = set()
        known = True
        while (sign := self._next()) != "]" or not signs:
            if sign == "\\":
                sign = self._next()
                known = known and not sign.isalnum()
            elif sign == "-" and signs and self._pattern[self._at : self._at + 1] != "]":
                known = False  # a range
            signs.add(folded(sign))
        return _Part(frozenset(signs)) if known else _ANYTHING

    def _escape(self, sign: str) -> _Part:
        if sign in "bBAZ":
            return _EMPTY
        if sign in "wWdDsS":
            return _ANYTHING
        if sign.isalnum():
            raise _NotUnderstoodError
        return _Part(frozenset({folded(sign)}))

    def _take(self, sign: str) -> bool:
        if self._pattern.startswith(sign, self._at):
            self._at += len(sign)
            return True
        return False

    def _next(self) -> str:
        if self._at >= len(self._pattern):
            raise _NotUnderstoodError
        self._at += 1
        return self._pattern[self._at - 1]

    def _until(self, sign: str) -> str:
        end = self._pattern.find(sign, self._at)
        if end < 0:
            raise _NotUnderstoodError
        self._at, start = end + 1, self._at
        return self._pattern[start:end]
