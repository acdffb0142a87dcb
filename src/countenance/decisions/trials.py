"""An edition asked about the cases beside it: what each is answered, and whether as it expects.

A case states facts. Where it does not state the service, the one that the edition binds is taken as
given, as when somebody asks that edition alone.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from countenance.codes.cases import EditionCase
from countenance.codes.model import Edition
from countenance.decisions.compile import Compiled, compile_editions
from countenance.decisions.decide import Decision, decide
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Vocabulary

__all__ = ["Trial", "services_bound", "tried"]


@dataclass(frozen=True, slots=True)
class Trial:
    """A case and the decision of its edition."""

    case: EditionCase
    decision: Decision

    @property
    def fails(self) -> str:
        """What is not as the case expects, in words; nothing when all is."""
        case, decision = self.case, self.decision
        if decision.verdicts != case.verdicts:
            found = " or ".join(decision.verdicts.words) or "contradictory"
            return f"is {found}; expected {' or '.join(case.verdicts.words) or 'contradictory'}"
        if case.ask and decision.next_question != case.ask:
            return f"asks for `{decision.next_question}`; expected `{case.ask}`"
        return ""


def tried(
    edition: Edition,
    cases: Iterable[EditionCase],
    vocabulary: Vocabulary,
    signed: frozenset[str] = frozenset(),
) -> tuple[Trial, ...]:
    """Every case with what the edition answers; `signed`: what is signed off for all of them.
    Raises `DecisionError` as compiling it does."""
    signatures = frozenset(clause.digest for clause in edition.clauses)
    ready: dict[tuple[datetime.date | None, bool], Compiled] = {}
    found = []
    for case in cases:
        key = (case.as_of, case.signed)
        if key not in ready:
            marks = signatures if case.signed else signed
            ready[key] = compile_editions([edition], vocabulary, day=case.as_of, signed=marks)
        known = Facts.open(vocabulary).narrowed(
            {name: tuple(value.split("|")) for name, value in case.facts.items()}
        )
        if "service" not in case.facts:
            known = known.narrowed(services_bound([edition], vocabulary))
        found.append(Trial(case, decide(ready[key], known)))
    return tuple(found)


def services_bound(
    editions: Iterable[Edition], vocabulary: Vocabulary
) -> dict[str, tuple[str, ...]]:
    """The services that these editions bind, as a fact to suppose; nothing where none is named."""
    level, mask = vocabulary.index("service"), 0
    for edition in editions:
        for cube in edition.scope:
            mask |= dict(cube.masks).get(level, 0)
    return {"service": vocabulary.facts[level].names(mask)} if mask else {}
