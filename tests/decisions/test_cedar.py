"""An export to Cedar loses nothing: read back it is the same, and Cedar answers the same."""

import itertools
import random

import cedarpy
import numpy as np
import pytest
from hypothesis import given, settings

from codes.asking import VOCABULARY
from countenance.codes.model import Edition, Verdict
from countenance.decisions.cedar import CedarExport, to_cedar
from countenance.decisions.cedar_reader import read_cedar
from countenance.decisions.compile import bound_editions, compile_editions
from countenance.decisions.differ import situations
from countenance.decisions.reference import reference_verdict
from countenance.facts.vocabulary import Vocabulary
from countenance.stores.packaged import edition, packaged_editions
from decisions.cedar_engine import CedarEngine, as_json
from decisions.random_codes import World, worlds
from decisions.spaces import every

SAMPLES = 10


def exported(
    text: Edition, vocabulary: Vocabulary = VOCABULARY, signed: frozenset[str] = frozenset()
) -> CedarExport:
    (bound,) = bound_editions([text], day=None, signed=signed)
    return to_cedar(bound, vocabulary)


@pytest.mark.long
@pytest.mark.parametrize("text", packaged_editions(), ids=lambda text: text.name)
def test_an_edition_is_the_same_in_cedar_and_back(text: Edition) -> None:
    """Situations that Cedar is asked about are a smaller portion of what `make evaluate` asks."""
    compiled = compile_editions([text], VOCABULARY, day=None)
    export = exported(text)
    block = situations([text], VOCABULARY, np.random.default_rng(7), SAMPLES).T.tolist()
    told = [
        ({fact.name: fact.values[v] for fact, v in zip(VOCABULARY.facts, each, strict=True)},
         Verdict(compiled.reach([1 << value for value in each])))
        for each in block
    ]  # fmt: skip
    possible = [(stated, verdict) for stated, verdict in told if verdict]

    assert read_cedar(as_json(export), VOCABULARY).digest == compiled.digest
    assert cedarpy.validate_policies(export.policies, export.schema).errors == []
    found = CedarEngine(export).verdicts([stated for stated, _ in possible])
    assert found == [verdict for _, verdict in possible]


@settings(max_examples=20, deadline=None)
@given(worlds())
def test_what_any_edition_says_is_what_its_policies_say(
    drawn: tuple[World, random.Random],
) -> None:
    world, _ = drawn
    text = world.editions[0]
    marks = frozenset(c.digest for c in text.clauses) & world.signed
    compiled = compile_editions([text], world.vocabulary, day=None, signed=marks)

    export = exported(text, world.vocabulary, world.signed)

    assert read_cedar(as_json(export), world.vocabulary, signed=marks).digest == compiled.digest
    told = [
        (situation, verdict)
        for situation in every(world)
        if (verdict := reference_verdict(
            [text], world.vocabulary, situation, signed=world.signed))
    ]  # fmt: skip
    stated = [
        {f.name: f.values[v] for f, v in zip(world.vocabulary.facts, situation, strict=True)}
        for situation, _ in told
    ]
    assert CedarEngine(export).verdicts(stated) == [verdict for _, verdict in told]


def test_a_fact_that_is_left_out_of_a_request_is_an_error_of_the_schema() -> None:
    """Without the schema Cedar would pass over the policy that asks for it, and forbid nothing."""
    export = exported(edition("ms-aoai-coc@2024-05-03"))
    stated = {fact.name: fact.values[0] for fact in VOCABULARY.facts if fact.name in export.facts}
    request = {
        "principal": 'Caller::"any"', "action": 'Action::"decide"', "resource": 'Call::"any"',
        "context": {name: value for name, value in stated.items() if name != "agency_country"},
    }  # fmt: skip

    checked = cedarpy.is_authorized(request, export.policies, [], export.schema)

    assert checked.decision is cedarpy.Decision.NoDecision


def test_a_policy_names_its_clause_and_its_source() -> None:
    export = exported(edition("ms-aoai-coc@2024-05-03"))

    assert '@id("ms-aoai-coc@2024-05-03#AOAI-MOBILE.deny")' in export.policies
    assert '@says("No face recognition by or for US police departments.")' in export.policies
    assert '@text_basis("press_quote")' in export.policies
    assert export.facts[0] == "service"


def test_unknown_facts_are_decided_by_every_way_to_complete_them() -> None:
    """Cedar has no unknown: whoever wants the set of verdicts asks about each completion."""
    text = edition("ms-aoai-coc@2024-05-03")
    compiled = compile_editions([text], VOCABULARY, day=None)
    engine = CedarEngine(exported(text))
    block = situations([text], VOCABULARY, np.random.default_rng(8), 30)
    chance = random.Random(9)
    compared = 0
    for situation in block.T.tolist():
        open_ = chance.sample(["operation", "capture_device", "timeliness", "environment"], 2)
        masks = [
            fact.full if fact.name in open_ else 1 << value
            for fact, value in zip(VOCABULARY.facts, situation, strict=True)
        ]
        expected = Verdict(compiled.reach(masks))
        ways = list(itertools.product(*(
            fact.names(mask) for fact, mask in zip(VOCABULARY.facts, masks, strict=True)
        )))  # fmt: skip
        stated = [dict(zip((f.name for f in VOCABULARY.facts), way, strict=True)) for way in ways]
        possible = [s for s in stated if is_possible(s)]
        found = Verdict(0)
        for verdict in engine.verdicts(possible):
            found |= verdict
        assert found == expected
        compared += len(possible)

    assert compared > 100


def is_possible(stated: dict[str, str]) -> bool:
    masks = tuple(fact.mask((stated[fact.name],)) for fact in VOCABULARY.facts)
    return not any(
        all(masks[i] & mask for i, mask in cube.masks) for cube in VOCABULARY.impossible
    )
