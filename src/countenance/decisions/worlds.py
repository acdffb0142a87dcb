"""One edition on its way into a diagram, in every world at once.

What a world is, and what each step does, stands in `countenance.decisions.compile`; this is how
the conditions of clauses, their readings and their terms become nodes.
"""

from collections.abc import Callable, Sequence
from enum import Enum

from countenance.codes.model import Clause, Condition, Literal, OpeningKind, Verdict
from countenance.decisions.bound import Bound
from countenance.decisions.diagram import NEVER, TRUE, Diagram
from countenance.decisions.operations import (
    ABSENT,
    AND,
    COLLAPSE,
    DIFFER,
    FALLBACK,
    MAX,
    ONLY,
    OR,
    SILENCE,
    TERMINALS,
    WITHOUT,
)
from countenance.errors import ContradictionError
from countenance.facts.vocabulary import Vocabulary

__all__ = ["EditionCompiler", "Levels", "Texts", "term_levels"]


class Texts(Enum):
    """Whether weak texts that nobody signed off stand: perhaps, all of them, or none."""

    OPEN = "open"
    STAND = "stand"
    FALL = "fall"


Levels = dict[tuple[str, str, OpeningKind], int]


def term_levels(bound: Sequence[Bound]) -> Levels:
    """A place, counted from the last fact, for each way a term of an edition may be open."""
    levels: Levels = {}
    for one in bound:
        for clause in one.clauses:
            for condition in clause.conditions:
                for case in condition:
                    for literal in case:
                        for opening in literal.openings:
                            key = (one.edition.name, opening.term, opening.kind)
                            levels.setdefault(key, len(levels))
    return levels


class EditionCompiler:
    """One edition on its way into a diagram that it shares with others."""

    def __init__(
        self, work: Diagram, vocabulary: Vocabulary, bound: Bound, terms: Levels, possible: int
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
        answer = work.mapped(work.apply(ONLY, self._scope, answer), SILENCE)
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
        excluded = self._holds(clause.unless, texts, signed)
        ways = [(clause.when, clause.verdict)]
        if clause.readings:
            ways = [(clause.when if r.when is None else r.when, r.verdict) for r in clause.readings]
        answer = NEVER
        for when, verdict in ways:
            own = int(verdict or 0) if stance is not Texts.FALL else 0
            own |= ABSENT if stance is not Texts.STAND else 0
            here = work.apply(WITHOUT, self._holds(when, texts, signed), excluded)
            way = work.apply(ONLY, here, work.apply(FALLBACK, special, own))
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
        raise ContradictionError(
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
