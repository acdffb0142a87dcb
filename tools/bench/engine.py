"""What deciding costs: the editions in force on one day, all codes together.

For each 1 January from 2019 to 2028 and for today; shown is the worst day. A fifth of the facts is
unknown in each state of knowledge. A fact gets only a value that what is known so far does not rule
out: what cannot happen is answered at once, and would flatter the figures.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import pairwise

from figures import Row, each, quantile

from countenance.codes.model import Case, Clause, Condition, Edition, Literal, Opening
from countenance.decisions.ask import next_question
from countenance.decisions.compare import compare
from countenance.decisions.compile import Compiled, compile_editions
from countenance.decisions.decide import decide, reach
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube, Vocabulary
from countenance.stores.packaged import (
    code_names,
    editions_of,
    editions_on,
    packaged_vocabulary,
)

__all__ = ["engine", "library"]

UNKNOWN = 0.2
TIMES = (1, 2, 4, 8)


def engine(states: int = 1500) -> list[Row]:
    """The rows about deciding and comparing; what compiling costs is measured in `composed`."""
    vocabulary = packaged_vocabulary()
    days = [*(date(year, 1, 1) for year in range(2019, 2029)), datetime.now(UTC).date()]
    compiled = {day: compile_editions(editions_on(day), vocabulary, day=day) for day in days}
    known = random_states(compiled[days[-1]], states)
    reached, far, decided = (dict[date, float]() for _ in range(3))
    for day, found in compiled.items():
        # What is computed once for all decisions belongs to the start of a gate.
        decide(found, known[0])
        sets = each(partial(reach, found), known)
        reached[day], far[day] = quantile(sets, 50), quantile(sets, 99)
        decided[day] = quantile(each(partial(decide, found), known), 50)
    today = compiled[days[-1]]
    undetermined = [facts for facts in known if reach(today, facts).bit_count() > 1]
    asked = each(partial(next_question, today), undetermined[:500])
    return [
        _worst("verdict set, p50", reached, "us", 25, f"{states} states, 20 % unknown"),
        _worst("verdict set, p99", far, "us", 1000),
        _worst("explained decision, p50", decided, "us", 300),
        Row("next question, p95", quantile(asked, 95), "us", 20_000,
            f"{len(asked)} undetermined states, today"),
        _diffs(vocabulary),
    ]  # fmt: skip


def library(states: int = 500) -> list[Row]:
    """The same for a library that is 1, 2, 4 and 8 times as large: other places, other services."""
    vocabulary = packaged_vocabulary()
    today = datetime.now(UTC).date()
    editions = editions_on(today)
    rows = []
    for times in TIMES:
        more = [_moved(text, number, vocabulary) for number in range(times) for text in editions]
        before = time.process_time()
        found = compile_editions(more, vocabulary, day=today, budget=2_000_000)
        spent = (time.process_time() - before) * 1000
        known = random_states(found, states)
        sets = each(partial(reach, found), known)
        note = f"{len(more)} editions, {len(found.diagram)} nodes, {spent:.0f} ms to compile"
        rows.append(Row(f"verdict set, p50, {times} times", quantile(sets, 50), "us", None, note))
    return rows


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


def _worst(
    what: str, found: dict[date, float], unit: str, target: float, note: str = ""
) -> Row:
    day = max(found, key=lambda each: found[each])
    said = f"worst day {day}, best {min(found.values()):.0f}" + (f"; {note}" if note else "")
    return Row(what, found[day], unit, target, said)


def _milliseconds(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return (time.process_time() - before) * 1000


def _diffs(vocabulary: Vocabulary) -> Row:
    """Each code's editions compared one after another; the slowest."""
    spent = {}
    for code in code_names():
        texts = editions_of(code)
        for old, new in pairwise(texts):
            spent[f"{old.name} → {new.edition}"] = _milliseconds(
                partial(compare, old, new, vocabulary)
            )
    slowest = max(spent, key=lambda name: spent[name])
    return Row("diff of one code", spent[slowest], "ms", 300, f"slowest of {len(spent)}: {slowest}")


def _moved(text: Edition, number: int, vocabulary: Vocabulary) -> Edition:
    """A copy of an edition for other places and another service."""
    if not number:
        return text
    levels = {vocabulary.index("use_jurisdiction"): 11, vocabulary.index("service"): 3}

    def mask(level: int, found: int) -> int:
        size = len(vocabulary.facts[level].values)
        by = levels.get(level, 0) * number % size
        full = (1 << size) - 1
        return (found << by | found >> size - by) & full if by else found

    def literal(each: Literal) -> Literal:
        openings = tuple(Opening(o.term, o.kind, mask(each.fact, o.mask)) for o in each.openings)
        return Literal(each.fact, mask(each.fact, each.inside), openings)

    def condition(cases: Condition) -> tuple[Case, ...]:
        return tuple(tuple(literal(each) for each in case) for case in cases)

    def clause(each: Clause) -> Clause:
        readings = tuple(
            replace(r, when=None if r.when is None else condition(r.when)) for r in each.readings
        )
        when, unless = condition(each.when), condition(each.unless)
        return replace(each, when=when, unless=unless, readings=readings)

    scope: Sequence[Cube] = tuple(
        Cube(tuple((level, mask(level, found)) for level, found in cube.masks))
        for cube in text.scope
    )
    return replace(
        text,
        code=f"{text.code}-{number}",
        scope=tuple(scope),
        clauses=tuple(clause(each) for each in text.clauses),
    )
