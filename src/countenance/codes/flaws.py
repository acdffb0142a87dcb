"""What may be wrong with a text: the kinds of flaw, and those that its words alone show.

Rules kept here:
 * A flaw says where it is (the file and the clause), what was found, and what would be right.
 * A flaw that a real text really has may be accepted, with the reason. What is accepted and is not
   found any more is a flaw itself: a list of exceptions that nobody needs hides the next one.

Flaws that only the whole space of situations shows are found in `countenance.decisions.lint`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from countenance.codes.conditions import term_prefix
from countenance.codes.model import Clause, Edition
from countenance.errors import CodeError
from countenance.facts.tables import parse_toml
from countenance.facts.vocabulary import Vocabulary, nearest

__all__ = [
    "MOST_FACTS",
    "Accepted",
    "Flaw",
    "FlawKind",
    "facts_of",
    "in_words_of",
    "parse_accepted",
    "place_of",
    "sifted",
    "unsaid",
    "unused_terms",
]

MOST_FACTS = 8
"""A clause that mentions more facts says why in `note`."""


class FlawKind(Enum):
    """What is wrong; the word that stands in a list of accepted flaws."""

    UNREADABLE = "unreadable"
    EMPTY_SCOPE = "empty-scope"
    DEAD = "dead"
    DEAD_CASE = "dead-case"
    SHADOWED = "shadowed"
    REDUNDANT = "redundant"
    CONFLICTING = "conflicting"
    UNUSED_TERM = "unused-term"
    MANY_FACTS = "many-facts"
    NAMES_SCENARIO = "names-scenario"
    UNSAID = "unsaid"
    NOT_FOUND = "accepted-not-found"
    OVERLAP = "overlap"

    @property
    def is_note(self) -> bool:
        """Whether it is only worth knowing: nothing has to be mended or accepted."""
        return self is FlawKind.OVERLAP


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: where, what was found, and what would be right."""

    kind: FlawKind
    where: str
    what: str
    right: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A flaw that stays, and why."""

    kind: FlawKind
    where: str
    reason: str


def place_of(edition: Edition, name: str = "") -> str:
    """The file of an edition, and what in it."""
    return f"{edition.code}/{edition.edition}.toml" + (f"#{name}" if name else "")


def unused_terms(edition: Edition, *texts: str) -> Iterator[Flaw]:
    """Terms that nothing in the texts (of the edition, of the templates) asks for."""
    for name in edition.terms:
        if not any(f'"{term_prefix}{name}"' in text for text in texts):
            yield Flaw(
                FlawKind.UNUSED_TERM,
                place_of(edition, name),
                f"no clause uses the term `{name}`",
                f"write `{term_prefix}{name}` where it is meant, or take the term out",
            )


def in_words_of(edition: Edition, vocabulary: Vocabulary) -> Iterator[Flaw]:
    """What can be seen without deciding anything."""
    for clause in edition.clauses:
        read = sorted(facts_of(clause))
        if len(read) > MOST_FACTS and not clause.note:
            named = ", ".join(vocabulary.facts[i].name for i in read)
            yield Flaw(
                FlawKind.MANY_FACTS,
                place_of(edition, clause.id),
                f"it mentions {len(read)} facts: {named}",
                f"part it into clauses of at most {MOST_FACTS} facts, or say why not in `note`",
            )
        for word in _scenarios(clause):
            yield Flaw(
                FlawKind.NAMES_SCENARIO,
                place_of(edition, clause.id),
                f"it names the scenario `{word}`",
                "a clause says what the text says; cases stand beside the edition",
            )


def facts_of(clause: Clause) -> frozenset[int]:
    """The places of the facts that a clause mentions."""
    return frozenset(lit.fact for c in clause.conditions for case in c for lit in case)


def unsaid(editions: Iterable[Edition], vocabulary: Vocabulary) -> Iterator[Flaw]:
    """Facts of the vocabulary that no clause of any of the editions mentions, and no scope."""
    said = set[int]()
    for edition in editions:
        said |= {i for cube in edition.scope for i, _ in cube.masks}
        said |= {i for clause in edition.clauses for i in facts_of(clause)}
    for i, fact in enumerate(vocabulary.facts):
        if i not in said:
            yield Flaw(
                FlawKind.UNSAID,
                f"vocabulary.toml#{fact.name}",
                f"no clause of any code asks about `{fact.name}`",
                "a clause that asks about it, or a vocabulary without it",
            )


_SCENARIO = re.compile(r"\bS\d{3,4}\b")


def _scenarios(clause: Clause) -> Iterator[str]:
    """The ids of scenarios that a clause names anywhere."""
    texts = [clause.id, clause.says, clause.citation.section, clause.question, clause.way_on]
    texts += [clause.note, *clause.obligations]
    texts += [word for reading in clause.readings for word in (reading.name, reading.says)]
    yield from dict.fromkeys(found for text in texts for found in _SCENARIO.findall(text))


def parse_accepted(text: str, where: str) -> tuple[Accepted, ...]:
    """The flaws that are accepted, each with its reason. Raises `CodeError`."""
    table = parse_toml(text, where, CodeError)
    kinds = {kind.value: kind for kind in FlawKind}
    found = []
    for entry in table.tables("accepted"):
        word = entry.text("flaw")
        if word not in kinds:
            near = nearest(word, kinds)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(kinds)}"
            entry.fail(f"no flaw is called `{word}`; {hint}")
        found.append(Accepted(kinds[word], entry.text("where"), entry.text("reason")))
        entry.done()
    table.done()
    return tuple(found)


def sifted(
    flaws: Iterable[Flaw], accepted: Iterable[Accepted], looked_at: Iterable[str]
) -> tuple[tuple[Flaw, ...], Mapping[Flaw, Accepted]]:
    """The flaws that are left, and those that are accepted.

    `looked_at` are the files that were looked at: only of these can be said that something which
    is accepted was not found.
    """
    known = {(each.kind, each.where): each for each in accepted}
    files = frozenset(looked_at)
    left, taken = [], dict[Flaw, Accepted]()
    for flaw in flaws:
        reason = known.get((flaw.kind, flaw.where))
        if reason is None:
            left.append(flaw)
        else:
            taken[flaw] = reason
    found = set(taken.values())
    left += [
        Flaw(
            FlawKind.NOT_FOUND,
            each.where,
            f"`{each.kind.value}` is accepted here, and is not found",
            "take it out of the list of what is accepted",
        )
        for each in known.values()
        if each not in found and each.where.partition("#")[0] in files
    ]
    return tuple(left), taken
