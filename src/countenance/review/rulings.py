"""Rulings: how a board reads a clause whose readings differ, where and when, and what that moves.

    ruled(edition, ruling)      the edition as the ruling reads it, to be compiled like any other
    ruled_by(edition, rulings)  the same by several, in whatever order they are given
    effect(edition, ruling)     what it moves, over every situation

Within the scope of a ruling its clause answers by the one reading that the board chose, or added;
everywhere else by all of them, as before. That is a clause of its own beside the old one, so that
the diagram, its digest and every certificate come out of the same code as without a ruling.

Rules kept here:
 * A ruling decides only what is unclear today. One that would move anything else is none.
 * A reading that is added says which words it reads, and how.
 * A ruling counts on its own days. On every other day the edition is as if there were none.
 * Choosing a reading signs it off: nobody has to sign the same words once more.
 * What would then be silent about a biometric act is counted apart: such calls are held again.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from countenance.codes.digests import clause_digest
from countenance.codes.model import Case, Clause, Edition, Literal, Reading, Verdict
from countenance.decisions.bound import bound_alone
from countenance.decisions.diagram import NEVER, TRUE
from countenance.decisions.moves import Moved, Table
from countenance.decisions.space import Space
from countenance.errors import ReviewError
from countenance.facts.vocabulary import Vocabulary

__all__ = [
    "Effect",
    "Ruled",
    "Ruling",
    "bound_to",
    "effect",
    "inside_of",
    "ruled",
    "ruled_by",
    "ruling_of",
]

_OPERATION, _BIOMETRIC = "operation", "biometric"
_BY = "+"
"""What stands in the id of a clause between its own name and that of the ruling that reads it; no
text names a clause so."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A board's reading of one clause of an edition (`code@edition`).

    `reading` is the name of the one that is chosen; `added` is it, where the clause has none of
    that name. `scope`: the values of facts within which it counts; none: everywhere. `cites` are
    the words that are read, `says` why so. It counts from `begins` to the day before `ends`.
    """

    id: str
    edition: str
    clause: str
    reading: str
    scope: Mapping[str, tuple[str, ...]]
    begins: datetime.date
    ends: datetime.date | None
    cites: str
    says: str
    added: Reading | None = None

    def counts_on(self, day: datetime.date) -> bool:
        """Whether it counts on this day."""
        return self.begins <= day and (self.ends is None or day < self.ends)

    @property
    def digest(self) -> str:
        """`sha256:` and hex, over everything that it says; a change of any of it is another one."""
        new = self.added
        whole = [
            self.id, self.edition, self.clause, self.reading,
            sorted((fact, sorted(values)) for fact, values in self.scope.items()),
            self.begins.isoformat(), self.ends and self.ends.isoformat(), self.cites, self.says,
            new and [new.name, new.says, new.verdict.words, new.text_basis.value, new.source,
                     repr(new.when)],
        ]  # fmt: skip
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(b"ruling\n" + text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ruled:
    """An edition as a ruling reads it. `signed`: the digests of clauses that the ruling signs
    off."""

    edition: Edition
    signed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a ruling moves: how many of `total` situations have which verdict before and after.

    `silent` counts those about a biometric act on which nothing would speak any more.
    """

    total: int
    table: Table
    silent: int

    @property
    def settled(self) -> int:
        """Situations that were unclear and no longer are."""
        return sum(
            number for (old, new), number in self.table.items()
            if old is Verdict.UNCLEAR and new is not Verdict.UNCLEAR
        )  # fmt: skip

    @property
    def beyond(self) -> int:
        """Situations that it would move although they are not unclear: none may be."""
        return sum(
            number for (old, new), number in self.table.items()
            if old is not Verdict.UNCLEAR and new is not old
        )  # fmt: skip

    def refuse_beyond(self) -> None:
        """Raise `ReviewError` for a ruling that moves what is not unclear, or nothing."""
        moved = [
            f"{number} from {old.words[0]} to {new.words[0]}"
            for (old, new), number in sorted(self.table.items())
            if old is not Verdict.UNCLEAR and new is not old and number
        ]
        if moved:
            raise ReviewError(
                f"a ruling decides only what is unclear; this one would move {', '.join(moved)}"
            )
        if not self.settled:
            raise ReviewError("this ruling would settle nothing: nothing in its scope is unclear")


def inside_of(ruling: Ruling) -> str:
    """The id of its clause as it is read within its scope."""
    return f"{ruling.clause}{_BY}{ruling.id}"


def ruling_of(clause: str) -> tuple[str, str | None]:
    """The clause of a text that the id of a finding names, and the ruling that reads it."""
    name, plus, ruling = clause.partition(_BY)
    return name, ruling if plus else None


def ruled(edition: Edition, ruling: Ruling, vocabulary: Vocabulary) -> Ruled:
    """The edition as the ruling reads it. Raises `ReviewError`, `FactError`."""
    clause = _clause(edition, ruling)
    reading = _reading(clause, ruling)
    scope = _scope(ruling, vocabulary)
    outside = replace(clause, unless=(*clause.unless, scope))
    base = reading.when if reading.when is not None else clause.when
    inside = replace(
        clause,
        id=inside_of(ruling),
        says=f"Read by the ruling `{ruling.id}`: {reading.says} The clause: {clause.says}",
        verdict=reading.verdict,
        when=tuple(both for case in base if (both := _both(case, scope)) is not None),
        text_basis=reading.text_basis,
        readings=(),
    )
    made = [clause_digest(each, edition.terms, vocabulary) for each in (outside, inside)]
    others = [_also_excepting(each, clause.id, inside.id) for each in edition.clauses]
    at = [each.id for each in edition.clauses].index(clause.id)
    clauses = (*others[:at], *made, *others[at + 1 :])
    return Ruled(replace(edition, clauses=clauses), frozenset((made[1].digest,)))


def ruled_by(edition: Edition, rulings: Iterable[Ruling], vocabulary: Vocabulary) -> Ruled:
    """The edition as all of these rulings on it read it. Raises as `ruled` does.

    Where two of them reach the same situation they have to agree (see `ruling_checks`).
    """
    found, signed = edition, frozenset[str]()
    for ruling in sorted(rulings, key=lambda each: each.id):
        after = ruled(found, ruling, vocabulary)
        found, signed = after.edition, signed | after.signed
    return Ruled(found, signed)


def bound_to(edition: Edition, ruling: Ruling, vocabulary: Vocabulary) -> str:
    """What the ruling reads, as `sha256:` and hex: another digest where the clause, the words of
    its scope or the reading is another than when it was adopted. Raises as `ruled` does."""
    clause = edition.clause(ruling.clause)
    after = ruled(edition, ruling, vocabulary)
    told = "\n".join(("bound", clause.digest if clause else "", *sorted(after.signed)))
    return "sha256:" + hashlib.sha256(told.encode()).hexdigest()


def effect(
    edition: Edition, ruling: Ruling, vocabulary: Vocabulary, signed: frozenset[str] = frozenset()
) -> Effect:
    """What the ruling moves in its edition, exactly. Raises as `ruled` does, and `DecisionError`.

    `signed`: digests of clauses that are signed off already.
    """
    after = ruled(edition, ruling, vocabulary)
    space = Space(
        [bound_alone(edition, signed), bound_alone(after.edition, signed | after.signed)],
        vocabulary,
    )
    before, now = space.functions
    fact = vocabulary.index(_OPERATION)
    biometric = TRUE
    if fact in space.facts:
        biometric = space.work.cube(
            ((fact, vocabulary.facts[fact].mask((_BIOMETRIC,))),), TRUE, NEVER
        )
    silent = space.both(
        space.says(before, Verdict.UNCLEAR), space.says(now, Verdict.SILENT), biometric
    )
    return Effect(space.count(space.possible), Moved(space, before, now).table(),
                  space.count(silent))  # fmt: skip


def _clause(edition: Edition, ruling: Ruling) -> Clause:
    if ruling.edition != edition.name:
        raise ReviewError(f"ruling `{ruling.id}` is about `{ruling.edition}`, not `{edition.name}`")
    clause = edition.clause(ruling.clause)
    if clause is None:
        there = ", ".join(f"`{each.id}`" for each in edition.clauses if each.readings) or "none"
        raise ReviewError(
            f"{edition.name} has no clause `{ruling.clause}`; with readings there are: {there}"
        )
    if clause.exception_to:
        raise ReviewError(
            f"{edition.name} {clause.id} is an exception; rule on `{clause.exception_to[0]}`"
        )
    if not (ruling.cites.strip() and ruling.says.strip()):
        raise ReviewError(f"ruling `{ruling.id}`: it says which words it reads, and why so")
    if ruling.ends is not None and ruling.ends <= ruling.begins:
        raise ReviewError(f"ruling `{ruling.id}`: it ends before it begins")
    return clause


def _reading(clause: Clause, ruling: Ruling) -> Reading:
    names = [reading.name for reading in clause.readings]
    if ruling.added is not None:
        if ruling.reading != ruling.added.name or ruling.reading in names:
            raise ReviewError(
                f"ruling `{ruling.id}`: a reading that is added has a name of its own, and it is "
                "the one that is chosen"
            )
        if not (ruling.added.says.strip() and ruling.added.source.strip()):
            raise ReviewError(f"ruling `{ruling.id}`: the reading that it adds says how it reads")
        return ruling.added
    for reading in clause.readings:
        if reading.name == ruling.reading:
            return reading
    there = ", ".join(f"`{name}`" for name in names) or "none"
    raise ReviewError(f"{clause.id} has no reading `{ruling.reading}`; there are: {there}")


def _scope(ruling: Ruling, vocabulary: Vocabulary) -> Case:
    """The scope as one case of a condition. Raises `FactError` for a word that is not known."""
    literals = []
    for name, values in ruling.scope.items():
        fact = vocabulary.fact(name)
        mask = fact.mask(values)
        if mask != fact.full:
            literals.append(Literal(vocabulary.index(name), mask))
    return tuple(sorted(literals, key=lambda literal: literal.fact))


def _both(case: Case, scope: Case) -> Case | None:
    """The case within the scope; None where it is never there."""
    limits = {literal.fact: literal.inside for literal in scope}
    found = []
    for literal in case:
        mask = limits.pop(literal.fact, None)
        if mask is None:
            found.append(literal)
            continue
        openings = tuple(
            replace(each, mask=each.mask & mask) for each in literal.openings if each.mask & mask
        )
        if not (literal.inside & mask or openings):
            return None
        found.append(Literal(literal.fact, literal.inside & mask, openings))
    found += [Literal(fact, mask) for fact, mask in limits.items()]
    return tuple(sorted(found, key=lambda literal: literal.fact))


def _also_excepting(clause: Clause, old: str, new: str) -> Clause:
    """An exception to a clause is one to that clause within the scope as well."""
    parents: Sequence[str] = clause.exception_to
    return replace(clause, exception_to=(*parents, new)) if old in parents else clause
