"""Editions compiled: composition, dates, sign-offs, conflicts."""

import datetime
import itertools
import random
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from codes.small import TEXT, V, edition
from countenance.codes.model import Verdict
from countenance.decisions.compile import compile_editions
from countenance.decisions.decide import reach
from countenance.decisions.reference import reference_verdict
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Vocabulary
from decisions.random_codes import World, worlds
from decisions.states import COMPILED, expected, knowledge, packaged

DAY = datetime.date(2024, 3, 1)


@settings(max_examples=60, deadline=None)
@given(worlds(), st.booleans())
def test_every_situation_under_random_codes_has_the_verdict_of_the_reference(
    drawn: tuple[World, random.Random], at_gate: bool
) -> None:
    world, _ = drawn
    compiled = world.compiled(at_gate=at_gate)

    for situation in every(world.vocabulary):
        found = compiled.reach([1 << place for place in situation])
        assert found == reference_verdict(
            world.editions, world.vocabulary, situation, signed=world.signed, at_gate=at_gate
        )


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_the_set_reached_under_random_codes_is_the_union_over_what_is_left(
    drawn: tuple[World, random.Random],
) -> None:
    world, chance = drawn
    compiled = world.compiled()

    for _ in range(5):
        facts = world.facts(chance)
        union = Verdict(0)
        for situation in every(world.vocabulary):
            if all(mask >> place & 1 for mask, place in zip(facts.masks, situation, strict=True)):
                union |= reference_verdict(
                    world.editions, world.vocabulary, situation, signed=world.signed
                )
        assert reach(compiled, facts) == union


@settings(max_examples=60, deadline=None)
@given(worlds(), st.booleans())
def test_no_order_of_clauses_or_editions_changes_the_digest(
    drawn: tuple[World, random.Random], at_gate: bool
) -> None:
    world, chance = drawn
    editions = [
        replace(edition, clauses=tuple(chance.sample(edition.clauses, len(edition.clauses))))
        for edition in chance.sample(world.editions, len(world.editions))
    ]

    shuffled = replace(world, editions=tuple(editions)).compiled(at_gate=at_gate)

    assert shuffled.digest == world.compiled(at_gate=at_gate).digest


def every(vocabulary: Vocabulary) -> Iterator[tuple[int, ...]]:
    """Every situation, possible or not."""
    return itertools.product(*(range(len(fact.values)) for fact in vocabulary.facts))


@given(st.permutations(range(5)))
def test_the_digest_does_not_depend_on_the_order_of_clauses(order: list[int]) -> None:
    read = edition()
    shuffled = replace(read, clauses=tuple(read.clauses[at] for at in order))

    assert compile_editions([shuffled], V, day=None).digest == COMPILED.digest


def test_the_digest_changes_with_a_verdict_and_with_a_signature() -> None:
    allows = 'verdict = "allow"\nsays = "With'
    other = edition(TEXT.replace(allows, allows.replace("allow", "deny")))
    weak = edition().clause("DETECT")
    assert weak is not None
    signed = compile_editions([edition()], V, day=None, signed=frozenset({weak.digest}))

    digests = {COMPILED.digest, compile_editions([other], V, day=None).digest, signed.digest}

    assert len(digests) == 3


@given(knowledge())
def test_at_a_gate_a_missing_signature_holds_only_what_is_biometric(facts: Facts) -> None:
    at_gate = compile_editions([edition()], V, day=None, at_gate=True)

    assert reach(at_gate, facts) == expected(facts, at_gate=True)


def test_a_clause_that_has_not_begun_is_silent() -> None:
    facts = Facts.open(V).narrowed({"operation": "describe", "camera": "body", "live": "true"})
    before = compile_editions([edition()], V, day=DAY)
    after = compile_editions([edition()], V, day=datetime.date(2024, 7, 1))

    assert reach(before, facts) == Verdict.SILENT
    assert reach(after, facts) == Verdict.DENY


def test_an_edition_that_is_not_in_force_is_silent_unless_it_counts_on_every_day() -> None:
    facts = Facts.open(V).narrowed({"operation": "identify", "camera": "body", "live": "true"})
    late = datetime.date(2026, 1, 1)

    assert reach(compile_editions([edition()], V, day=late), facts) == Verdict.SILENT
    pinned = compile_editions([edition()], V, day=late, undated=frozenset({"test-code@1"}))
    assert reach(pinned, facts) == Verdict.DENY


def test_the_packaged_codes_stay_small() -> None:
    assert len(packaged().diagram) < 20_000
