"""A code as values: clauses with what they say, when they apply, and how sure their text is.

Rules kept here:
 * Verdicts are ordered silent < allow < unclear < deny. A set of verdicts is one integer; the empty
   set means that the situation cannot happen.
 * The members of a term are certain, inside by our own interpretation (weak until signed off), or
   contested (inside in one reading, outside in another).
 * A clause with named readings has no verdict of its own.
 * An exception belongs to the clauses it is an exception to: it answers those of their cases that
   it names, and nothing else.
 * A date that is not established is an interval, on whose days the text counts as in force.

Reading these from text is done in `countenance.codes.load`, deciding in `countenance.decisions`.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntFlag

from countenance.facts.vocabulary import Cube

__all__ = [
    "Case",
    "Citation",
    "Clause",
    "Condition",
    "DateSpan",
    "Edition",
    "Literal",
    "Opening",
    "OpeningKind",
    "Reading",
    "Term",
    "TextBasis",
    "Verdict",
    "strictest",
    "title_of",
]


class Verdict(IntFlag):
    """One answer of the codes, or a set of answers; `Verdict(0)`: no situation is possible."""

    SILENT = 1
    ALLOW = 2
    UNCLEAR = 4
    DENY = 8

    @property
    def words(self) -> tuple[str, ...]:
        """The members of the set in lower case, mildest first."""
        return tuple(str(verdict.name).lower() for verdict in Verdict if verdict & self)


def strictest(verdicts: int) -> Verdict:
    """The strictest of a set of verdicts; `Verdict(0)` of the empty set."""
    return Verdict(1 << verdicts.bit_length() - 1 if verdicts else 0)


class TextBasis(Enum):
    """How well the text of a clause is established."""

    VERIFIED = "verified"
    ARCHIVE_TEXT = "archive_text"
    OFFICIAL_SUMMARY = "official_summary"
    PRESS_QUOTE = "press_quote"
    PRESS_PARAPHRASE = "press_paraphrase"
    PRESS_CONFLICT = "press_conflict"
    SECONDARY_QUOTE = "secondary_quote"
    SECONDARY_PARAPHRASE = "secondary_paraphrase"
    COMMENTARY = "commentary"
    INTERPRETATION = "interpretation"
    RECALLED = "recalled"

    @property
    def weak(self) -> bool:
        """Whether a person has to sign the text off before a verdict may rest on it."""
        return self in _WEAK


_WEAK = frozenset({TextBasis.RECALLED, TextBasis.INTERPRETATION, TextBasis.PRESS_CONFLICT})


class OpeningKind(Enum):
    """Why a value may or may not be inside a term."""

    CONTESTED = "contested"
    INTERPRETED = "interpreted"


@dataclass(frozen=True, slots=True)
class Opening:
    """Values of a literal that a term leaves open: inside in one reading, outside in another."""

    term: str
    kind: OpeningKind
    mask: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A fact has one of the values of `inside`, or one of an opening if that is read as inside.

    `fact` is the index of the fact. No value is in two openings of one kind and term.
    """

    fact: int
    inside: int
    openings: tuple[Opening, ...] = ()


Case = tuple[Literal, ...]
"""All literals hold. The facts are in their order, each at most once; no literal: always."""

Condition = tuple[Case, ...]
"""Some case holds. No case: never."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """From the first day to the day before `until`; each end may be an interval, or not known."""

    from_earliest: datetime.date | None = None
    from_latest: datetime.date | None = None
    until_earliest: datetime.date | None = None
    until_latest: datetime.date | None = None

    def covers(self, day: datetime.date) -> bool:
        """Whether the text counts as in force on `day`, days that are not established included."""
        began = self.from_earliest is None or day >= self.from_earliest
        return began and (self.until_latest is None or day < self.until_latest)

    def surely_covers(self, day: datetime.date) -> bool:
        """Whether the text is in force on `day` whichever day of an interval is the right one."""
        began = self.from_latest is None or day >= self.from_latest
        return began and (self.until_earliest is None or day < self.until_earliest)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where the words of a clause come from."""

    section: str
    source: str
    retrieved: datetime.date | None


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a code that the code does not define, and what it covers; all for one fact.

    `contested` maps a value or group to the question whether it is inside.
    """

    id: str
    fact: str
    question: str
    members: tuple[str, ...]
    by_interpretation: tuple[str, ...] = ()
    contested: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a clause. `when` None: the condition of the clause."""

    name: str
    says: str
    verdict: Verdict
    text_basis: TextBasis
    source: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule: its sense in plain words, its verdict or readings, and when it applies.

    `digest` (hex SHA-256) covers everything here but the last three, and the terms it uses, by
    name; a sign-off of the clause is bound to it. `note` is for whoever reads the text: why it is
    written as it is. `continues` is the id under which the edition before has it, where that is
    another. `wording`: the very words that the clause wants to stand on a document, letter by
    letter; how well they are known says `text_basis`.
    """

    id: str
    says: str
    verdict: Verdict | None
    when: Condition
    unless: Condition
    citation: Citation
    text_basis: TextBasis
    in_force: DateSpan
    exception_to: tuple[str, ...]
    readings: tuple[Reading, ...]
    obligations: tuple[str, ...]
    way_on: str
    question: str
    terms: tuple[str, ...]
    digest: str
    note: str = ""
    continues: str = ""
    wording: str = ""

    @property
    def weak(self) -> bool:
        """Whether no text that it could rest on is established."""
        if self.readings:
            return all(reading.text_basis.weak for reading in self.readings)
        return self.text_basis.weak

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition that stands in it."""
        own = tuple(r.when for r in self.readings if r.when is not None)
        return (self.when, self.unless, *own)


@dataclass(frozen=True, slots=True)
class Edition:
    """One dated text of a code. Outside `scope`, a list of cubes, it is silent; empty: no limit."""

    code: str
    edition: str
    title: str
    publisher: str
    source: str
    retrieved: datetime.date | None
    note: str
    in_force: DateSpan
    scope: tuple[Cube, ...]
    terms: Mapping[str, Term]
    clauses: tuple[Clause, ...]

    @property
    def name(self) -> str:
        """`code@edition`."""
        return f"{self.code}@{self.edition}"

    def in_force_on(self, day: datetime.date) -> bool:
        """Whether it counts as in force on `day`."""
        return self.in_force.covers(day)

    def clause(self, name: str) -> Clause | None:
        """The clause of that id, if there is one."""
        return next((clause for clause in self.clauses if clause.id == name), None)

    def exceptions(self, clause: Clause) -> tuple[Clause, ...]:
        """The clauses that are exceptions to `clause`."""
        return tuple(other for other in self.clauses if clause.id in other.exception_to)


def title_of(editions: Sequence[Edition]) -> str:
    """The title of a code whose editions these are, the oldest first: the one that most of them
    have, of two the newer."""
    titles = [each.title for each in reversed(editions)]
    return max(titles, key=titles.count)
