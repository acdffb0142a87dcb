"""What deciding costs: all codes composed, random states of knowledge.

A fifth of the facts is unknown in each state. A fact gets only a value that what is known so far
does not rule out: what cannot happen is answered at once, and would flatter the figures.
"""

import random

from figures import Row, each, quantile

from countenance.decisions.ask import next_question
from countenance.decisions.compile import Compiled, compile_editions
from countenance.decisions.decide import decide, reach
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube
from countenance.stores.packaged import packaged_editions, packaged_vocabulary

__all__ = ["engine"]

UNKNOWN = 0.2


def engine(states: int = 3000) -> list[Row]:
    """The rows about deciding."""
    compiled = compile_editions(packaged_editions(), packaged_vocabulary(), day=None)
    known = random_states(compiled, states)
    # What is computed once for all decisions belongs to the start of a gate.
    decide(compiled, known[0])
    reached = each(lambda facts: reach(compiled, facts), known)
    decided = each(lambda facts: decide(compiled, facts), known)
    undetermined = [facts for facts in known if reach(compiled, facts).bit_count() > 1]
    asked = each(lambda facts: next_question(compiled, facts), undetermined[:1000])
    note = f"{len(packaged_editions())} editions composed, {states} states, 20 % unknown"
    return [
        Row("verdict set, p50", quantile(reached, 50), "us", 25, note),
        Row("verdict set, p99", quantile(reached, 99), "us", 1000),
        Row("explained decision, p50", quantile(decided, 50), "us", 300),
        Row("next question, p95", quantile(asked, 95), "us", 20_000,
            f"{len(asked)} undetermined states"),
    ]  # fmt: skip


def random_states(compiled: Compiled, number: int) -> list[Facts]:
    """States of knowledge, each possible, the same in each run."""
    vocabulary = compiled.vocabulary
    chance = random.Random(1)  # noqa: S311 - a repeatable sample, not a secret
    states = []
    for _ in range(number):
        facts = Facts.open(vocabulary)
        for i, fact in enumerate(vocabulary.facts):
            if chance.random() >= UNKNOWN:
                more = facts.narrowed(Cube(((i, 1 << chance.randrange(len(fact.values))),)))
                facts = more if reach(compiled, more) else facts
        states.append(Facts.open(vocabulary).narrowed(Cube(tuple(enumerate(facts.masks)))))
    return states
