"""What cases look at, against the same counted one situation at a time."""

import itertools
import random

from hypothesis import given, settings

from codes.small import TEXT, V, edition
from countenance.codes.cases import EditionCase
from countenance.codes.model import Edition, Verdict
from countenance.decisions.compile import compile_editions
from countenance.decisions.coverage import Coverage, coverage
from countenance.decisions.decide import decide
from countenance.decisions.trials import Trial
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Vocabulary
from decisions.random_codes import World, worlds
from decisions.spaces import by_hand

SILENT, ALLOW, UNCLEAR, DENY = Verdict


def tried(text: Edition, vocabulary: Vocabulary, *stated: dict[str, str]) -> list[Trial]:
    ready = compile_editions([text], vocabulary, day=None)
    found = []
    for facts in stated:
        decision = decide(ready, Facts.open(vocabulary).narrowed(facts))
        found.append(Trial(EditionCase("?", "?", facts, decision.verdicts), decision))
    return found


def looked_at(*stated: dict[str, str]) -> Coverage:
    return coverage(edition(), tried(edition(), V, *stated), V)


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_kinds_and_situations_are_those_counted_by_hand(
    drawn: tuple[World, random.Random],
) -> None:
    world, chance = drawn
    text, vocabulary = world.editions[0], world.vocabulary
    stated = [
        {f.name: chance.choice(f.values) for f in vocabulary.facts if chance.random() < 0.6}
        for _ in range(3)
    ]
    trials = [each for each in tried(text, vocabulary, *stated) if each.decision.verdicts]

    found = coverage(text, trials, vocabulary)

    facts = [vocabulary.index(name) for name in found.facts]
    verdicts = by_hand(world_unsigned(world), facts, text)
    sizes = [len(vocabulary.facts[i].values) for i in facts]
    inside = {s: v for s, v in verdicts.items() if in_scope(text, facts, s)}
    like = [alike(inside, at, sizes) for at in range(len(facts))]
    kinds: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
    for situation in inside:
        kind = tuple(like[at][value] for at, value in enumerate(situation))
        kinds.setdefault(kind, set()).add(situation)
    for row in found.verdicts:
        mine = {k: s for k, s in kinds.items() if verdicts[next(iter(s))] == row.verdict}
        seen, settled = set(), set()
        for trial in trials:
            for kind in mine:
                if all(
                    any(trial.decision.facts.masks[i] >> v & 1
                        for v in range(sizes[at]) if like[at][v] == kind[at])
                    for at, i in enumerate(facts)
                ):  # fmt: skip
                    seen.add(kind)
                    if trial.case.verdicts.bit_count() == 1:
                        settled.add(kind)
        assert row.situations == sum(map(len, mine.values()))
        assert (row.kinds, row.settled) == (len(mine), len(settled))
        assert row.open == len(seen - settled)
        assert bool(row.unseen) == bool(row.missed.cubes)


def world_unsigned(world: World) -> World:
    return World(world.vocabulary, world.editions, frozenset())


def in_scope(text: Edition, facts: list[int], situation: tuple[int, ...]) -> bool:
    where = dict(zip(facts, situation, strict=True))
    return not text.scope or any(
        all(mask >> where[i] & 1 for i, mask in cube.masks if i in where) for cube in text.scope
    )


def alike(
    verdicts: dict[tuple[int, ...], Verdict], at: int, sizes: list[int]
) -> dict[int, int]:
    """Each value of a fact, and the first that gives the same verdict beside all others."""
    found: dict[int, int] = {}
    for value in range(sizes[at]):
        for other in range(value + 1):
            rests = itertools.product(*(range(n) for i, n in enumerate(sizes) if i != at))
            if all(
                verdicts.get((*r[:at], value, *r[at:])) == verdicts.get((*r[:at], other, *r[at:]))
                for r in rests
            ):
                found[value] = other
                break
    return found


def test_a_clause_is_reached_by_a_case_that_makes_it_apply_or_leaves_it_open() -> None:
    live = {"operation": "identify", "camera": "body", "live": "true"}

    found = looked_at(live, {"camera": "body"})

    reached = {each.clause.id: (each.applies, each.open) for each in found.clauses}
    assert reached == {
        "MOBILE": (1, 1), "VERIFY": (0, 1), "VERIFY-FIXED": (0, 0), "DETECT": (0, 1),
        "LATER": (0, 1),
    }  # fmt: skip


def test_members_of_terms_that_no_case_states_are_named() -> None:
    several: list[list[dict[str, str]]] = [
        [{"camera": "body"}], [{"camera": "drone"}, {"camera": "dash"}], [{}],
    ]  # fmt: skip

    missed = [[term.missed for term in looked_at(*stated).terms] for stated in several]

    assert missed == [[("dash", "drone")], [("body",)], [("body", "dash", "drone")]]


def test_a_reading_with_conditions_of_its_own_is_missed_when_no_case_is_in_them() -> None:
    when = 'when = { camera = ["drone"], operation = ["verify"] }'
    text = edition(TEXT.replace('name = "strict"', f'name = "strict"\n{when}'))

    found = [
        coverage(text, tried(text, V, {"operation": "verify", "camera": camera}), V)
        for camera in ("body", "drone")
    ]

    missed = [
        [each.readings_missed for each in one.clauses if each.clause.id == "VERIFY"]
        for one in found
    ]
    assert missed == [[("strict",)], [()]]


def test_a_case_looks_at_every_value_that_is_never_told_from_the_one_it_states() -> None:
    found = looked_at({"operation": "identify", "camera": "fixed"})

    rows = {row.verdict: row for row in found.verdicts}
    assert rows[SILENT].settled == 2
    assert rows[DENY].settled == rows[DENY].open == 0
    assert rows[DENY].unseen == rows[DENY].kinds > 0
