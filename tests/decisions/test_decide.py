"""Decisions: exact sets, monotone, with reasons."""

import functools
import random
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from codes.small import V, edition
from countenance.codes.model import Verdict
from countenance.decisions.compile import Compiled, compile_editions
from countenance.decisions.decide import Decision, decide, reach
from countenance.decisions.findings import CauseKind
from countenance.facts.known import Evidence, Facts, settle
from countenance.facts.vocabulary import Basis, Cube
from countenance.stores.packaged import edition as packaged_edition
from countenance.stores.packaged import packaged_vocabulary
from decisions.states import COMPILED, expected, knowledge, packaged, packaged_states


def known(**facts: str) -> Facts:
    return Facts.open(V).narrowed(facts)


@given(knowledge())
def test_the_set_is_exactly_what_the_reference_finds(facts: Facts) -> None:
    assert reach(COMPILED, facts) == expected(facts)


@given(knowledge(), st.lists(st.integers(1, 31), min_size=4, max_size=4))
def test_learning_more_never_widens_the_verdicts(facts: Facts, masks: list[int]) -> None:
    more = facts.narrowed(
        Cube(tuple((i, mask & V.facts[i].full or 1) for i, mask in enumerate(masks)))
    )
    assume(all(more.masks))

    assert not reach(COMPILED, more) & ~reach(COMPILED, facts)


def test_learning_more_never_widens_under_the_packaged_codes() -> None:
    for facts in packaged_states(100, seed=1, unknown=0.5):
        before = reach(packaged(), facts)
        for i, fact in enumerate(facts.vocabulary.facts):
            if facts.masks[i] == fact.full:
                more = facts.narrowed(Cube(((i, 1),)))
                assert not reach(packaged(), more) & ~before


def test_a_settled_denial_names_its_clause() -> None:
    decision = decide(COMPILED, known(operation="identify", camera="body", live="true"))

    assert decision.verdicts == Verdict.DENY
    assert decision.settled
    assert decision.clauses[0].clause == "MOBILE"


def test_readings_that_differ_are_unclear_and_say_what_each_gives() -> None:
    decision = decide(COMPILED, known(operation="verify", camera="body"))

    readings = {each.name: each.verdict for each in decision.clauses[0].readings}
    assert decision.verdicts == Verdict.UNCLEAR
    assert readings == {"strict": Verdict.DENY, "mild": Verdict.SILENT}
    assert CauseKind.READING in {cause.kind for cause in decision.causes}


def test_an_exception_answers_its_cases_itself() -> None:
    assert decide(COMPILED, known(operation="verify", camera="fixed")).verdicts == Verdict.ALLOW


def test_a_contested_member_is_unclear_and_asks_its_question() -> None:
    decision = decide(COMPILED, known(operation="identify", camera="drone", live="true"))

    assert decision.verdicts == Verdict.UNCLEAR
    assert [(c.kind, c.question) for c in decision.causes] == [
        (CauseKind.TERM, "is a drone a mobile camera?")
    ]


def test_an_interpretation_is_unclear_until_it_is_signed_off() -> None:
    facts = known(operation="identify", camera="dash", live="true")
    clause = edition().clause("MOBILE")
    assert clause is not None
    signed = compile_editions([edition()], V, day=None, signed=frozenset({clause.digest}))

    unsigned = decide(COMPILED, facts)

    assert unsigned.verdicts == Verdict.UNCLEAR
    assert [cause.kind for cause in unsigned.causes] == [CauseKind.TEXT]
    assert decide(signed, facts).verdicts == Verdict.DENY


def test_several_verdicts_mean_that_facts_are_missing() -> None:
    decision = decide(COMPILED, known(operation="identify", camera="body"))

    assert decision.undetermined
    assert decision.verdicts == Verdict.SILENT | Verdict.DENY
    assert decision.next_question == "live"
    assert [(c.kind, c.name) for c in decision.causes] == [(CauseKind.FACT, "live")]


def test_what_cannot_be_is_a_contradiction_that_names_the_axiom() -> None:
    decision = decide(COMPILED, known(camera="none", live="true"))

    assert decision.contradictory
    assert decision.impossible == ("Where nothing was captured nothing was live.",)


def test_what_only_an_attestation_says_is_relied_on() -> None:
    said = Evidence("live", ("true",), Basis.ATTESTED, "attestation")
    facts = settle([said], V).narrowed({"operation": "identify", "camera": "body"})

    assert decide(COMPILED, facts).relied_on == ("live",)


def is_harmless(decision: Decision) -> bool:
    open_or_barred = decision.verdicts & (Verdict.UNCLEAR | Verdict.DENY)
    return bool(decision.verdicts) and not open_or_barred and not decision.contested


@st.composite
def pieces(draw: st.DrawFn, *bases: Basis) -> list[Evidence]:
    """Pieces of evidence about the small world, of these kinds."""
    found = []
    for fact in V.facts:
        for basis in bases:
            mask = draw(st.integers(1, fact.full))
            if draw(st.booleans()):
                found.append(Evidence(fact.name, fact.names(mask), basis, basis.value))
    return found


@given(pieces(Basis.REGISTERED, Basis.ATTESTED), pieces(Basis.MEASURED), knowledge())
def test_what_only_contests_never_makes_harmless_what_was_not(
    said: list[Evidence], measured: list[Evidence], supposed: Facts
) -> None:
    """What was measured about a fact that it may not establish can only make a matter stricter."""
    cube = Cube(supposed.supposed)

    before = decide(COMPILED, settle(said, V).narrowed(cube))
    after = decide(COMPILED, settle([*said, *measured], V).narrowed(cube))

    assert not is_harmless(after) or is_harmless(before)


def test_two_doubts_do_not_hide_each_other() -> None:
    """No camera was live: impossible, and so contested. A doubt about the camera leaves it so."""
    said = [
        Evidence("camera", ("body",), Basis.REGISTERED, "registration"),
        Evidence("live", ("true",), Basis.REGISTERED, "registration"),
        Evidence("live", ("false",), Basis.ATTESTED, "attestation"),
    ]
    mark = Evidence("camera", ("fixed",), Basis.MEASURED, "capture:x")
    asked = {"operation": "identify"}

    before = decide(COMPILED, settle(said, V).narrowed(asked))
    after = decide(COMPILED, settle([*said, mark], V).narrowed(asked))

    assert [contest.fact for contest in before.contested] == ["live"]
    assert [contest.fact for contest in after.contested] == ["camera", "live"]


def test_a_contested_fact_that_matters_is_shown_with_both_sides() -> None:
    pieces = [
        Evidence("live", ("true",), Basis.ATTESTED, "attestation"),
        Evidence("live", ("false",), Basis.REGISTERED, "registration"),
    ]
    facts = settle(pieces, V).narrowed({"operation": "identify", "camera": "body"})

    (contest,) = decide(COMPILED, facts).contested

    assert contest.fact == "live"
    assert [piece.verdicts for piece in contest.pieces] == [Verdict.DENY, Verdict.SILENT]


def test_a_contested_fact_that_does_not_matter_is_not_touched() -> None:
    pieces = [
        Evidence("camera", ("body",), Basis.ATTESTED, "attestation"),
        Evidence("camera", ("fixed",), Basis.REGISTERED, "registration"),
    ]
    facts = settle(pieces, V).narrowed({"operation": "detect"})

    assert decide(COMPILED, facts).contested == ()


AFTER = ("officer_signed_review", "ai_disclosure_on_report", "ai_program_named",
         "first_ai_draft_retained", "audit_trail")  # fmt: skip


@functools.cache
def reports() -> Compiled:
    """What California asks of a report, beside a code that asks for nothing."""
    names = ("us-ca-pen-13663@2026-01-01", "ms-enterprise-ai-coc@4.0")
    return compile_editions(
        [packaged_edition(name) for name in names], packaged_vocabulary(), day=date(2026, 6, 1)
    )


def report(**more: str) -> Decision:
    facts = {
        "service": "azure_openai", "actor_kind": "law_enforcement_agency",
        "agency_type": "municipal_police", "agency_country": "US", "operation": "report_drafting",
        "use_jurisdiction": "US-CA", **more,
    }  # fmt: skip
    return decide(reports(), Facts.open(reports().vocabulary).narrowed(facts))


def test_whatever_is_owed_is_asked_for_by_a_clause_of_the_editions() -> None:
    chance, owing = random.Random(8), 0
    for _ in range(60):
        known = {name: chance.choice(("true", "false")) for name in AFTER if chance.random() < 0.8}
        decision = report(**known)
        for name in (*decision.obligations, *decision.due):
            assert {edition for edition, _ in decision.asked_by(name)} == {
                "us-ca-pen-13663@2026-01-01"
            }
            owing += 1
        assert decision.asked_by("nobody_asks_for_this") == ()
    assert owing > 60


def test_a_clause_that_what_has_to_be_done_keeps_from_applying_asks_for_it() -> None:
    """It is no clause that speaks, so that nothing else would name it."""
    decision = report(**dict.fromkeys(AFTER, "true"))

    law = "us-ca-pen-13663@2026-01-01"
    assert "13663(a)(2)" not in {each.clause for each in decision.clauses}
    assert decision.asked_by("officer_signed_review") == ((law, "13663(a)(2)"),)
    assert decision.asked_by("first_ai_draft_retained") == (
        (law, "13663(a)"), (law, "13663-first-draft"),
    )  # fmt: skip
