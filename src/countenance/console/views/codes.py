"""The codes, and one of them with its editions, as their pages show them.

Rules kept here:
 * What is not established (a day, a text, a term) is told apart from what is.
 * Whom an edition binds is told by its scope; where it names none, that is said.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from countenance.codes.model import Edition, title_of
from countenance.codes.shelves import Shelf, counts
from countenance.codes.timeline import Timeline, in_force_words, timeline
from countenance.console.views.clauses import ClauseTold, Source, clause_told, source_told
from countenance.decisions.plain import Told, cube_told, plain
from countenance.facts.vocabulary import Vocabulary
from countenance.gate.desk import Desk
from countenance.stores.library import Library

__all__ = [
    "CodeRow",
    "CodeView",
    "EditionRow",
    "EditionView",
    "TermTold",
    "code_rows",
    "code_view",
    "edition_view",
    "judged_by",
    "paragraphs",
]


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition in a list. `now`: whether it counts as in force today."""

    name: str
    edition: str
    title: str
    begins: str
    ends: str
    now: bool
    shelves: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code in the list of all. `binds`: whom, in words; `kind`: law or provider's code."""

    code: str
    title: str
    publisher: str
    binds: tuple[str, ...]
    in_force: tuple[EditionRow, ...]
    editions: int
    clauses: int
    shelves: tuple[tuple[str, int], ...]
    own: bool


@dataclass(frozen=True, slots=True)
class CodeView:
    """One code with its editions, the newest first, and when each is in force."""

    code: str
    title: str
    publisher: str
    rows: tuple[EditionRow, ...]
    line: Timeline
    pairs: tuple[tuple[str, str], ...]
    """Editions beside each other, old and new, the newest first."""


@dataclass(frozen=True, slots=True)
class TermTold:
    """A word that the text does not define: what is inside, by whose word, and what is open."""

    id: str
    question: str
    inside: str
    by_interpretation: str
    open: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EditionView:
    """One edition in full."""

    edition: Edition
    row: EditionRow
    binds: tuple[tuple[Told, ...], ...]
    source: Source
    note: tuple[tuple[str, ...], ...]
    """Paragraphs; one with several lines is a list."""
    clauses: tuple[ClauseTold, ...]
    terms: tuple[TermTold, ...]
    older: str
    newer: str


def judged_by(desk: Desk, day: date) -> list[tuple[str, tuple[str, ...]]]:
    """The services that calls go to, each with the editions that bind it by name on a day."""
    services = sorted({each.service for each in desk.settings.upstream if each.service})
    return [(service, desk.codebook.binding(service, day)) for service in services]


def code_rows(library: Library, today: date, vocabulary: Vocabulary) -> tuple[CodeRow, ...]:
    """Every code, in order of its name."""
    found = []
    for code in library.code_names():
        editions = library.editions_of(code)
        shelves = counts(clause for each in editions for clause in each.clauses)
        newest = [each for each in editions if each.in_force_on(today)] or [editions[-1]]
        found.append(
            CodeRow(
                code,
                title_of(editions),
                editions[-1].publisher,
                tuple(dict.fromkeys(b for e in newest for b in _binds(e, vocabulary))),
                tuple(_row(each, today) for each in editions if each.in_force_on(today)),
                len(editions),
                sum(shelves.values()),
                _told(shelves),
                code in library.own.codes,
            )
        )
    return tuple(found)


def code_view(library: Library, code: str, today: date) -> CodeView:
    """One code. Raises `UnknownEditionError`."""
    editions = library.editions_of(code)
    names = [each.name for each in editions]
    return CodeView(
        code,
        title_of(editions),
        editions[-1].publisher,
        tuple(_row(each, today) for each in reversed(editions)),
        timeline(editions, today),
        tuple(reversed(list(pairwise(names)))),
    )


def edition_view(
    library: Library, name: str, today: date, vocabulary: Vocabulary
) -> EditionView:
    """One edition. Raises `UnknownEditionError`."""
    edition = library.edition(name)
    names = [each.name for each in library.editions_of(edition.code)]
    at = names.index(name)
    used = {term for clause in edition.clauses for term in clause.terms}
    return EditionView(
        edition,
        _row(edition, today),
        tuple(cube_told(cube, vocabulary) for cube in edition.scope),
        source_told(edition.source),
        paragraphs(edition.note),
        tuple(clause_told(edition, clause, vocabulary) for clause in edition.clauses),
        tuple(
            TermTold(
                term.id,
                term.question,
                ", ".join(map(plain, term.members)),
                ", ".join(map(plain, term.by_interpretation)),
                tuple((plain(value), asks) for value, asks in term.contested),
            )
            for term_id, term in sorted(edition.terms.items())
            if term_id in used
        ),
        names[at - 1] if at else "",
        names[at + 1] if at + 1 < len(names) else "",
    )


def paragraphs(text: str) -> tuple[tuple[str, ...], ...]:
    """A note in paragraphs; those whose lines begin with `- ` are lists of several lines."""
    found: list[tuple[str, ...]] = []
    for part in re.split(r"\n\s*\n", text.strip()) if text.strip() else ():
        lead, *items = re.split(r"(?:^|\n)- ", part)
        if lead.strip():
            found.append((_flat(lead),))
        if items:
            found.append(("", *map(_flat, items)))
    return tuple(found)


def _row(edition: Edition, today: date) -> EditionRow:
    begins, ends = in_force_words(edition.in_force)
    return EditionRow(
        edition.name,
        edition.edition,
        edition.title,
        begins,
        ends,
        edition.in_force_on(today),
        _told(counts(edition.clauses)),
    )


def _told(shelves: dict[Shelf, int]) -> tuple[tuple[str, int], ...]:
    return tuple((shelf.value, number) for shelf, number in shelves.items() if number)


def _binds(edition: Edition, vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(
        "; ".join(f"{told.fact} {told.values}" for told in cube_told(cube, vocabulary))
        for cube in edition.scope
    ) or ("everybody: it names no service and no place",)


def _flat(text: str) -> str:
    return " ".join(text.split())
