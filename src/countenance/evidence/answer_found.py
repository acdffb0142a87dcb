"""Names that a search by face gave back: they may not leave in an answer, however they are written.

Rules kept here:
 * Two capitalised words in a row, and the whole value of a field that holds a name, are names in
   any case; a single capitalised word is one where the answer has a capital as well.
 * A name that was given in another way is the caller's own, and is none of these.

Which texts are results of such a search is told by `countenance.evidence.given`.
"""

import json
import re
from collections.abc import Callable, Iterable, Set
from typing import Final

__all__ = ["FoundNames", "spaced", "stands"]

_MOST = 2_000
"""Names kept of one call."""
_DEEP: Final = 20
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_RUN: Final = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*(?: [^\W\d_]+(?:['’.-][^\W\d_]+)*)+")
_NAMED: Final = re.compile(
    r"name|person|identity|subject|label|alias|who|nombre|nom\b|naam|navn|namn|имя|名|이름|اسم|नाम",
    re.IGNORECASE,
)
#: Words of reports about a search, which are capitalised in headings.
_REPORTED: Final = frozenset(
    re.findall(
        r"\w+",
        """
    match matches matched best top candidate candidates confidence score scores similarity distance
    result results record records found hit hits name names identity id face faces person people
    subject gallery probe database entry entries image photo picture possible likely strong weak
    high low medium no none unknown error status true false query search date birth age dob gender
    male female address source
    """,
    )
)


class FoundNames:
    """The names in what searches by face gave back."""

    def __init__(
        self, found: Iterable[str], known: Set[str], is_ordinary: Callable[[str], bool]
    ) -> None:
        """`known` are the words that were given otherwise, in lower case."""
        self._known = known
        self._is_ordinary = is_ordinary
        self._whole: set[str] = set()
        self._single: set[str] = set()
        for text in found:
            self._read(text)

    def begins_in(self, text: str, begins: int) -> bool:
        """Whether one of the names stands in `text` and ends after `begins`."""
        if not (self._whole or self._single):
            return False
        for word in _WORD.finditer(text):
            is_named = word.end() > begins and word.group()[0].isupper()
            if is_named and any(each in self._single for each in _pieces(word.group())):
                return True
        plain = spaced(text)
        seen = len(spaced(text[:begins]))
        return any(stands(name, plain, seen) for name in self._whole)

    def _read(self, text: str) -> None:
        try:
            tree = json.loads(text)
        except (ValueError, RecursionError):
            self._prose(text)
            return
        self._tree(tree, "", 0)

    def _tree(self, node: object, under: str, depth: int) -> None:
        if depth > _DEEP:
            return
        match node:
            case dict():
                for key, value in node.items():
                    self._tree(value, str(key), depth + 1)
            case list():
                for value in node:
                    self._tree(value, under, depth + 1)
            case str():
                if _NAMED.search(under):
                    self._name(node)
                self._prose(node)
            case _:
                return

    def _prose(self, text: str) -> None:
        for line in text.splitlines():
            run: list[str] = []
            end = 0
            for word in _WORD.finditer(line):
                if run and line[end : word.start()].strip():
                    self._run(run)
                    run = []
                end = word.end()
                if word.group()[0].isupper() and not self._is_common(word.group()):
                    run.append(word.group())
                elif run:
                    self._run(run)
                    run = []
            self._run(run)

    def _run(self, run: list[str]) -> None:
        self._single.update(piece for word in run for piece in _pieces(word))
        if len(run) > 1:
            self._keep(" ".join(run))

    def _name(self, value: str) -> None:
        words = [word for word in _WORD.findall(value) if not self._is_common(word)]
        if not words or len(value) > 200:
            return
        self._single.update(piece for word in words for piece in _pieces(word))
        if len(words) > 1 or not value.isascii():
            self._keep(" ".join(words))

    def _keep(self, name: str) -> None:
        plain = spaced(name)
        if len(plain) > 1 and len(self._whole) < _MOST:
            self._whole.add(plain)

    def _is_common(self, word: str) -> bool:
        low = word.casefold()
        return low in _REPORTED or low in self._known or self._is_ordinary(word)


def _pieces(word: str) -> Iterable[str]:
    """The word without what is its owner's, and the parts of a double name."""
    low = re.sub(r"['’]s$", "", word.casefold())
    yield low
    if "-" in low:
        yield from (piece for piece in low.split("-") if len(piece) > 2)


def spaced(text: str) -> str:
    """Words in lower case with one space between them."""
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def stands(name: str, text: str, after: int) -> bool:
    """Whether a name stands in a text, both spaced, and ends after a place in it."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        # Scripts without spaces have no ends of words to look for.
        whole = not name.isascii() or (
            (at == 0 or text[at - 1] == " ") and (end == len(text) or text[end] == " ")
        )
        if whole and end > after:
            return True
        at = text.find(name, at + 1)
    return False
