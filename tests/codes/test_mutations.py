"""Change one fact that the clause of a scenario does not mention: its verdict stays.

It may move only through another clause, or a scope, that mentions the fact; which one is printed.
This finds clauses that read a fact by accident, and facts that a clause forgot to name.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from codes.asking import VOCABULARY, compiled, facts
from codes.test_scenarios import OURS, Line
from countenance.codes.model import Clause, Edition
from countenance.decisions.bound import Bound
from countenance.decisions.compile import verdict_functions
from countenance.decisions.decide import Decision, decide
from countenance.decisions.findings import Applies
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube
from countenance.stores.packaged import code_names, edition, editions_of


@dataclass(frozen=True)
class Move:
    """A verdict that moved when a fact was changed, and the clause or scope through which."""

    line: str
    fact: str
    value: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    through: str

    def __str__(self) -> str:
        change = f"{'|'.join(self.before)} -> {'|'.join(self.after)}"
        return f"{self.line} {self.fact}={self.value}: {change} through {self.through}"


def mentioned(clause: Clause) -> set[int]:
    return {lit.fact for c in clause.conditions for case in c for lit in case}


def read_masks(text: Edition, level: int) -> list[int]:
    """Every mask of a fact that the edition or an axiom reads."""
    cubes: Iterable[Cube] = (*text.scope, *VOCABULARY.impossible)
    found = [mask for cube in cubes for i, mask in cube.masks if i == level]
    for clause in text.clauses:
        for condition in clause.conditions:
            for case in condition:
                for literal in case:
                    if literal.fact == level:
                        found += [literal.inside, *(o.mask for o in literal.openings)]
    return found


def values(text: Edition, level: int) -> list[int]:
    """One value of every group of values that nothing tells apart, as masks."""
    parts = [VOCABULARY.facts[level].full]
    for mask in read_masks(text, level):
        parts = [piece for part in parts for piece in (part & mask, part & ~mask) if piece]
    return [part & -part for part in parts]


def with_value(known: Facts, level: int, mask: int) -> Facts:
    masks = list(known.masks)
    masks[level] = mask
    return Facts(VOCABULARY, tuple(masks))


def own(decision: Decision) -> set[str]:
    """The clauses that decide: what applies, or may apply, with the strictest verdict."""
    if not decision.clauses:
        return set()
    top = decision.clauses[0].verdict
    sure = [f for f in decision.clauses if f.verdict == top and f.applies is Applies.YES]
    return {finding.clause for finding in sure or decision.clauses}


def said(decision: Decision) -> dict[str, tuple[object, ...]]:
    return {f.clause: (f.verdict, f.applies, f.readings) for f in decision.clauses}


def parents(text: Edition, its: set[str]) -> set[str]:
    """The clauses that these are exceptions to, and those above them."""
    found: set[str] = set()
    below = set(its)
    while below:
        above = {name for c in text.clauses if c.id in below for name in c.exception_to}
        below = above - found
        found |= above
    return found


def blamed(text: Edition, level: int, before: Decision, after: Decision, its: set[str]) -> str:
    """The other clause, or the scope, that mentions the fact and speaks differently now."""
    changed = {c for c, _ in said(before).items() ^ said(after).items()} - its
    for clause in text.clauses:
        if clause.id in changed and level in mentioned(clause):
            return clause.id
    # An exception answers where the clauses hold that it is an exception to.
    kin = {c.id for c in text.clauses if set(c.exception_to) & its} | parents(text, its)
    for clause in text.clauses:
        if clause.id in kin and level in mentioned(clause):
            return clause.id
    if any(level == i for cube in text.scope for i, _ in cube.masks):
        return "scope"
    return ""


def moves(line: Line) -> list[Move]:
    text = edition(line.edition)
    signed = line.basis.weak
    ready = compiled(line.edition, line.day, signed)
    known = facts(line.edition, line.facts)
    before = decide(ready, known)
    its = own(before)
    skip = {i for clause in text.clauses if clause.id in its for i in mentioned(clause)}
    found = []
    for level, fact in enumerate(VOCABULARY.facts):
        if level in skip:
            continue
        for mask in values(text, level):
            after = decide(ready, with_value(known, level, mask))
            # What an axiom rules out is no situation at all.
            if after.verdicts and after.verdicts != before.verdicts:
                through = blamed(text, level, before, after, its)
                names = before.verdicts.words, after.verdicts.words
                found.append(Move(line.id, fact.name, fact.names(mask)[0], *names, through))
    return found


def test_a_verdict_moves_only_through_a_clause_or_scope_that_mentions_the_fact() -> None:
    found = [move for line in OURS for move in moves(line)]

    for move in found:
        print(move)
    assert [move for move in found if not move.through] == []
    through = {move.through for move in found}
    assert "scope" in through
    assert through - {"scope"}


@pytest.mark.parametrize("code", code_names())
def test_over_all_situations_a_clause_hangs_on_no_fact_that_it_does_not_mention(code: str) -> None:
    """Exact: its exceptions may name more, and so may the scope; nothing else does."""
    for text in editions_of(code):
        scope = {i for cube in text.scope for i, _ in cube.masks}
        for clause in text.clauses:
            if not clause.exception_to:
                whole = family(text, clause)
                bound = Bound(text, whole, frozenset())
                work, (verdict,), _ = verdict_functions([bound], VOCABULARY)
                named = scope.union(*map(mentioned, whole))

                assert set(work.support(verdict)) <= named, f"{text.name} {clause.id}"


def family(text: Edition, clause: Clause) -> tuple[Clause, ...]:
    """A clause with its exceptions and theirs."""
    names = {clause.id}
    for _ in text.clauses:
        names |= {c.id for c in text.clauses if not names.isdisjoint(c.exception_to)}
    return tuple(each for each in text.clauses if each.id in names)
