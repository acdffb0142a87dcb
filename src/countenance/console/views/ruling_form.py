"""What the form of a ruling asks about one clause: its readings, words to choose from, and facts.

Rules kept here:
 * The facts that the clause, its readings and its terms speak of come first, then those of the
   other clauses of its text; the rest is there too.
 * A value is asked for in words. Where a fact has hundreds, such as countries, it is typed, by its
   name or its code; a name that several places have is asked for once more.
 * The words that are offered stand in the clause, in its readings or in its terms.

What was typed is read in `countenance.console.views.ruling_typed`.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from countenance.callers.check import is_slug
from countenance.codes.model import Clause, Edition
from countenance.console.views.clauses import ClauseTold, clause_told
from countenance.decisions.plain import named, plain
from countenance.errors import FactError, UnknownValueError
from countenance.facts.vocabulary import WHOLE_DOMAIN, Fact, Vocabulary, nearest
from countenance.review.ruling_checks import citable

__all__ = [
    "FactAsked",
    "FormTold",
    "form_told",
    "free_name",
    "is_open",
    "nearest_words",
    "own_reading",
    "phrases_of",
    "value_of",
]  # fmt: skip

_MOST_CHOSEN = 40
"""Values that a list to choose from may have."""
_FEW = 3
"""Members of a group that are named."""
_SHORT, _MOST_PHRASES = 60, 6
_YES = {"true": "yes (true)", "false": "no (false)"}
_PIECES = re.compile(r"[.:;?!]\s+|\s[–—]\s")


@dataclass(frozen=True, slots=True)
class FactAsked:
    """One fact. `single` and `several`: its values, and names for several of them, with their
    words. `is_typed`: there are too many to choose from."""

    name: str
    ask: str
    single: tuple[tuple[str, str], ...]
    several: tuple[tuple[str, str], ...]
    is_typed: bool

    @property
    def field(self) -> str:
        """The name of its field."""
        return f"where-{self.name}"


@dataclass(frozen=True, slots=True)
class FormTold:
    """What the form of one clause asks. `first`, `of_text`, `others`: all facts, each once."""

    clause: ClauseTold
    phrases: tuple[str, ...]
    first: tuple[FactAsked, ...]
    of_text: tuple[FactAsked, ...]
    others: tuple[FactAsked, ...]


def form_told(edition: Edition, clause: Clause, vocabulary: Vocabulary) -> FormTold:
    """What the form asks about this clause."""
    first = _spoken_of((clause,), edition, vocabulary)
    of_text = _spoken_of(edition.clauses, edition, vocabulary) - first
    asked = [(fact.name, _asked(fact)) for fact in vocabulary.facts]
    return FormTold(
        clause_told(edition, clause, vocabulary),
        phrases_of(clause),
        tuple(each for name, each in asked if name in first),
        tuple(each for name, each in asked if name in of_text),
        tuple(each for name, each in asked if name not in first | of_text),
    )


def is_open(edition: Edition, clause: Clause) -> bool:
    """Whether something about a clause is not settled: its readings, its text, or a word of it."""
    terms = [edition.terms[name] for name in clause.terms]
    return bool(clause.readings) or clause.weak or any(
        each.contested or each.by_interpretation for each in terms
    )  # fmt: skip


def phrases_of(clause: Clause) -> tuple[str, ...]:
    """Short words of the clause that a ruling may say it reads."""
    found = [name.replace("-", " ") for name in clause.terms]
    for text in (clause.question, *(each.says for each in clause.readings), clause.says):
        pieces = _PIECES.split(" ".join(text.split()))
        found += [each.strip(" .:;?!,") for each in pieces if len(each) <= _SHORT]
    return tuple(dict.fromkeys(each for each in found if each))[:_MOST_PHRASES]


def nearest_words(edition: Edition, clause: Clause, cites: str) -> str | None:
    """Words of the clause that look like those that were typed, if any do."""
    length = len(cites.split())
    windows = {
        " ".join(words[at : at + length]).strip(" .:;?!,")
        for words in map(str.split, citable(edition, clause))
        for at in range(len(words) - length + 1)
    }
    return nearest(cites, sorted(windows - {""}))


def free_name(base: str, taken: Collection[str]) -> str:
    """A name for a ruling that none has, made of the id of its clause."""
    word = re.sub(r"[^a-z0-9]+", "-", base.lower())[:50].strip("-")
    word = word if is_slug(word) else "ruling"
    return next(
        each for n in count(1) if (each := word if n == 1 else f"{word}-{n}") not in taken
    )


def own_reading(clause: Clause) -> str:
    """The name of a reading that a board adds."""
    return free_name("board", [each.name for each in clause.readings])


def value_of(fact: Fact, typed: str) -> str:
    """The value, or the name for several, that somebody typed by its code or its name; empty for
    any. Raises `FactError` for what it is not, with what it may be."""
    word = " ".join(typed.split())
    if word in fact.values or word in fact.groups:
        return word
    if word.casefold() in ("", "any", *WHOLE_DOMAIN):
        return ""
    names = _by_name(fact)
    found = names.get(word.casefold(), [])
    if len(found) > 1:
        raise FactError(f"`{word}` is {_either(fact, found)}; write it with its code")
    if found:
        return found[0]
    try:
        fact.mask((word,))  # a part of a country that no list has
    except UnknownValueError as error:
        near = nearest(word.casefold(), names)
        hint = f"did you mean `{_either(fact, names[near])}`?" if near else _such_as(fact)
        raise FactError(f"nothing here is called `{word[:60]}`; {hint}") from error
    return word


def _either(fact: Fact, values: Iterable[str]) -> str:
    return " or ".join(named(fact, each) for each in values)


def _such_as(fact: Fact) -> str:
    return f"it is one such as {', '.join(named(fact, each) for each in fact.values[:4])}"


def _by_name(fact: Fact) -> dict[str, list[str]]:
    """The values and groups of a fact by every name that they have, in small letters."""
    found: dict[str, list[str]] = {}
    for value in (*fact.groups, *fact.values):
        words = {value, plain(value), named(fact, value), fact.called.get(value, value)}
        for word in {each.casefold() for each in words}:
            found.setdefault(word, []).append(value)
    return found


def _spoken_of(
    clauses: Iterable[Clause], edition: Edition, vocabulary: Vocabulary
) -> frozenset[str]:
    """The names of the facts that stand in the conditions and the terms of clauses."""
    return frozenset(
        name for clause in clauses for name in (
            *(vocabulary.facts[literal.fact].name
              for condition in clause.conditions for case in condition for literal in case),
            *(edition.terms[term].fact for term in clause.terms),
        )
    )  # fmt: skip


def _asked(fact: Fact) -> FactAsked:
    truth = set(fact.values) == set(_YES)
    single = tuple((each, _YES[each] if truth else named(fact, each)) for each in fact.values)
    return FactAsked(
        fact.name, fact.ask, single, tuple(_several(fact)), len(fact.values) > _MOST_CHOSEN
    )


def _several(fact: Fact) -> Iterator[tuple[str, str]]:
    for group, members in fact.groups.items():
        if len(members) > 1:
            few = ", ".join(plain(each) for each in members[:_FEW])
            more = len(members) - _FEW
            yield group, f"{named(fact, group)}: {few}{f' and {more} more' if more > 0 else ''}"
