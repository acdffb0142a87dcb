"""Editions compiled into one diagram: every situation to the verdict of all of them together.

How a clause is understood may be open in three ways: a contested member of a term is inside or
outside, one of its named readings is the right one, and a weak text that nobody signed off stands
or does not stand. Each combination is a *world*.

 1. In one world a clause answers where its condition holds: with the strictest answer of its
    exceptions there, else with its own verdict. A weak text that does not stand answers nothing.
 2. An edition answers with the strictest answer of the clauses that are no exceptions; with
    silence where no clause answers, and outside its scope.
 3. The verdict of an edition is what it answers in every world, else unclear.
 4. The verdict of several editions is the strictest of theirs.
 5. A situation that an axiom of the vocabulary rules out has no verdict.

The terms are levels of the diagram below all facts while an edition is compiled, and are forgotten
in step 3; readings and texts stand in one clause alone, so their worlds are sets at once.

At a gate, an edition that is unclear only for want of a signature counts as silent for an operation
that is not biometric.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from countenance.codes.model import (
    Clause,
    Condition,
    Edition,
    Literal,
    OpeningKind,
    Verdict,
)
from countenance.decisions.diagram import NEVER, TRUE, Diagram
from countenance.decisions.digests import node_digests, root_digest, signed_digest, written
from countenance.decisions.operations import (
    ABSENT,
    AND,
    COLLAPSE,
    DIFFER,
    FALLBACK,
    MAX,
    OR,
    SILENCE,
    TERMINALS,
)
from countenance.decisions.plans import Plan, plans
from countenance.errors import DecisionError
from countenance.facts.vocabulary import Known, Vocabulary

__all__ = [
    "Bound",
    "Compiled",
    "Texts",
    "assembled",
    "bound_editions",
    "compile_editions",
    "possible_situations",
    "verdict_functions",
]


class Texts(Enum):
    """Whether weak texts that nobody signed off stand: perhaps, all of them, or none."""

    OPEN = "open"
    STAND = "stand"
    FALL = "fall"


@dataclass(frozen=True, slots=True)
class Bound:
    """An edition with the clauses that count: those in force on the day asked for."""

    edition: Edition
    clauses: tuple[Clause, ...]
    signed: frozenset[str]

    def is_signed(self, clause: Clause) -> bool:
        """Whether somebody signed off the text of the clause as it now reads."""
        return clause.digest in self.signed

    def exceptions(self, clause: Clause) -> tuple[Clause, ...]:
        """The exceptions to `clause` that count."""
        return tuple(other for other in self.clauses if clause.id in other.exception_to)

    def roots(self) -> tuple[Clause, ...]:
        """The clauses that are no exception to another."""
        return tuple(clause for clause in self.clauses if not clause.exception_to)


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
    root: int
    digest: str
    node_digests: Sequence[bytes]
    signed_digest: bytes
    after: tuple[int, ...]
    """The facts known only after a call on which some verdict depends."""

    @property
    def editions(self) -> tuple[str, ...]:
        """The names of the editions that count."""
        return tuple(bound.edition.name for bound in self.bound)


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
    whole = int(Verdict.SILENT)
    for verdict in verdicts:
        whole = work.apply(MAX, whole, verdict)
    whole = work.apply(AND, whole, possible)
    diagram, root = work.residual(whole, vocabulary.open)
    diagram.freeze()
    after = [i for i in diagram.support(root) if vocabulary.facts[i].known is Known.AFTER]
    digests = node_digests(diagram)
    return assembled(bound, vocabulary, diagram, root, digests, after=tuple(after), at_gate=at_gate)


def assembled(
    bound: Sequence[Bound], vocabulary: Vocabulary, diagram: Diagram, root: int,
    digests: Sequence[bytes], *, after: tuple[int, ...], at_gate: bool,
) -> Compiled:  # fmt: skip
    """What is ready to decide, of a frozen diagram of these editions, the digests of its nodes and
    `after`. Nothing here looks whether they are theirs."""
    marks = signed_digest({c.digest for one in bound for c in one.clauses if one.is_signed(c)})
    digest = written(root_digest(vocabulary.digest, marks, diagram.below[root], digests[root]))
    rules = plans(((one.edition, one.clauses, one.signed) for one in bound), vocabulary)
    return Compiled(
        vocabulary, tuple(bound), at_gate, rules, diagram, root, digest, digests, marks, after
    )


def verdict_functions(
    bound: Sequence[Bound],
    vocabulary: Vocabulary,
    *,
    at_gate: bool = False,
    budget: int = 300_000,
) -> tuple[Diagram, tuple[int, ...], int]:
    """One diagram, the verdict of each edition by itself, and where a situation can happen.

    The levels below the facts are those of terms; no verdict asks for one any more. Raises
    `DecisionError` as `compile_editions` does.
    """
    terms = _term_levels(bound)
    sizes = [len(fact.values) for fact in vocabulary.facts]
    work = Diagram([*sizes, *(2 for _ in terms)], budget)
    possible = possible_situations(work, vocabulary)
    verdicts = []
    for one in bound:
        compiler = _EditionCompiler(work, vocabulary, one, terms, possible)
        verdict = compiler.verdict()
        verdicts.append(compiler.at_gate(verdict) if at_gate else verdict)
    return work, tuple(verdicts), possible


def bound_editions(
    editions: Iterable[Edition],
    *,
    day: datetime.date | None,
    signed: frozenset[str] = frozenset(),
    undated: frozenset[str] = frozenset(),
) -> tuple[Bound, ...]:
    """The editions, and of each the clauses, that count on `day`, in the order of their names.

    An exception whose clauses are all out of force has no cases left, and is out as well.
    """
    found = {}
    for edition in editions:
        on = None if edition.name in undated else day
        if edition.name in found:
            raise DecisionError(f"the edition `{edition.name}` is given twice")
        if on is None or edition.in_force_on(on):
            dated = [c for c in edition.clauses if on is None or c.in_force.covers(on)]
            found[edition.name] = Bound(edition, _with_parents(dated), signed)
    return tuple(bound for _, bound in sorted(found.items()))


def _with_parents(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses that are no exception, and the exceptions that have a clause left."""
    left: set[str] = set()
    for _ in clauses:
        left |= {c.id for c in clauses if not c.exception_to or not left.isdisjoint(c.exception_to)}
    return tuple(clause for clause in clauses if clause.id in left)


_Levels = dict[tuple[str, str, OpeningKind], int]


def _term_levels(bound: Sequence[Bound]) -> _Levels:
    """A place, counted from the last fact, for each way a term of an edition may be open."""
    levels: _Levels = {}
    for one in bound:
        for clause in one.clauses:
            for condition in clause.conditions:
                for case in condition:
                    for literal in case:
                        for opening in literal.openings:
                            key = (one.edition.name, opening.term, opening.kind)
                            levels.setdefault(key, len(levels))
    return levels


def possible_situations(work: Diagram, vocabulary: Vocabulary) -> int:
    """Every bit where a situation can happen, `NEVER` where an axiom rules it out."""
    impossible = NEVER
    for cube in vocabulary.impossible:
        impossible = work.apply(OR, impossible, work.cube(cube.masks, TRUE, NEVER))
    return work.negated(impossible)


class _EditionCompiler:
    """One edition on its way into a diagram that it shares with others."""

    def __init__(
        self, work: Diagram, vocabulary: Vocabulary, bound: Bound, terms: _Levels, possible: int
    ) -> None:
        self._work = work
        self._vocabulary = vocabulary
        self._bound = bound
        self._possible = possible
        first = len(vocabulary.facts)
        name = bound.edition.name
        self._terms = {key[1:]: first + i for key, i in terms.items() if key[0] == name}
        self._facts = frozenset(range(first))
        self._memo: dict[tuple[str, Texts], int] = {}
        self._scope = TRUE
        if bound.edition.scope:
            self._scope = NEVER
            for cube in bound.edition.scope:
                self._scope = work.apply(OR, self._scope, work.cube(cube.masks, TRUE, NEVER))

    def verdict(self) -> int:
        """Step 3: the one verdict of the edition, in every situation."""
        self._check_exceptions()
        return self._work.mapped(self._worlds(Texts.OPEN), COLLAPSE)

    def at_gate(self, verdict: int) -> int:
        """Silence where only a signature is missing and the operation is not biometric."""
        work, vocabulary = self._work, self._vocabulary
        operation = vocabulary.fact("operation")
        other = operation.full & ~operation.mask(("biometric",))
        level = vocabulary.index("operation")
        unclear = work.mapped(verdict, _where(lambda a: a == Verdict.UNCLEAR))
        agreed = work.mapped(self._worlds(Texts.STAND), _where(lambda a: a.bit_count() == 1))
        mild = (Verdict.SILENT, Verdict.ALLOW)
        harmless = work.mapped(self._worlds(Texts.FALL), _where(lambda a: a in mild))
        where = work.split(level, other, TRUE, NEVER)
        for condition in (unclear, agreed, harmless):
            where = work.apply(AND, where, condition)
        return work.choose(where, int(Verdict.SILENT), verdict)

    def _worlds(self, texts: Texts) -> int:
        """Step 2 in every world at once: the set of what the edition may answer."""
        work = self._work
        answers = [self._answer(clause, texts) for clause in self._bound.roots()]
        supports = [frozenset(work.support(answer)) for answer in answers]
        answer = ABSENT
        for i, one in enumerate(answers):
            # A term that no other clause uses is a world of this clause alone: forget it early.
            others = frozenset[int]().union(*supports[:i], *supports[i + 1 :])
            answer = work.apply(MAX, answer, work.project(one, self._facts | others))
        answer = work.choose(self._scope, work.mapped(answer, SILENCE), int(Verdict.SILENT))
        return work.project(answer, self._facts)

    def _answer(self, clause: Clause, texts: Texts) -> int:
        """Step 1 in every world at once: the set of what the clause may answer."""
        key = (clause.id, texts)
        if key not in self._memo:
            self._memo[key] = self._answer_of(clause, texts)
        return self._memo[key]

    def _answer_of(self, clause: Clause, texts: Texts) -> int:
        work, signed = self._work, self._bound.is_signed(clause)
        special = ABSENT
        for exception in self._bound.exceptions(clause):
            special = work.apply(MAX, special, self._answer(exception, texts))
        stance = Texts.STAND if signed or not clause.weak else texts
        excluded = work.negated(self._holds(clause.unless, texts, signed))
        ways = [(clause.when, clause.verdict)]
        if clause.readings:
            ways = [(clause.when if r.when is None else r.when, r.verdict) for r in clause.readings]
        answer = NEVER
        for when, verdict in ways:
            own = int(verdict or 0) if stance is not Texts.FALL else 0
            own |= ABSENT if stance is not Texts.STAND else 0
            here = work.apply(AND, self._holds(when, texts, signed), excluded)
            way = work.choose(here, work.apply(FALLBACK, special, own), ABSENT)
            answer = work.apply(OR, answer, way)
        return answer

    def _holds(self, condition: Condition, texts: Texts, signed: bool) -> int:
        """Where a condition holds; it may depend on how terms are read."""
        work = self._work
        holds = NEVER
        for case in condition:
            whole = TRUE
            for literal in reversed(case):
                whole = self._literal(literal, whole, texts, signed)
            holds = work.apply(OR, holds, whole)
        return holds

    def _literal(self, literal: Literal, then: int, texts: Texts, signed: bool) -> int:
        """`then` where the literal holds, else `NEVER`."""
        work = self._work
        inside, children = literal.inside, dict[int, int]()
        opened = 0
        for opening in literal.openings:
            if opening.kind is OpeningKind.INTERPRETED and (signed or texts is Texts.STAND):
                inside |= opening.mask
        for opening in literal.openings:
            if opening.kind is OpeningKind.INTERPRETED and texts is Texts.FALL and not signed:
                continue
            opened |= opening.mask & ~inside
        for value in _parts(literal, opened):
            either = NEVER
            for opening in literal.openings:
                if opening.mask & value and not (
                    opening.kind is OpeningKind.INTERPRETED and texts is Texts.FALL
                ):
                    level = self._terms[opening.term, opening.kind]
                    either = work.apply(OR, either, work.split(level, 2, TRUE, NEVER))
            child = work.apply(AND, either, then)
            children[child] = children.get(child, 0) | value
        outside = work.full[literal.fact] & ~inside & ~opened
        for child, mask in ((then, inside), (NEVER, outside)):
            if mask:
                children[child] = children.get(child, 0) | mask
        return work.node(literal.fact, children)

    def _check_exceptions(self) -> None:
        """Raise for two exceptions to one clause that answer one situation differently."""
        work = self._work
        for clause in self._bound.clauses:
            exceptions = self._bound.exceptions(clause)
            for i, one in enumerate(exceptions):
                for other in exceptions[:i]:
                    both = work.apply(
                        DIFFER,
                        self._answer(one, Texts.STAND),
                        self._answer(other, Texts.STAND),
                    )
                    inside = self._answer(clause, Texts.STAND)
                    both = work.apply(
                        AND, both, work.mapped(inside, _where(lambda a: a & ~ABSENT != 0))
                    )
                    for condition in (self._scope, self._possible):
                        both = work.apply(AND, both, condition)
                    if both != NEVER:
                        self._raise_conflict(clause, one, other, both)

    def _raise_conflict(self, clause: Clause, one: Clause, other: Clause, where: int) -> None:
        found = _one_path(self._work, where)
        facts = self._vocabulary.facts
        says = ", ".join(
            f"{facts[level].name}={facts[level].says(mask & -mask)}"
            for level, mask in found
            if level < len(facts)
        )
        raise DecisionError(
            f"{self._bound.edition.name}: `{other.id}` and `{one.id}` are exceptions to"
            f" `{clause.id}` and answer differently where {says or 'nothing is known'}; make one"
            " an exception to the other, or keep their cases apart"
        )


def _parts(literal: Literal, opened: int) -> list[int]:
    """`opened` in parts, so that each opening of the literal covers a part wholly or not at all."""
    parts = [opened] if opened else []
    for opening in literal.openings:
        parts = [
            piece
            for part in parts
            for piece in (part & opening.mask, part & ~opening.mask)
            if piece
        ]
    return parts


def _where(test: Callable[[int], bool]) -> tuple[int, ...]:
    """The terminals that make a condition of a function: true where `test` is."""
    return tuple(TRUE if test(a) else NEVER for a in range(TERMINALS))


def _one_path(work: Diagram, node: int) -> list[tuple[int, int]]:
    """The levels and masks on some way from `node` to a terminal other than `NEVER`."""
    path = []
    while node >= TERMINALS:
        mask, child = next((m, c) for m, c in work.edges[node] if work.below[c])
        path.append((work.levels[node], mask))
        node = child
    return path
