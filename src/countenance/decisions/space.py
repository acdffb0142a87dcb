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
from countenance.decisions.compile import Bound, verdict_functions
from countenance.decisions.diagram import NEVER, TRUE
from countenance.decisions.operations import AND, OR, TERMINALS
from countenance.facts.vocabulary import Cube, Vocabulary

__all__ = ["VERDICTS", "Space"]

VERDICTS = tuple(Verdict)
"""The four verdicts, mildest first."""


class Space:
    """The situations that some editions tell apart, and what each edition says of them.

    `facts` are the places of the facts that are asked about, in their order; `functions` are the
    verdicts of the editions, in the order in which they were given; `possible` is where a situation
    can happen at all. Raises `DecisionError` as compiling the editions does.
    """

    def __init__(
        self, editions: Sequence[Bound], vocabulary: Vocabulary, *, budget: int = 200_000
    ) -> None:
        self.vocabulary = vocabulary
        self.work, verdicts, possible = verdict_functions(editions, vocabulary, budget=budget)
        full = self.work.full
        whole = [self.work.apply(AND, verdict, possible) for verdict in verdicts]
        asked = {level for node in whole for level in self.work.relevant(node, full)}
        self.facts = tuple(sorted(asked))
        kept = frozenset(asked)
        # Where only an axiom looks at a forgotten fact, the verdict is the same for all its values
        # that can be: the union over them is that verdict, or `NEVER` where none can be.
        self.functions = tuple(self.work.project(node, kept) for node in whole)
        self.possible = self.work.project(possible, kept)
        self._left_out = prod(
            mask.bit_count() for level, mask in enumerate(full) if level not in kept
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

    def count(self, condition: int) -> int:
        """How many situations a condition holds in."""
        return self.work.count(condition).get(TRUE, 0) // self._left_out
