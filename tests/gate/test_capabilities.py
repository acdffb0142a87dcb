"""What needs the board, and what becomes of a call that has no yes."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from countenance.codes.model import Verdict
from countenance.errors import RecordError
from countenance.evidence.act import Act
from countenance.evidence.labels import LABELS, Label
from countenance.gate.capabilities import GALLERIES, MATCHING, Approvals, held_back, needed
from countenance.gate.judging import Judgement
from countenance.gate.outcome import Action, Pictured, Reason, Visible
from countenance.review.capability import Capability, Needed, Needs
from countenance.stores.packaged import packaged_vocabulary
from gate.fakes import Client, FakeBoard, Fakes, body_of
from gate.judged import act, call, duties_book, judged, police, private

ACME = private()
MATCH = Needed(Needs.MATCHING, ACME.ref)
ALLOWS = duties_book()


def allowed(*labels: Label, visible: Visible = Visible.NEEDED) -> Judgement:
    """A judgement in which every act is allowed."""
    made = judged(ACME, *(act(label) for label in labels), book=ALLOWS, visible=visible)
    every = tuple(replace(each, verdicts=Verdict.ALLOW) for each in made.judged)
    assert made.outcome.action in Action
    return replace(made, judged=every)


def applied(
    judgement: Judgement, *given: Capability, visible: Visible = Visible.NEEDED,
    pictured: Pictured = Pictured.FACES, together: bool = False,
) -> Judgement:  # fmt: skip
    return asyncio.run(
        Approvals(FakeBoard(given)).applied(
            judgement, call(), ACME, pictured, visible, 0, together=together
        )
    )


def test_every_operation_that_compares_or_collects_faces_needs_the_board() -> None:
    biometric = set(packaged_vocabulary().fact("operation").groups["biometric"])

    assert biometric >= MATCHING | GALLERIES
    assert biometric - MATCHING - GALLERIES == {"biometric_categorisation", "emotion_recognition"}


@pytest.mark.parametrize("label", LABELS)
def test_what_an_act_needs(label: Label) -> None:
    made = judged(ACME, act(Label.IDENTIFY), book=ALLOWS)
    one = replace(made, acts=(act(label),))

    (needs,) = needed(one, made.outcome, call(), ACME)

    match label:
        case Label.IDENTIFY | Label.FACE_SEARCH | Label.VERIFY | Label.TRACK | Label.CLUSTER:
            assert needs == (MATCH,)
        case Label.ENROL:
            assert needs == (Needed(Needs.GALLERY, ACME.ref),)
        case _:
            assert needs == ()


def test_what_the_codes_let_pass_is_refused_without_a_yes_and_passes_with_one() -> None:
    passing = judged(ACME, act(Label.IDENTIFY), book=ALLOWS)
    assert (passing.outcome.action, passing.outcome.cover) == (Action.PASS, False)

    without = applied(passing).outcome
    for yes in (Capability(Needs.MATCHING, 1), Capability(Needs.MATCHING, 1, ACME.ref)):
        assert applied(passing, yes) is passing
    for no in (
        Capability(Needs.MATCHING, 0), Capability(Needs.MATCHING, 1, "c-other"),
        Capability(Needs.GALLERY, 1), Capability(Needs.EDITION, 1),
    ):  # fmt: skip
        assert applied(passing, no).outcome == without

    assert (without.action, without.reason) == (Action.REFUSE, Reason.CAPABILITY)
    assert without.question == "face-matching"


@pytest.mark.parametrize("who", [police("US"), police("NO", environment="controlled")])
def test_what_the_codes_refuse_or_hold_keeps_their_words(who: Any) -> None:
    made = judged(who, act(Label.IDENTIFY))

    assert made.outcome.action in (Action.REFUSE, Action.HOLD)
    assert applied(made) is made


def test_where_faces_are_covered_nothing_is_needed() -> None:
    made = judged(ACME, act(Label.IDENTIFY), act(Label.DESCRIBE), book=ALLOWS)
    assert made.outcome.cover

    assert needed(made, made.outcome, call(), ACME) == ()
    assert applied(made) is made


def test_where_something_harmless_may_be_meant_faces_are_covered_instead() -> None:
    made = judged(
        ACME, act(Label.IDENTIFY), act(Label.DETECT_COUNT), book=ALLOWS, visible=Visible.ALLOWED
    )
    both = replace(
        made,
        judged=tuple(replace(each, verdicts=Verdict.ALLOW) for each in made.judged),
        outcome=replace(made.outcome, action=Action.PASS, row=3, cover=False, strict=True),
    )

    covered = applied(both, visible=Visible.ALLOWED).outcome
    at_once = applied(both, visible=Visible.ALLOWED, together=True).outcome

    assert (covered.action, covered.row, covered.cover, covered.strict) == (
        Action.REDACT, 4, True, True,
    )  # fmt: skip
    assert (at_once.action, at_once.reason) == (Action.REFUSE, Reason.CAPABILITY)


def test_a_reading_that_the_board_adopted_is_its_yes() -> None:
    passing = judged(ACME, act(Label.IDENTIFY), book=ALLOWS)
    (decision,) = passing.decisions
    ruled = replace(decision.clauses[0], clause="ALLOWED+station")
    by_ruling = replace(passing, decisions=(replace(decision, clauses=(ruled,)),))

    assert applied(by_ruling) is by_ruling
    denies = replace(ruled, verdict=Verdict.DENY)
    other = replace(passing, decisions=(replace(decision, clauses=(denies,)),))
    assert applied(other).outcome.reason is Reason.CAPABILITY


def test_nothing_lacking_changes_nothing() -> None:
    passing = judged(ACME, act(Label.IDENTIFY), book=ALLOWS)

    assert held_back(
        passing, ((MATCH,),), (), Pictured.FACES, Visible.NEEDED, together=False
    ) is passing
    assert isinstance(passing.acts[0], Act)


async def _asked(fakes: Fakes, text: str, picture: bytes) -> Client:
    client = await Client(body_of(text, picture)).ask(fakes)
    await fakes.recorder.drain()
    return client


def test_a_board_that_cannot_be_asked_lets_nothing_pass_and_plain_calls_do_not_ask_it() -> None:
    async def walk() -> tuple[Client, Client, Client, Fakes]:
        fakes = Fakes(book=ALLOWS)
        fakes.callers.registration = ACME
        fakes.board.fails = RecordError("motions: the disk is full")
        plain = await _asked(fakes, "What stands there?", b"face 1")
        failed = await _asked(fakes, "Who is this?", b"face 2")
        fakes.board.fails = None
        passed = await _asked(fakes, "Who is this?", b"face 3")
        return plain, failed, passed, fakes

    plain, failed, passed, fakes = asyncio.run(walk())

    assert (plain.status, failed.status, passed.status) == (200, 503, 200)
    assert [each["stage"] for each in fakes.log.read("gate-failure")] == ["judging"]
    assert fakes.board.asked == 2
