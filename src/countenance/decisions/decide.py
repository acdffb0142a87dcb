"""The decision: which verdicts can be reached from what is known, and why.

Rules kept here:
 * The set of verdicts is exact: it holds a verdict if and only if some situation has it that the
   facts leave and no axiom rules out. The empty set is a contradiction.
 * A decision is settled when one verdict is left. `unclear` is a verdict of the codes; several
   verdicts mean that facts are missing. The two are reported apart.
 * A contested fact is touched when one side of it, or not knowing it at all, changes the set. What
   touches one is never a pass.
 * A decision relies on an attestation when taking it back would change the set.

What a gate does about a decision is not decided here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from countenance.codes.model import Verdict
from countenance.decisions.ask import SettlingSet, next_question, settling_set
from countenance.decisions.compile import Compiled
from countenance.decisions.findings import Applies, Finding, causes_of, findings, hanging_on
from countenance.decisions.plans import Cause, CauseKind
from countenance.errors import DecisionError
from countenance.facts.known import Evidence, Facts
from countenance.facts.vocabulary import Basis

__all__ = ["Contest", "Decision", "Piece", "decide", "reach", "touched"]

_SETS = tuple(Verdict(bits) for bits in range(16))


@dataclass(frozen=True, slots=True)
class Piece:
    """One side of a contested fact, and the verdicts that it alone would leave."""

    evidence: Evidence
    verdicts: Verdict


@dataclass(frozen=True, slots=True)
class Contest:
    """A fact about which the evidence disagrees, and that this decision touches."""

    fact: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Decision:
    """What the codes say about what is known.

    `obligations` are those of the clauses that apply, and of open clauses that would allow.
    `due` are the facts known only after the call that the decision takes as kept. `relied_on` are
    facts that it rests on and that only the caller states. `impossible` says which axioms exclude
    what is known, where one alone does.
    """

    # Not slotted: the two searches below run when they are first asked for, and once.
    verdicts: Verdict
    settled: bool
    clauses: tuple[Finding, ...]
    causes: tuple[Cause, ...]
    obligations: tuple[str, ...]
    due: tuple[str, ...]
    relied_on: tuple[str, ...]
    contested: tuple[Contest, ...]
    impossible: tuple[str, ...]
    digest: str
    compiled: Compiled = field(repr=False, compare=False)
    facts: Facts = field(repr=False, compare=False)

    @cached_property
    def next_question(self) -> str | None:
        """The one fact most worth asking for; None when the decision is settled."""
        return next_question(self.compiled, self.facts)

    @cached_property
    def settling(self) -> SettlingSet:
        """Facts that settle the matter whatever their values turn out to be."""
        return settling_set(self.compiled, self.facts)

    def asked_by(self, obligation: str) -> tuple[tuple[str, str], ...]:
        """The clauses that ask for an obligation, each with its edition: those that name it, and
        those that hang on whether a fact is kept that is known only after the call."""
        found = [
            (each.edition, each.clause)
            for each in self.clauses
            if obligation in each.obligations and _counts(each)
        ]
        if obligation in self.due:
            masks, about = self.facts.masks, self.facts.vocabulary
            place = about.index(obligation)
            unknown = (*masks[:place], about.facts[place].full, *masks[place + 1 :])
            found += hanging_on(self.compiled.plans, masks, unknown)
        return tuple(dict.fromkeys(found))

    @property
    def undetermined(self) -> bool:
        """Whether facts are missing."""
        return self.verdicts.bit_count() > 1

    @property
    def contradictory(self) -> bool:
        """Whether no situation is left that fits what is known."""
        return not self.verdicts


def reach(compiled: Compiled, facts: Facts) -> Verdict:
    """The verdicts that can be reached from `facts`; `Verdict(0)` if they contradict each other."""
    if facts.vocabulary is not compiled.vocabulary:
        _check(compiled, facts)
    return _reach(compiled, facts.masks)


def decide(compiled: Compiled, facts: Facts) -> Decision:
    """The verdicts that can be reached from `facts`, with reasons.

    Raises `DecisionError` when the facts are of another vocabulary than the editions.
    """
    verdicts = reach(compiled, facts)
    found = findings(compiled.plans, facts.masks, verdicts) if verdicts else ()
    settled = verdicts.bit_count() == 1
    causes = _missing(compiled, facts) if verdicts.bit_count() > 1 else ()
    if verdicts & Verdict.UNCLEAR:
        causes += causes_of(finding for finding in found if finding.verdict is Verdict.UNCLEAR)
    return Decision(
        verdicts,
        settled,
        found,
        causes,
        _obligations(found),
        _due(compiled, facts, verdicts),
        _relied_on(compiled, facts, verdicts),
        tuple(_contest(compiled, facts, name) for name in touched(compiled, facts)),
        () if verdicts else compiled.vocabulary.contradicted(facts.masks),
        compiled.digest,
        compiled,
        facts,
    )


def touched(compiled: Compiled, facts: Facts) -> tuple[str, ...]:
    """The contested facts that make a difference to the verdicts, in their order.

    Each side is looked at beside what is known now; and what may establish a fact also beside what
    was known before anything that was measured contested the others: no doubt hides another.
    """
    if not facts.contested:
        return ()
    verdicts = _reach(compiled, facts.masks)
    undisputed = tuple(
        _undisputed(facts, level) if fact.name in facts.contested else mask
        for level, (fact, mask) in enumerate(zip(facts.vocabulary.facts, facts.masks, strict=True))
    )
    found = []
    for level, fact in enumerate(facts.vocabulary.facts):
        if fact.name in facts.contested:
            about = [e for e in facts.evidence if e.fact == fact.name]
            sides = {fact.mask(e.values) for e in about}
            firm = {fact.mask(e.values) for e in about if e.basis in fact.established_by}
            more = {undisputed[level], fact.full}
            if any(
                _reach(compiled, (*others[:level], side, *others[level + 1 :])) != verdicts
                for others, asked in ((facts.masks, sides | more), (undisputed, firm | more))
                for side in asked
            ):
                found.append(fact.name)
    return tuple(found)


def _undisputed(facts: Facts, level: int) -> int:
    """What the evidence that may establish a contested fact leaves of it, suppositions included."""
    fact = facts.vocabulary.facts[level]
    together, either = fact.full, 0
    for piece in facts.evidence:
        if piece.fact == fact.name and piece.basis in fact.established_by:
            mask = fact.mask(piece.values)
            together, either = together & mask, either | mask
    mask = together or either
    for i, supposed in facts.supposed:
        if i == level:
            mask &= supposed
    return mask


def _check(compiled: Compiled, facts: Facts) -> None:
    if facts.vocabulary != compiled.vocabulary:
        raise DecisionError("the facts are of another vocabulary than the editions")


def _reach(compiled: Compiled, masks: Sequence[int]) -> Verdict:
    # INVARIANT: the diagram skips facts it does not ask, so an empty mask has to be seen here.
    if 0 in masks:
        return _SETS[0]
    return _SETS[compiled.reach(masks)]


def _with(compiled: Compiled, facts: Facts, name: str, mask: int) -> Verdict:
    """The verdicts when the set of one fact is replaced."""
    masks = list(facts.masks)
    masks[facts.vocabulary.index(name)] = mask
    return _reach(compiled, masks)


def _missing(compiled: Compiled, facts: Facts) -> tuple[Cause, ...]:
    """The facts on which the verdict still depends, in their order."""
    about = compiled.vocabulary.facts
    return tuple(
        Cause(CauseKind.FACT, about[level].name, about[level].ask)
        for level in compiled.relevant(facts.masks)
    )


def _obligations(found: Sequence[Finding]) -> tuple[str, ...]:
    counting = (finding.obligations for finding in found if _counts(finding))
    return tuple(dict.fromkeys(name for names in counting for name in names))


def _counts(finding: Finding) -> bool:
    """Whether what a clause asks for is owed."""
    return finding.applies is Applies.YES or finding.verdict is Verdict.ALLOW


def _due(compiled: Compiled, facts: Facts, verdicts: Verdict) -> tuple[str, ...]:
    """The facts known only after the call whose being kept changes the set."""
    about = facts.vocabulary.facts
    return tuple(
        about[i].name
        for i in compiled.after
        if facts.masks[i] != about[i].full
        and _with(compiled, facts, about[i].name, about[i].full) != verdicts
    )


def _relied_on(compiled: Compiled, facts: Facts, verdicts: Verdict) -> tuple[str, ...]:
    """The attested facts whose attestation, taken back, changes the set.

    Where no one of them does but all together do, all of them are named.
    """
    attested = dict.fromkeys(e.fact for e in facts.evidence if e.basis is Basis.ATTESTED)
    if not attested:
        return ()
    alone = tuple(
        name
        for name in attested
        if _reach(compiled, facts.without(Basis.ATTESTED, name).masks) != verdicts
    )
    if alone or _reach(compiled, facts.without(Basis.ATTESTED).masks) == verdicts:
        return alone
    return tuple(attested)


def _contest(compiled: Compiled, facts: Facts, name: str) -> Contest:
    fact = facts.vocabulary.fact(name)
    return Contest(
        name,
        tuple(
            Piece(e, _with(compiled, facts, name, fact.mask(e.values)))
            for e in facts.evidence
            if e.fact == name
        ),
    )
