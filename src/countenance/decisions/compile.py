"""Editions compiled into one diagram: every situation to the verdict of all of them together.

How a clause is understood may be open in three ways: a contested member of a term is inside or
outside, one of its named readings is the right one, and a weak text that nobody signed off stands
or does not stand. Each combination is a *world*.

 1. In one world a clause answers where its condition holds: with the strictest answer of its
    exceptions there, else with its own verdict. A weak text that does not stand answers nothing.
 2. An edition answers with the strictest answer of the clauses that are no exceptions; with
    silence where no clause answers, and outside its scope.
 3. The verdict of an edition is what it answers in every world, else unclear.
 4. The verdict of several editions is the strictest of theirs. The codes of providers and all
    others are composed apart; `countenance.decisions.joint` takes them together.
 5. A situation that an axiom of the vocabulary rules out has no verdict.

The terms are levels of the diagram below all facts while an edition is compiled, and are forgotten
in step 3; readings and texts stand in one clause alone, so their worlds are sets at once.

At a gate, an edition that is unclear only for want of a signature counts as silent for an operation
that is not biometric.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from countenance.codes.model import Edition, Verdict
from countenance.decisions import joint
from countenance.decisions.bound import Bound, bound_editions
from countenance.decisions.diagram import NEVER, TRUE, Diagram
from countenance.decisions.digests import (
    node_digests,
    parts_digest,
    root_digest,
    signed_digest,
    written,
)
from countenance.decisions.operations import AND, MAX, OR
from countenance.decisions.plans import Plan, plans
from countenance.decisions.worlds import EditionCompiler, term_levels
from countenance.errors import ContradictionError
from countenance.facts.vocabulary import Known, Vocabulary

__all__ = [
    "Bound",
    "Compiled",
    "Workbench",
    "assembled",
    "bound_editions",
    "compile_editions",
    "possible_situations",
    "verdict_functions",
]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A frozen diagram of some editions, ready to decide.

    `digest` (`sha256:` and hex) is the same for every order of clauses and every build; it covers
    the vocabulary, what is decided in every situation, and the sign-offs that count.
    """

    vocabulary: Vocabulary
    bound: tuple[Bound, ...]
    at_gate: bool
    plans: tuple[Plan, ...]
    diagram: Diagram
    roots: tuple[int, ...]
    digest: str
    node_digests: Sequence[bytes]
    signed_digest: bytes
    after: tuple[int, ...]
    """The facts known only after a call on which some verdict depends."""

    @property
    def editions(self) -> tuple[str, ...]:
        """The names of the editions that count."""
        return tuple(bound.edition.name for bound in self.bound)

    def reach(self, masks: Sequence[int]) -> int:
        """The set of verdicts that can be reached when each fact has a value in `masks`."""
        return joint.reach(self.diagram, self.roots, masks)

    def residual(self, masks: Sequence[int]) -> tuple[Diagram, int]:
        """What is decided when each fact has a value in `masks`, in a diagram of its own."""
        return joint.residual(self.diagram, self.roots, masks)

    def relevant(self, masks: Sequence[int]) -> tuple[int, ...]:
        """The facts on which the verdict still depends, given `masks`."""
        return joint.relevant(self.diagram, self.roots, masks)


def compile_editions(
    editions: Iterable[Edition],
    vocabulary: Vocabulary,
    *,
    day: datetime.date | None,
    signed: frozenset[str] = frozenset(),
    at_gate: bool = False,
    undated: frozenset[str] = frozenset(),
    budget: int = 300_000,
) -> Compiled:
    """The editions in force on `day`, composed; with no day, all of them whatever their dates.

    `signed` holds digests of clauses, `undated` names of editions that count on every day. Raises
    `DecisionError` for two exceptions that disagree about a situation that can happen, and when
    more than `budget` nodes would be needed.
    """
    bound = bound_editions(editions, day=day, signed=signed, undated=undated)
    work, verdicts, possible = verdict_functions(
        bound, vocabulary, at_gate=at_gate, budget=budget
    )
    parts = [
        work.apply(AND, _strictest(work, part), possible)
        for part in _apart(bound, verdicts, vocabulary)
    ]
    diagram, roots = work.copied(parts, len(vocabulary.facts))
    asked = {level for root in roots for level in diagram.support(root)}
    after = [level for level in sorted(asked) if vocabulary.facts[level].known is Known.AFTER]
    digests = node_digests(diagram)
    return assembled(
        bound, vocabulary, diagram, roots, digests, after=tuple(after), at_gate=at_gate
    )


def assembled(
    bound: Sequence[Bound],
    vocabulary: Vocabulary,
    diagram: Diagram,
    roots: tuple[int, ...],
    digests: Sequence[bytes],
    *,
    after: tuple[int, ...],
    at_gate: bool,
) -> Compiled:
    """What is ready to decide, of a frozen diagram of these editions, the digests of its nodes and
    `after`. Nothing here looks whether they are theirs.
    """
    marks = signed_digest({c.digest for one in bound for c in one.clauses if one.is_signed(c)})
    parts = [
        root_digest(vocabulary.digest, marks, diagram.below[root], digests[root])
        for root in roots
    ]
    return Compiled(
        vocabulary,
        tuple(bound),
        at_gate,
        plans(((one.edition, one.clauses, one.signed) for one in bound), vocabulary),
        diagram,
        roots,
        written(parts_digest(parts)),
        digests,
        marks,
        after,
    )


def _apart(
    bound: Sequence[Bound], verdicts: Sequence[int], vocabulary: Vocabulary
) -> list[list[int]]:
    """The verdicts of the codes of providers, and those of all others, as far as there are any.

    A code of a provider is limited to services, and to nothing that a law is limited to: the two
    are kept apart, because composed every service would stand beside every place.
    """
    services = [i for i, fact in enumerate(vocabulary.facts) if fact.name == "service"]
    apart: tuple[list[int], list[int]] = ([], [])
    for one, verdict in zip(bound, verdicts, strict=True):
        scope = one.edition.scope
        named = [dict(cube.masks).keys() >= set(services) for cube in scope] if services else []
        apart[0 if named and all(named) else 1].append(verdict)
    return [part for part in apart if part] or [[]]


def _strictest(work: Diagram, verdicts: Sequence[int]) -> int:
    """The strictest of some verdicts everywhere, composed in pairs: what is small stays small."""
    left = list(verdicts) or [int(Verdict.SILENT)]
    while len(left) > 1:
        pairs = [left[i : i + 2] for i in range(0, len(left), 2)]
        left = [work.apply(MAX, *pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return left[0]


class Workbench:
    """One diagram in which several editions are compiled, each by itself.

    `possible` is where a situation can happen. The levels below the facts are those of terms; no
    verdict asks for one any more.
    """

    def __init__(
        self, bound: Sequence[Bound], vocabulary: Vocabulary, *, budget: int = 300_000
    ) -> None:
        self._vocabulary = vocabulary
        self._terms = term_levels(bound)
        sizes = [len(fact.values) for fact in vocabulary.facts]
        self.work = Diagram([*sizes, *(2 for _ in self._terms)], budget)
        self.possible = possible_situations(self.work, vocabulary)

    def verdict(self, one: Bound, *, at_gate: bool = False) -> int:
        """The verdict of one of the editions. Raises `DecisionError` as `compile_editions` does."""
        compiler = EditionCompiler(self.work, self._vocabulary, one, self._terms, self.possible)
        verdict = compiler.verdict()
        return compiler.at_gate(verdict) if at_gate else verdict

    def verdict_if_sound(self, one: Bound) -> int | None:
        """The same; None for an edition that contradicts itself, as one may that lost a clause."""
        try:
            return self.verdict(one)
        except ContradictionError:
            return None


def verdict_functions(
    bound: Sequence[Bound],
    vocabulary: Vocabulary,
    *,
    at_gate: bool = False,
    budget: int = 300_000,
) -> tuple[Diagram, tuple[int, ...], int]:
    """The diagram of a `Workbench`, the verdict of each edition, and where a situation can happen.

    Raises `DecisionError` as `compile_editions` does.
    """
    bench = Workbench(bound, vocabulary, budget=budget)
    verdicts = tuple(bench.verdict(one, at_gate=at_gate) for one in bound)
    return bench.work, verdicts, bench.possible


def possible_situations(work: Diagram, vocabulary: Vocabulary) -> int:
    """Every bit where a situation can happen, `NEVER` where an axiom rules it out."""
    impossible = NEVER
    for cube in vocabulary.impossible:
        impossible = work.apply(OR, impossible, work.cube(cube.masks, TRUE, NEVER))
    return work.negated(impossible)
