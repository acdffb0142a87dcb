"""What is wrong with an edition, found over the whole space of situations: nothing is sampled.

 1. *Empty scope*: no situation that can happen is in it.
 2. *Dead*: a clause that never answers; or a case of it (`dead-case`) that never holds.
 3. *Shadowed*: its answer never comes out, because others are stricter wherever it answers.
    *Redundant*: it comes out, and would without the clause.
 4. *Conflicting*: two exceptions to one clause disagree, so that the edition cannot be decided.
 5. A note, no flaw: a clause denies what another allows, and neither is an exception to the other.
    The stricter answer counts, which is often what is meant.

Rules kept here:
 * A clause counts in each stretch of days in which the same clauses are in force, beside those
   alone. It is shadowed, redundant or dead only if it is so in all of them.
 * It has to make no difference as shipped, nor once every weak text is signed off.
 * A clause that allows on conditions, or says that something has to be done, is not redundant: what
   has to be done is part of its answer.

What the words alone show is found in `countenance.codes.flaws`.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from countenance.codes.flaws import Flaw, FlawKind, facts_of, in_words_of, place_of
from countenance.codes.model import Clause, Condition, DateSpan, Edition, Verdict
from countenance.decisions.bound import Bound, bound_alone, bound_editions
from countenance.decisions.compile import Workbench
from countenance.decisions.cover import says
from countenance.decisions.diagram import NEVER, TERMINALS, TRUE, Diagram
from countenance.decisions.operations import AND
from countenance.decisions.regions import may_answer, scope_of, surely_answers
from countenance.errors import DecisionError
from countenance.facts.vocabulary import Vocabulary

__all__ = ["lint"]


def lint(edition: Edition, vocabulary: Vocabulary) -> tuple[Flaw, ...]:
    """Everything that is wrong with one edition, in the order of its clauses."""
    found = [*in_words_of(edition, vocabulary)]
    try:
        found += _in_space(edition, vocabulary)
    except DecisionError as error:
        found.append(
            Flaw(
                FlawKind.CONFLICTING,
                place_of(edition),
                str(error),
                "make one the exception to the other, or keep their cases apart",
            )
        )
    order = {place_of(edition, clause.id): i for i, clause in enumerate(edition.clauses)}
    return tuple(sorted(found, key=lambda flaw: order.get(flaw.where, -1)))


def _in_space(edition: Edition, vocabulary: Vocabulary) -> Iterator[Flaw]:
    stretches = [_Stretch(edition, clauses, vocabulary) for clauses in _in_force(edition)]
    counted = {clause.id for each in stretches for clause in each.clauses}
    if edition.scope and stretches and stretches[0].scope == NEVER:
        yield Flaw(
            FlawKind.EMPTY_SCOPE,
            place_of(edition),
            "no situation that can happen is in its scope",
            "a scope that an axiom of the vocabulary does not rule out",
        )
        return
    for clause in edition.clauses:
        where = place_of(edition, clause.id)
        within = [each for each in stretches if clause.id in {c.id for c in each.clauses}]
        if clause.id not in counted:
            yield Flaw(
                FlawKind.DEAD,
                where,
                "it is never in force while its edition is, or nothing it is an exception to is",
                "days that lie within those of the edition",
            )
        elif all(each.is_dead(clause) for each in within):
            yield Flaw(
                FlawKind.DEAD,
                where,
                "it never answers: no situation that can happen is in its conditions and the scope",
                "conditions that can hold together, and not wholly inside `unless`",
            )
        else:
            yield from _idle(clause, where, within)
            yield from _dead_cases(clause, where, within[0])
    yield from _overlaps(edition, stretches)


def _idle(clause: Clause, where: str, within: "Sequence[_Stretch]") -> Iterator[Flaw]:
    """The clause is shadowed, or redundant, wherever it is in force."""
    if not all(each.is_idle(clause) for each in within):
        return
    others = sorted({name for each in within for name in each.beside(clause)})
    named = ", ".join(f"`{name}`" for name in others) or "no clause at all"
    if any(each.comes_out(clause) for each in within):
        if not clause.obligations:
            yield Flaw(
                FlawKind.REDUNDANT,
                where,
                f"without it every verdict is the same; where it answers, so does {named}",
                "take it out, or give it the cases that only it speaks about",
            )
        return
    yield Flaw(
        FlawKind.SHADOWED,
        where,
        f"its answer never comes out: where it answers, {named} is stricter",
        "write it as an exception (`exception_to`), or take it out",
    )


def _dead_cases(clause: Clause, where: str, stretch: "_Stretch") -> Iterator[Flaw]:
    for key, condition in (("when", clause.when), ("unless", clause.unless)):
        for at, dead in enumerate(stretch.dead_cases(condition), 1):
            if dead:
                yield Flaw(
                    FlawKind.DEAD_CASE,
                    where,
                    f"case {at} of `{key}` never holds: an axiom or the scope rules it out",
                    "values that can occur together, or one case less",
                )


def _overlaps(edition: Edition, stretches: "Sequence[_Stretch]") -> Iterator[Flaw]:
    for clause in edition.clauses:
        found = dict[str, str]()
        for each in stretches:
            found |= each.allowed_by_others(clause)
        if found:
            named = ", ".join(f"`{name}`" for name in found)
            shown = next(iter(found.values()))
            yield Flaw(
                FlawKind.OVERLAP,
                place_of(edition, clause.id),
                f"it denies some of what {named} would allow, and counts; for example {shown}",
                "write an exception (`exception_to`) if what is allowed should count instead",
            )


def _in_force(edition: Edition) -> list[tuple[Clause, ...]]:
    """The clauses that count together on some day, each set of them once."""
    spans = [edition.in_force, *(clause.in_force for clause in edition.clauses)]
    days = {day for span in spans for day in _ends(span)} or {datetime.date(2000, 1, 1)}
    found = dict[tuple[Clause, ...], None]()
    for day in sorted({min(days) - datetime.timedelta(1), *days}):
        for bound in bound_editions([edition], day=day):
            found[bound.clauses] = None
    return list(found)


def _ends(span: DateSpan) -> list[datetime.date]:
    return [day for day in (span.from_earliest, span.until_latest) if day is not None]


@dataclass(frozen=True, slots=True)
class _View:
    """An edition and, for each clause, the edition without it, in one diagram."""

    work: Diagram
    whole: int
    without: dict[str, int]
    possible: int
    bound: Bound


class _Stretch:
    """The clauses that count together in one stretch of days."""

    def __init__(
        self, edition: Edition, clauses: tuple[Clause, ...], vocabulary: Vocabulary
    ) -> None:
        self.clauses = clauses
        self._vocabulary = vocabulary
        signed = frozenset(clause.digest for clause in clauses)
        text = replace(edition, clauses=clauses)
        self._shipped = _view(text, vocabulary, frozenset())
        self._signed = _view(text, vocabulary, signed)
        work = self._signed.work
        self.scope = work.apply(AND, scope_of(work, edition.scope), self._signed.possible)
        bound = self._signed.bound
        self._may = {
            c.id: work.apply(AND, may_answer(work, bound, c), self._signed.possible)
            for c in clauses
        }

    def is_dead(self, clause: Clause) -> bool:
        """Whether it never answers, whatever reading is right and whether or not it is signed."""
        view = self._shipped
        may = may_answer(view.work, view.bound, clause)
        return view.work.apply(AND, may, view.possible) == NEVER

    def is_idle(self, clause: Clause) -> bool:
        """Whether every verdict is the same without it."""
        views = (self._shipped, self._signed)
        return all(view.without.get(clause.id) == view.whole for view in views)

    def comes_out(self, clause: Clause) -> bool:
        """Whether the edition says somewhere what the clause says, where it answers."""
        work = self._signed.work
        there = work.apply(AND, self._signed.whole, self._may[clause.id])
        own = sum({int(v) for v in _verdicts(clause)})
        return bool(work.below[there] & own)

    def beside(self, clause: Clause) -> list[str]:
        """The other clauses that may answer where it does."""
        work, here = self._signed.work, self._may[clause.id]
        mildest = min(_verdicts(clause))
        return [
            other.id
            for other in self.clauses
            if other.id != clause.id
            and max(_verdicts(other)) >= mildest
            and work.apply(AND, here, self._may[other.id]) != NEVER
        ]

    def dead_cases(self, condition: Condition) -> list[bool]:
        """For each case, whether it never holds in the scope."""
        work = self._signed.work
        found = []
        for case in condition:
            masks = []
            for literal in case:
                mask = literal.inside
                for opening in literal.openings:
                    mask |= opening.mask
                masks.append((literal.fact, mask))
            found.append(work.apply(AND, work.cube(masks, TRUE, NEVER), self.scope) == NEVER)
        return found

    def allowed_by_others(self, clause: Clause) -> dict[str, str]:
        """The clauses that surely allow what this one surely denies, each with one example."""
        view, work = self._signed, self._signed.work
        found = dict[str, str]()
        if clause.verdict is not Verdict.DENY or clause not in self.clauses:
            return found
        denied = work.apply(AND, surely_answers(work, view.bound, clause), view.possible)
        for other in self.clauses:
            if other.verdict is Verdict.ALLOW and not self._related(clause, other):
                both = work.apply(AND, denied, surely_answers(work, view.bound, other))
                if both != NEVER:
                    found[other.id] = self._shown(both, facts_of(clause) | facts_of(other))
        return found

    def _related(self, one: Clause, other: Clause) -> bool:
        """Whether one is, in the end, an exception to the other."""
        by_name = {clause.id: clause for clause in self.clauses}

        def above(clause: Clause) -> set[str]:
            names = set[str]()
            for name in clause.exception_to:
                names |= {name, *(above(by_name[name]) if name in by_name else ())}
            return names

        return one.id in above(other) or other.id in above(one)

    def _shown(self, node: int, about: frozenset[int]) -> str:
        """One way to be in a condition, as `fact=values` of the facts that it is about."""
        work, told = self._signed.work, []
        while node >= TERMINALS:
            mask, child = next((m, c) for m, c in work.edges[node] if work.below[c])
            if work.levels[node] in about:
                fact = self._vocabulary.facts[work.levels[node]]
                told.append(f"{fact.name}={says(fact, mask)}")
            node = child
        return " ".join(told) or "every situation"


def _view(text: Edition, vocabulary: Vocabulary, signed: frozenset[str]) -> _View:
    left = {
        each.id: replace(text, clauses=tuple(c for c in text.clauses if c is not each))
        for each in text.clauses
    }
    bound, *without = (bound_alone(each, signed) for each in (text, *left.values()))
    bench = Workbench((bound, *without), vocabulary)
    work, possible = bench.work, bench.possible
    whole = work.apply(AND, bench.verdict(bound), possible)
    found = dict(zip(left, map(bench.verdict_if_sound, without), strict=True))
    kept = {name: work.apply(AND, one, possible) for name, one in found.items() if one is not None}
    return _View(work, whole, kept, possible, bound)


def _verdicts(clause: Clause) -> list[Verdict]:
    """Everything that a clause may answer with."""
    if clause.readings:
        return [reading.verdict for reading in clause.readings]
    return [clause.verdict or Verdict.SILENT]
