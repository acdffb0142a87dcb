import random

import pytest
from hypothesis import given, settings

from codes.small import TEXT, V, edition
from countenance.codes.model import Clause, Edition
from countenance.decisions.compile import bound_editions, compile_editions, verdict_functions
from countenance.decisions.decide import decide
from countenance.decisions.diagram import NEVER, TRUE
from countenance.decisions.findings import Applies
from countenance.decisions.operations import AND
from countenance.decisions.regions import may_answer, scope_of, surely_answers
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube
from decisions.random_codes import World, worlds
from decisions.spaces import every


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_what_surely_answers_may_answer_and_a_finding_applies_only_where_its_clause_may(
    drawn: tuple[World, random.Random],
) -> None:
    world, _ = drawn
    (bound, *_) = bound_editions(world.editions[:1], day=None, signed=world.signed)
    work, _, _ = verdict_functions([bound], world.vocabulary)
    ready = compile_editions(world.editions[:1], world.vocabulary, day=None, signed=world.signed)
    may = {c.id: may_answer(work, bound, c) for c in bound.clauses}
    surely = {c.id: surely_answers(work, bound, c) for c in bound.clauses}

    assert all(work.apply(AND, surely[name], work.negated(may[name])) == NEVER for name in may)
    for situation in every(world):
        masks = [1 << value for value in situation]
        known = Facts.open(world.vocabulary).narrowed(Cube(tuple(enumerate(masks))))
        applied = {f.clause for f in decide(ready, known).clauses if f.applies is Applies.YES}
        assert applied <= {name for name in may if work.value(may[name], masks) == TRUE}


@pytest.mark.parametrize(
    ("camera", "may", "surely"),
    [("body", True, True), ("dash", True, False), ("drone", True, False), ("fixed", False, False)],
)
def test_a_term_is_taken_at_its_widest_and_at_its_narrowest(
    camera: str, may: bool, surely: bool
) -> None:
    text, clause = named(edition(), "MOBILE")
    (bound,) = bound_editions([text], day=None)
    work, _, _ = verdict_functions([bound], V)
    told = {"operation": "identify", "camera": camera, "live": "true", "signed": "true"}
    masks = [V.fact(name).mask([value]) for name, value in told.items()]

    assert (work.value(may_answer(work, bound, clause), masks) == TRUE) is may
    assert (work.value(surely_answers(work, bound, clause), masks) == TRUE) is surely


def test_a_weak_text_answers_surely_once_it_is_signed_off() -> None:
    text, clause = named(edition(), "DETECT")
    signed = frozenset({clause.digest})

    found = []
    for marks in (frozenset[str](), signed):
        (bound,) = bound_editions([text], day=None, signed=marks)
        work, _, _ = verdict_functions([bound], V)
        found.append(surely_answers(work, bound, clause) == NEVER)

    assert found == [True, False]


def test_outside_its_scope_no_clause_answers() -> None:
    limited = TEXT.replace("[[clause]]", '[scope]\ncamera = ["fixed"]\n\n[[clause]]', 1)
    text, clause = named(edition(limited), "MOBILE")
    (bound,) = bound_editions([text], day=None)
    work, _, _ = verdict_functions([bound], V)

    assert may_answer(work, bound, clause) == NEVER
    assert scope_of(work, ()) == TRUE


def named(text: Edition, name: str) -> tuple[Edition, Clause]:
    found = text.clause(name)
    assert found is not None
    return text, found
