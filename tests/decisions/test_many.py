"""The reference for many situations at once is the reference for each."""

import itertools

import numpy as np

from codes.small import V, edition
from countenance.decisions.many import impossible, reference_verdicts
from countenance.decisions.reference import reference_verdict

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
