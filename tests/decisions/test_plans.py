"""Clauses made ready to be judged: no clause is passed over that could speak."""

import random
from dataclasses import replace

from hypothesis import given, settings

from codes.small import V, edition
from countenance.decisions.findings import findings
from countenance.decisions.plans import CauseKind, plans
from decisions.random_codes import World, masks, worlds


def test_every_member_that_is_not_certain_has_its_question() -> None:
    read = edition()

    (mobile, *_) = plans([(read, read.clauses, frozenset())], V)

    assert [(hit.cause.kind, V.facts[hit.fact].names(hit.mask)) for hit in mobile.hits] == [
        (CauseKind.TERM, ("drone",)),
        (CauseKind.TEXT, ("dash",)),
    ]


def test_a_signature_makes_an_interpretation_certain() -> None:
    read = edition()
    signed = frozenset(clause.digest for clause in read.clauses)

    (mobile, *_) = plans([(read, read.clauses, signed)], V)

    assert [hit.cause.kind for hit in mobile.hits] == [CauseKind.TERM]


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_what_is_passed_over_quickly_would_not_have_spoken(
    drawn: tuple[World, random.Random],
) -> None:
    """`needs` only saves time: without it the findings are the same."""
    world, chance = drawn
    compiled = world.compiled()
    slow = tuple(replace(plan, needs=()) for plan in compiled.plans)
    known = masks(world.vocabulary, chance)

    assert findings(compiled.plans, known, 15) == findings(slow, known, 15)
