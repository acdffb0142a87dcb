"""Several editions side by side: every situation with the verdict of each.

    situation   one value for each fact that any of the editions asks about
    function    a node of the diagram: the verdict of one edition in every situation
    condition   a node whose terminals are `NEVER` and `TRUE`

Rules kept here:
 * Facts that no edition asks about are left out, so that the numbers of situations mean something:
   a situation counts once, whatever those facts are.
 * A situation that the axioms rule out, whatever those facts are, is in no condition.
 * Everything is exact: nothing is sampled, no number is an estimate.

What moved between two editions is the matter of `countenance.decisions.compare`, how a condition is
written down in few lines that of `countenance.decisions.cover`.
"""

from collections.abc import Callable, Sequence
from math import prod

from countenance.codes.model import Verdict
from countenance.decisions.compile import Bound, Workbench
from countenance.decisions.diagram import NEVER, TRUE
from countenance.decisions.operations import AND, OR, TERMINALS, WITHOUT
from countenance.facts.vocabulary import Cube, Vocabulary

__all__ = ["VERDICTS", "Space"]

VERDICTS = tuple(Verdict)
"""The four verdicts, mildest first."""


class Space:
    """The situations that some editions tell apart, and what each edition says of them.

    `facts` are the places of the facts that are asked about, in their order; `functions` are the
    verdicts of the editions, in the order in which they were given; `possible` is where a situation
    can happen at all. `doubtful` are the verdicts of editions that may contradict themselves: None
    where they do. `beside` are those of editions that are looked at in the same diagram, whose
    facts are not counted: they are over all facts. Raises `DecisionError` as compiling does.
    """

    def __init__(
        self,
        editions: Sequence[Bound],
        vocabulary: Vocabulary,
        *,
        doubtful: Sequence[Bound] = (),
        beside: Sequence[Bound] = (),
        budget: int = 200_000,
    ) -> None:
        self.vocabulary = vocabulary
        bench = Workbench((*editions, *doubtful, *beside), vocabulary, budget=budget)
        self.work = work = bench.work
        perhaps = [bench.verdict_if_sound(one) for one in doubtful]
        verdicts = [bench.verdict(one) for one in editions]
        verdicts += [verdict for verdict in perhaps if verdict is not None]
        possible, whole = _where_possible(bench, verdicts)
        self.facts = work.relevant(whole, work.full)
        kept = frozenset(self.facts)
        # Where only an axiom looks at a forgotten fact, the verdict is the same for all its values
        # that can be: the union over them is that verdict, or `NEVER` where none can be.
        self.possible, *functions = work.projected((possible, *whole), kept)
        self.functions = tuple(functions[: len(editions)])
        sound = iter(functions[len(editions) :])
        self.doubtful = tuple(None if verdict is None else next(sound) for verdict in perhaps)
        self.beside = _where_possible(bench, [bench.verdict(one) for one in beside])[1]
        self._left_out = prod(
            mask.bit_count() for level, mask in enumerate(work.full) if level not in kept
        )

    def where(self, function: int, holds: Callable[[int], bool]) -> int:
        """The condition that holds where `holds` is true of the function's terminal."""
        return self.work.mapped(function, [TRUE if holds(a) else NEVER for a in range(TERMINALS)])

    def says(self, function: int, verdict: Verdict) -> int:
        """The condition that a function gives this verdict."""
        return self.where(function, lambda found: found == verdict)

    def inside(self, cube: Cube) -> int:
        """The condition that a situation is in a cube of facts that are asked about."""
        return self.work.cube(cube.masks, TRUE, NEVER)

    def both(self, *conditions: int) -> int:
        """The condition that all of these hold."""
        found = TRUE
        for condition in conditions:
            found = self.work.apply(AND, found, condition)
        return found

    def either(self, *conditions: int) -> int:
        """The condition that one of these holds."""
        found = NEVER
        for condition in conditions:
            found = self.work.apply(OR, found, condition)
        return found

    def within(self, one: int, other: int) -> bool:
        """Whether a condition holds nowhere where another does not."""
        return self.work.apply(WITHOUT, one, other) == NEVER

    def count(self, condition: int) -> int:
        """How many situations a condition holds in."""
        return self.counts(condition).get(TRUE, 0)

    def counts(self, function: int) -> dict[int, int]:
        """How many situations have each terminal of a function."""
        found = self.work.count(function)
        return {terminal: number // self._left_out for terminal, number in found.items()}


def _where_possible(bench: Workbench, verdicts: Sequence[int]) -> tuple[int, tuple[int, ...]]:
    """Where a situation can happen and the verdicts there, over the facts that they ask about.

    The axioms are forgotten about all other facts first: it makes small what has to be combined.
    """
    work = bench.work
    asked = frozenset(level for verdict in set(verdicts) for level in work.support(verdict))
    possible = work.project(bench.possible, asked)
    return possible, tuple(work.apply(AND, verdict, possible) for verdict in verdicts)
