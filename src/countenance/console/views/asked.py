"""What the address of a map asks for, and the address of every other state of it.

    /public/map?edition=ms-aoai-coc@2024-05-03&columns=capture_device&actor_kind=court&at=...

Rules kept here:
 * An address says everything: whoever gets it sees the same, whatever was looked at before.
 * A name that is not known is wrong, and the message names the nearest one; nothing is ignored. A
   field that was left empty says nothing.
 * What the scope of an edition says is taken as given unless the address says `scope=any`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from countenance.codes.model import Edition
from countenance.errors import PageError
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube, Vocabulary, nearest
from countenance.stores.library import Library

__all__ = ["Asked", "asked_in", "given_of", "known_of"]

_WORDS = ("edition", "with", "rows", "columns", "by", "scope", "at")


@dataclass(frozen=True, slots=True)
class Asked:
    """`edition`, and another one `beside` it; the facts of `rows`, `columns` and of the tables
    (`by`), empty: those that tell most; what is `given`; whether only the scope is looked at; and
    the situation whose cell is shown (`at`)."""

    edition: str
    beside: str = ""
    rows: str = ""
    columns: str = ""
    by: str = ""
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    in_scope: bool = True
    at: Mapping[str, str] = field(default_factory=dict)

    @property
    def editions(self) -> tuple[str, ...]:
        """Those that are shown; where there are two the other one, which is older, comes first."""
        return (self.beside, self.edition) if self.beside else (self.edition,)

    def query(self, at: Mapping[str, str] | None = None) -> str:
        """This as the query of an address, with another cell."""
        words = [("edition", self.edition), ("with", self.beside), ("rows", self.rows),
                 ("columns", self.columns), ("by", self.by),
                 ("scope", "" if self.in_scope else "any")]  # fmt: skip
        words += [(name, ",".join(values)) for name, values in self.given.items()]
        cell = self.at if at is None else at
        words.append(("at", ",".join(f"{name}={value}" for name, value in cell.items())))
        return "&".join(f"{name}={quote(told, safe='@=,/')}" for name, told in words if told)

    def without_cell(self) -> "Asked":
        """The same, no cell shown."""
        return replace(self, at={})


def asked_in(
    query: Iterable[tuple[str, str]], library: Library, vocabulary: Vocabulary
) -> Asked | None:
    """What a query asks for; None where it names no edition. Raises the errors of ours that say
    what is not known: `PageError`, `CodeError`, `FactError`."""
    words = _words(query, vocabulary)
    if "edition" not in words:
        return None
    for name in ("edition", "with"):
        if name in words:
            library.edition(words[name])
    if words.get("with") == words["edition"]:
        raise PageError(f"`{words['edition']}` is set beside itself; name two editions")
    for name in ("rows", "columns", "by"):
        if words.get(name, "none") != "none":
            vocabulary.fact(words[name])
    if words.get("scope", "any") != "any":
        raise PageError(f"`scope` is `any`, or left out; not `{words['scope']}`")
    given = {
        name: tuple(value for value in told.split(",") if value)
        for name, told in words.items()
        if name not in _WORDS
    }
    vocabulary.cube(given)
    return Asked(
        words["edition"],
        words.get("with", ""),
        words.get("rows", ""),
        words.get("columns", ""),
        words.get("by", ""),
        given,
        "scope" not in words,
        _cell(words.get("at", ""), vocabulary),
    )


def given_of(
    asked: Asked, editions: Iterable[Edition], vocabulary: Vocabulary
) -> tuple[Cube, Cube]:
    """What is taken as given: by the scope of the editions, and by the address."""
    stated = vocabulary.cube(asked.given)
    if not asked.in_scope:
        return Cube(()), stated
    scope: dict[int, int] | None = None
    for edition in editions:
        if len(edition.scope) != 1:
            return Cube(()), stated
        own = dict(edition.scope[0].masks)
        both = own.keys() if scope is None else own.keys() & scope.keys()
        scope = {i: own[i] | (scope or own)[i] for i in both}
    named = {i for i, _ in stated.masks} | {vocabulary.index(name) for name in asked.given}
    return Cube(tuple(sorted((i, m) for i, m in (scope or {}).items() if i not in named))), stated


def known_of(cubes: Iterable[Cube], vocabulary: Vocabulary) -> Facts:
    """What is known when all of these are given."""
    known = Facts.open(vocabulary)
    for cube in cubes:
        known = known.narrowed(cube)
    return known


def _words(query: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> dict[str, str]:
    names = {*_WORDS, *(fact.name for fact in vocabulary.facts)}
    words: dict[str, str] = {}
    for name, told in query:
        if name not in names:
            near = nearest(name, names)
            hint = f"; did you mean `{near}`?" if near else ""
            raise PageError(f"a map knows nothing called `{name}`{hint}")
        if not told:
            continue
        if name in words:
            raise PageError(f"`{name}` is given twice; write several values with commas")
        words[name] = told
    return words


def _cell(told: str, vocabulary: Vocabulary) -> dict[str, str]:
    found = {}
    for each in told.split(",") if told else ():
        name, equals, value = each.partition("=")
        if not equals:
            raise PageError(f"`at` is `fact=value,fact=value`; not `{told[:80]}`")
        vocabulary.fact(name).mask((value,))
        found[name] = value
    return found
