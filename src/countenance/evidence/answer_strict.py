"""Names that were given, where a face went to the AI service visible: there they name as well.

    "... Joe Biden or Barack Obama?"                 joe biden, barack obama
    {"person": {"enum": ["joe-biden", ...]}}         joe biden
    {"who": {"enum": ["p1", ...], "description":     p1, p2
        "p1 = Barack Obama, p2 = Joe Biden"}}

Rules kept here:
 * A name is two capitalised words in a row, none of which is an ordinary one. A single one, inside
   a sentence and nowhere in lower case, is one where the request speaks of who somebody is.
 * The values of a choice stand for names where its description has them, or where it asks who
   somebody is and a value is no kind of person.
 * A sign that is explained by a name (p1 = ...) is withheld as the name is.
 * Kinds of persons and what they wear are no names, however they are written.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from countenance.evidence import answer_words as words
from countenance.evidence.answer_found import spaced, stands
from countenance.evidence.answer_runs import is_ordinary, runs, words_of

__all__ = ["GivenNames", "is_kind"]

_MOST: Final = 2_000
"""Names kept of one call."""
_MOST_SIGNS: Final = 200
_AHEAD: Final = 80
"""Letters around a word that are looked at: a request may be long."""
_DEEP: Final = 40
_LONG: Final = 4
"""Letters of a single name that is looked for in lower case as well."""
_CODE: Final = re.compile(r"[A-Za-z]{1,2}|[A-Za-z]{0,12}[-_]?\d{1,4}")
_MIXED: Final = re.compile(r"[A-Za-z].*\d|[A-Za-z]{2}")
_WHO: Final = re.compile(
    r"\b(?:who|whom|whose|names?|named|identity|identif\w+|recogni[sz]e\w*|wer|namen?|heißt|qui|nom|quién|quien|"
    r"nombre|chi|nome|quem|wie|naam|hvem|vem|navn|namn|kto|imię|nazwisko|kim|adı?|кто|имя|зовут)\b"
    r"|谁|誰|名|누구|이름|من هو|اسم|कौन|नाम",
    re.IGNORECASE,
)
_ASKS_WHO: Final = re.compile(
    r"(?:^|_)(?:who|whom|names?|persons?|people|identity|identities|celebrity|individual|subject|"
    r"candidate|match)(?:$|_)"
)
_NOT_WHO: Final = re.compile(
    r"_(?:type|kind|count|number|age|role|gender|color|colour|size|position)s?$"
)
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LOWER: Final = re.compile(r"\b[^\W\d_A-Z][^\W\d_]*")
_PIECE: Final = re.compile(r"[^\W\d_]+")
#: Codes that something is explained by: `p1 = ...`, `2: ...`, `B) ...`.
_SIGN: Final = re.compile(
    r"(?<![\w.])([A-Za-z]{1,2}|[A-Za-z]{0,12}[-_]?\d{1,4})\s*"
    r"(?:=+>?|[:).]|->|→|–|—|(?:is|means|for)\b)\s*[\"'“]?(?=[^\W\d_a-z])"
)
_INSIDE: Final = re.compile(r"[^\s.!?\"'“(\[]\s*[\"'“(\[]*$")


class GivenNames:
    """The names in what was given, and what stands for them."""

    def __init__(self, texts: Iterable[str], forms: Iterable[str] = ()) -> None:
        """`forms`: the form of the answer and the tools that are offered, as JSON."""
        self._whole: set[str] = set()
        self._single: set[str] = set()
        self._signs: dict[str, re.Pattern[str]] = {}
        said = list(texts)
        read = [json.loads(form) for form in forms if form]
        said += [text for form in read for text in _strings(form)]
        self._asks_who = any(_WHO.search(text) for text in said)
        self._lower = {word for text in said for word in _LOWER.findall(text)}
        for text in said:
            self._read(text)
        for form in read:
            for key, node in _choices(form):
                self._choice(key, node)

    def is_one(self, run: Sequence[str]) -> bool:
        """Whether these words in a row are one of the names, or a part of one."""
        named = [word for word in run if not is_kind(word)]
        if len(named) > 1:
            return True
        return any(piece in self._single for word in named for piece in words_of(word))

    def stands_in(self, text: str, begins: int) -> bool:
        """Whether one stands in `text`, in any case, and ends after `begins`."""
        plain = spaced(text)
        seen = len(spaced(text[:begins]))
        if any(stands(name, plain, seen) for name in self._whole):
            return True
        return any(
            match.end() > begins for sign in self._signs.values() for match in sign.finditer(text)
        )

    def _read(self, text: str) -> None:
        for run in runs(text):
            named = [word.group() for word in run if not is_kind(word.group())]
            if len(named) > 1:
                self._keep(" ".join(named))
                if self._asks_who:
                    self._single.update(word.casefold() for word in named)
                    self._keep_alone(named[-1])
            elif named and self._asks_who and _INSIDE.search(_before(text, run[0].start())):
                self._single.add(named[0].casefold())
                self._keep_alone(named[0])
        for sign in _SIGN.finditer(text):
            if self._names_at(text[sign.end() : sign.end() + _AHEAD]):
                self._sign(sign.group(1))

    def _names_at(self, text: str) -> bool:
        """Whether a text begins with a name."""
        run = next(iter(runs(text)), None)
        if run is None or run[0].start() > 0:
            return False
        named = [word.group() for word in run if not is_kind(word.group())]
        return len(named) > 1 or (self._asks_who and bool(named))

    def _choice(self, key: str, node: dict[str, object]) -> None:
        found = [node.get("enum"), [node.get("const")]]
        values = [str(value) for each in found if isinstance(each, list) for value in each]
        values = [value for value in values if value not in ("None", "True", "False", "")]
        says = " ".join(str(node.get(name, "")) for name in ("title", "description"))
        explained = any(
            sum(not is_kind(word.group()) for word in run) > 1 for run in runs(says)
        )
        plain_key = _HUMP.sub("_", key).casefold()
        asks = bool(_ASKS_WHO.search(plain_key)) and not _NOT_WHO.search(plain_key)
        for value in values:
            strange = [word for word in _PIECE.findall(value) if not is_kind(word)]
            if explained and _CODE.fullmatch(value):
                self._sign(value)
            elif strange and (explained or asks):
                self._keep(value)

    def _sign(self, sign: str) -> None:
        if len(self._signs) < _MOST_SIGNS:
            # A number, or a letter, counts something or is a word where a word follows.
            counts = "" if _MIXED.search(sign) else r"|\s+[^\W\d_A-Z]"
            self._signs[sign] = re.compile(rf"(?<![\w.]){re.escape(sign)}(?!\w|%|\.\d{counts})")

    def _keep_alone(self, name: str) -> None:
        low = name.casefold()
        if low in self._lower:
            self._single.discard(low)
        elif len(low) >= _LONG:
            self._keep(low)

    def _keep(self, name: str) -> None:
        plain = spaced(name)
        if plain and len(self._whole) < _MOST:
            self._whole.add(plain)


def _before(text: str, place: int) -> str:
    return text[max(0, place - _AHEAD) : place]


def is_kind(word: str) -> bool:
    """Whether a word is an ordinary one, or says what kind of person somebody is."""
    low = word.casefold()
    return low in words.KINDS or low.removesuffix("s") in words.KINDS or is_ordinary(word)


def _choices(
    node: object, key: str = "", depth: int = 0
) -> Iterator[tuple[str, dict[str, object]]]:
    """Every schema of a property that leaves a choice, with the name of the property."""
    if depth > _DEEP:
        return
    if isinstance(node, dict):
        if isinstance(node.get("enum"), list) or "const" in node:
            yield key, node
        for name, value in node.items():
            inner = key if name in _AROUND else str(name)
            yield from _choices(value, inner, depth + 1)
    elif isinstance(node, list):
        for value in node:
            yield from _choices(value, key, depth + 1)


_AROUND: Final = frozenset(
    {"properties", "items", "anyOf", "oneOf", "allOf", "prefixItems", "schema", "json_schema"}
    | {"function", "parameters"}
)


def _strings(node: object, depth: int = 0) -> Iterator[str]:
    if depth > _DEEP:
        return
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _strings(value, depth + 1)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value, depth + 1)
