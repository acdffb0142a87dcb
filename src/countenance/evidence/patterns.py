"""The table of patterns: what gives a camera away, or work for the police.

Rules kept here:
 * Every row has a source. Every row says in which facts it results, in words of the vocabulary.
 * The table has a version and a digest, which stands in the entries that it had a part in.
 * Print is compared folded, because readers of print confuse O and 0, I, L and 1, B and 8.
 * What is made of a match is measured evidence. Which facts that may narrow stands in the
   vocabulary: none of those that are named here, so a match contests, and clears nothing.

The text is handed in; reading it from the package is the work of `countenance.stores`.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar

from countenance.errors import FactError
from countenance.evidence.text_views import fold
from countenance.facts.known import Evidence
from countenance.facts.tables import Table, parse_toml
from countenance.facts.vocabulary import Basis, Vocabulary
from countenance.media.printed import Line

__all__ = ["Pattern", "Patterns", "Place", "SeenIn", "folded_print", "parse_patterns"]


class SeenIn(Enum):
    """Where a pattern is looked for."""

    OVERLAY = "overlay"
    EXIF = "exif"
    XMP = "xmp"
    SOURCE_TYPE = "source_type"
    CREDENTIALS = "credentials"
    SYSTEM = "system"
    TURNS = "turns"
    TOOLS = "tools"


_IN_A_FILE: Final = frozenset(
    {SeenIn.OVERLAY, SeenIn.EXIF, SeenIn.XMP, SeenIn.SOURCE_TYPE, SeenIn.CREDENTIALS}
)
_IN_WORDS: Final = frozenset({SeenIn.SYSTEM, SeenIn.TURNS, SeenIn.TOOLS})


class Place(Enum):
    """Where in a picture an overlay stands."""

    ANYWHERE = "anywhere"
    UPPER_RIGHT = "upper-right"
    UPPER_LEFT = "upper-left"

    def holds(self, line: Line) -> bool:
        """Whether a line stands there: in that half, in the upper quarter."""
        match self:
            case Place.ANYWHERE:
                return True
            case Place.UPPER_RIGHT:
                return line.x > 500 and line.y < 250
            case Place.UPPER_LEFT:
                return line.x < 500 and line.y < 250


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row. `facts` are empty where it only tells of work for the police."""

    id: str
    seen_in: frozenset[SeenIn]
    reads: re.Pattern[str]
    place: Place
    facts: Mapping[str, tuple[str, ...]]
    police_work: bool
    says: str
    source: str

    def is_in(self, words: Iterable[str]) -> bool:
        """Whether one of the words is just what is looked for."""
        return any(self.reads.fullmatch(word) for word in words)

    def is_printed(self, lines: Iterable[Line]) -> bool:
        """Whether a line of print, where such a line would stand, holds what is looked for."""
        here = [line for line in lines if self.place.holds(line)]
        return any(self.reads.search(folded_print(line.text)) for line in here)

    def is_said(self, text: str) -> bool:
        """Whether a text, folded, holds what is looked for."""
        return self.reads.search(text) is not None

    def evidence(self) -> tuple[Evidence, ...]:
        """What a match says about how the picture was taken."""
        return _measured(self.facts, f"capture:{self.id}")


@dataclass(frozen=True, slots=True)
class Patterns:
    """The whole table. `live_seconds`: how near to the call a time has to be."""

    version: str
    digest: str
    capture: tuple[Pattern, ...]
    words: tuple[Pattern, ...]
    live_seconds: int
    live: tuple[Evidence, ...]
    work: Mapping[str, tuple[str, ...]]

    def police_work(self, pattern: Pattern) -> tuple[Evidence, ...]:
        """What it says of a private caller that it sends what the police send."""
        return _measured(self.work, f"police-work:{pattern.id}")


def folded_print(text: str) -> str:
    """Print as it is compared: capitals and digits alone, letters that look alike as one."""
    plain = fold(text).upper()
    return "".join(filter(str.isalnum, plain)).translate(_ALIKE)


_ALIKE: Final = str.maketrans("OILB", "0118")


def _measured(facts: Mapping[str, tuple[str, ...]], source: str) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(fact, values, Basis.MEASURED, source) for fact, values in facts.items()
    )


def parse_patterns(text: str, vocabulary: Vocabulary) -> Patterns:
    """The table that `text` (TOML) holds. Raises `FactError` with the place of what is wrong."""
    table = parse_toml(text, "patterns", FactError)
    version = table.text("version")
    live, work = table.table("live"), table.table("police_work")
    live_seconds, live_facts = live.whole("within_seconds", 0), _facts(live, vocabulary)
    work_facts = _facts(work, vocabulary)
    for each in (live, work):
        each.text("says")
    live.text("source")
    live.done()
    work.done()
    capture = tuple(_pattern(row, vocabulary, _IN_A_FILE) for row in table.tables("capture"))
    words = tuple(_pattern(row, vocabulary, _IN_WORDS) for row in table.tables("words"))
    table.done()
    names = [row.id for row in (*capture, *words)]
    for name in names:
        if names.count(name) > 1:
            table.fail(f"two rows are called `{name}`")
    return Patterns(
        version,
        "sha256:" + hashlib.sha256(text.encode()).hexdigest(),
        capture,
        words,
        live_seconds,
        _measured(live_facts, "capture:time"),
        work_facts,
    )


def _pattern(table: Table, vocabulary: Vocabulary, allowed: frozenset[SeenIn]) -> Pattern:
    name = table.text("id")
    table.at(f"patterns, `{name}`")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", name):
        table.fail("use small letters, digits and `-` for the name")
    seen_in = frozenset(_choice(table, "seen_in", word, SeenIn) for word in table.texts("seen_in"))
    if not seen_in or not seen_in <= allowed:
        table.fail(f"`seen_in` is one of {', '.join(sorted(each.value for each in allowed))}")
    in_words, overlay = allowed is _IN_WORDS, SeenIn.OVERLAY in seen_in
    place = _choice(table, "place", table.text("place", "anywhere"), Place)
    if place is not Place.ANYWHERE and not overlay:
        table.fail("`place` is said of an overlay alone")
    also = table.text("also", "")
    if also not in ("", _POLICE_WORK) or (also and in_words):
        table.fail(f"`also` is `{also}`; it takes `{_POLICE_WORK}`, of what is in a file")
    pattern = Pattern(
        name,
        seen_in,
        _regex(table, overlay=overlay, in_words=in_words),
        place,
        {} if in_words else _facts(table, vocabulary),
        in_words or bool(also),
        table.text("says"),
        table.text("source"),
    )
    table.done()
    return pattern


_POLICE_WORK: Final = "police-work"
_NO_LITERAL: Final = re.compile(r"\\.|\(\?[:=!]|\[[^\]]*\]|\{[^}]*\}")


def _regex(table: Table, *, overlay: bool, in_words: bool) -> re.Pattern[str]:
    written = "|".join(f"(?:{each})" for each in table.texts("reads"))
    try:
        compiled = re.compile(written, re.IGNORECASE if in_words else 0)
    except re.error as cause:
        table.fail(f"`reads` is no regular expression: {cause}")
    letters = [letter for letter in _NO_LITERAL.sub("", written) if letter.isalnum()]
    if overlay and folded_print("".join(letters)) != "".join(letters):
        table.fail("`reads` holds what no folded print holds; write O as 0, I and L as 1, B as 8")
    return compiled


def _facts(table: Table, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """What is said of facts, in words of the vocabulary; at least one."""
    inner = table.table("facts")
    found = {name: inner.texts(name) for name in inner.names()}
    if not found:
        table.fail("`facts` says nothing")
    for name, values in found.items():
        try:
            fact = vocabulary.fact(name)
            mask = fact.mask(values)
        except FactError as cause:
            raise FactError(f"{table.where}: {cause}") from cause
        if not mask or mask == fact.full:
            table.fail(f"`{name}` is given no value that says anything")
        if Basis.MEASURED in fact.established_by:
            table.fail(f"`{name}` may be established by what is measured; a row may only contest")
    return found


_Choice = TypeVar("_Choice", bound=Enum)


def _choice(table: Table, key: str, word: str, choices: type[_Choice]) -> _Choice:
    try:
        return choices(word)
    except ValueError:
        right = ", ".join(f"`{each.value}`" for each in choices)
        table.fail(f"`{key}` is `{word}`; it takes one of {right}")
