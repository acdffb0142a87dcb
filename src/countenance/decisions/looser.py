"""Whether an edition is anywhere closer to allowing than another one: how many situations, exactly.

The whole comparison, with the clauses that did it, is the work of `compare`.
"""

from dataclasses import replace

from countenance.codes.model import Edition
from countenance.decisions.bound import bound_alone
from countenance.decisions.moves import Moved, ease
from countenance.decisions.space import Space
from countenance.facts.vocabulary import Vocabulary

__all__ = ["looser"]


def looser(
    old: Edition, new: Edition, vocabulary: Vocabulary, signed: frozenset[str] = frozenset()
) -> int:
    """How many situations the new edition is closer to allowing than the old one.

    Both may have the same name: a text that was changed. `signed`: digests of clauses signed off.
    Raises `DecisionError`.
    """
    before = replace(old, edition=f"{old.edition} before") if old.name == new.name else old
    space = Space([bound_alone(before, signed), bound_alone(new, signed)], vocabulary)
    table = Moved(space, *space.functions).table()
    return sum(number for (was, now), number in table.items() if ease(now) > ease(was))
