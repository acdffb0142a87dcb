"""The reference for many situations at once is the reference for each."""

import itertools
import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from codes.small import V, edition
from countenance.decisions.many import impossible, reference_verdicts
from countenance.decisions.reference import reference_verdict
from decisions.random_codes import World, worlds

ALL = list(itertools.product(*(range(len(fact.values)) for fact in V.facts)))
BLOCK = np.array(ALL, dtype=np.uint16).T


def test_every_situation_of_the_small_world_has_the_same_verdict() -> None:
    for at_gate in (False, True):
        found = reference_verdicts([edition()], V, BLOCK, at_gate=at_gate)

        one_by_one = [
            int(reference_verdict([edition()], V, situation, at_gate=at_gate)) for situation in ALL
        ]
        assert [int(each) for each in found] == one_by_one


def test_what_an_axiom_rules_out_is_impossible() -> None:
    flags = impossible(V, BLOCK)

    ruled_out = [s[1] == 4 and s[2] == 0 for s in ALL]
    assert [bool(flag) for flag in flags] == ruled_out


@settings(max_examples=100, deadline=None)
@given(worlds(), st.booleans())
def test_under_random_codes_it_is_the_reference_for_each(
    drawn: tuple[World, random.Random], at_gate: bool
) -> None:
    world, _ = drawn
    every = list(itertools.product(*(range(len(f.values)) for f in world.vocabulary.facts)))

    found = reference_verdicts(
        world.editions,
        world.vocabulary,
        np.array(every, dtype=np.uint16).T,
        signed=world.signed,
        at_gate=at_gate,
    )

    assert [int(each) for each in found] == [
        int(
            reference_verdict(
                world.editions, world.vocabulary, s, signed=world.signed, at_gate=at_gate
            )
        )
        for s in every
    ]
