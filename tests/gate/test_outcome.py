"""The table that turns verdicts into one outcome."""

import itertools

import pytest

from countenance.codes.model import Verdict
from countenance.errors import DecisionError
from countenance.gate.obligations import duties
from countenance.gate.outcome import Action, Judged, Pictured, Reason, Visible, outcome_of

SILENT, ALLOW, UNCLEAR, DENY = Verdict.SILENT, Verdict.ALLOW, Verdict.UNCLEAR, Verdict.DENY


def describe(verdicts: Verdict, contested: bool = False) -> Judged:
    return Judged("describe", verdicts, biometric=False, needs_pixels=False, contested=contested)


def identify(verdicts: Verdict, contested: bool = False) -> Judged:
    return Judged("identify", verdicts, biometric=True, needs_pixels=True, contested=contested)


def detect(verdicts: Verdict) -> Judged:
    return Judged("detect_count", verdicts, biometric=False, needs_pixels=True, contested=False)


def test_text_alone_that_no_code_bars_passes_by_row_one() -> None:
    outcome = outcome_of([describe(SILENT)], Pictured.NOTHING)

    assert (outcome.action, outcome.row, outcome.strict) == (Action.PASS, 1, False)


def test_text_alone_that_is_barred_is_refused() -> None:
    assert outcome_of([describe(DENY)], Pictured.NOTHING).action is Action.REFUSE


def test_text_alone_that_is_unclear_is_held_and_never_redacted() -> None:
    outcome = outcome_of([describe(SILENT | UNCLEAR)], Pictured.NOTHING)

    assert outcome.action is Action.HOLD


def test_what_every_act_bars_is_refused_even_when_no_face_was_found() -> None:
    outcome = outcome_of([identify(DENY), identify(DENY)], Pictured.NO_FACE)

    assert (outcome.action, outcome.row, outcome.reason) == (Action.REFUSE, 2, Reason.DENIED)


def test_a_silent_description_passes_with_the_faces_covered() -> None:
    outcome = outcome_of([describe(SILENT)], Pictured.FACES)

    assert (outcome.action, outcome.row, outcome.cover) == (Action.REDACT, 3, True)


def test_with_nothing_to_cover_a_redaction_is_reported_as_a_pass() -> None:
    assert outcome_of([describe(SILENT)], Pictured.NO_FACE).action is Action.PASS


def test_an_allowed_act_that_needs_the_pixels_sees_the_face() -> None:
    outcome = outcome_of([detect(ALLOW)], Pictured.FACES)

    assert (outcome.action, outcome.cover, outcome.strict) == (Action.PASS, False, True)


def test_a_silent_act_that_needs_the_pixels_does_not() -> None:
    assert outcome_of([detect(SILENT)], Pictured.FACES).cover


def test_an_operator_may_let_allowed_descriptions_see_faces() -> None:
    shown = outcome_of([describe(ALLOW)], Pictured.FACES, visible=Visible.ALLOWED)
    silent = outcome_of([describe(SILENT)], Pictured.FACES, visible=Visible.ALLOWED)

    assert not shown.cover
    assert silent.cover


def test_acts_that_differ_are_covered_and_checked_strictly() -> None:
    outcome = outcome_of([identify(DENY), describe(SILENT)], Pictured.FACES)

    assert (outcome.action, outcome.row, outcome.strict) == (Action.REDACT, 4, True)


def test_row_four_without_a_face_passes_and_stays_strict() -> None:
    outcome = outcome_of([identify(DENY), describe(SILENT)], Pictured.NO_FACE)

    assert (outcome.action, outcome.strict) == (Action.PASS, True)


def test_a_missing_fact_that_the_caller_may_state_is_asked_for() -> None:
    outcome = outcome_of([identify(UNCLEAR | DENY)], Pictured.FACES, question="capture_device")

    assert outcome.action is Action.REFUSE
    assert (outcome.row, outcome.reason) == (5, Reason.FACT_MISSING)
    assert outcome.question == "capture_device"


@pytest.mark.parametrize("verdicts", [UNCLEAR, SILENT, ALLOW | SILENT, UNCLEAR | DENY, Verdict(0)])
def test_a_biometric_act_that_is_not_settled_as_allowed_is_held(verdicts: Verdict) -> None:
    assert outcome_of([identify(verdicts)], Pictured.FACES).action is Action.HOLD


def test_a_contested_fact_is_never_a_pass() -> None:
    assert outcome_of([identify(ALLOW, contested=True)], Pictured.FACES).action is Action.HOLD
    assert outcome_of([describe(SILENT, contested=True)], Pictured.FACES).action is Action.HOLD


def test_a_picture_that_cannot_be_covered_for_certain_is_held() -> None:
    assert outcome_of([describe(SILENT)], Pictured.UNCERTAIN).action is Action.HOLD


def test_no_plausible_act_is_an_error_not_a_pass() -> None:
    with pytest.raises(DecisionError):
        outcome_of([], Pictured.FACES)


def test_an_obligation_that_was_not_accepted_stops_the_call() -> None:
    owed = duties(["inform_the_person"], frozenset())

    outcome = outcome_of([detect(ALLOW)], Pictured.FACES, duties=owed)

    assert (outcome.action, outcome.reason) == (Action.REFUSE, Reason.OBLIGATION)
    assert outcome.question == "inform_the_person"


def test_an_obligation_that_nobody_can_keep_stops_the_call() -> None:
    owed = duties(["fly_to_the_moon"], frozenset({"fly_to_the_moon"}))

    assert outcome_of([detect(ALLOW)], Pictured.FACES, duties=owed).action is Action.REFUSE


def test_over_all_states_nothing_escapes_that_should_not() -> None:
    """Every pair of acts, verdict sets and pictures: the promises of the design hold."""
    sets = [Verdict(bits) for bits in range(16)]
    for first, second, pictured in itertools.product(sets, sets, Pictured):
        for acts in ([identify(first), describe(second)], [identify(first), identify(second)]):
            outcome = outcome_of(acts, pictured)
            sent = outcome.action in (Action.PASS, Action.REDACT)
            if any(act.biometric and act.verdicts != ALLOW for act in acts):
                assert not sent or pictured is Pictured.NOTHING or outcome.cover
            if all(act.verdicts & (UNCLEAR | DENY) or not act.verdicts for act in acts):
                assert not sent
            if pictured is Pictured.UNCERTAIN:
                assert not sent


def test_of_acts_that_are_asked_at_once_one_denied_is_enough() -> None:
    acts = [describe(SILENT), identify(DENY)]

    assert outcome_of(acts, Pictured.FACES).action is Action.REDACT
    together = outcome_of(acts, Pictured.FACES, together=True)
    assert (together.action, together.row, together.reason) == (Action.REFUSE, 2, Reason.DENIED)


def test_of_acts_that_are_asked_at_once_none_is_left_out() -> None:
    acts = [describe(SILENT), identify(UNCLEAR)]

    assert outcome_of(acts, Pictured.FACES).row == 4
    assert outcome_of(acts, Pictured.FACES, together=True).action is Action.HOLD
    passed = outcome_of([describe(SILENT), detect(ALLOW)], Pictured.NO_FACE, together=True)
    assert (passed.action, passed.row) == (Action.PASS, 3)


def test_asking_more_at_once_never_gives_more() -> None:
    order = [Action.REFUSE, Action.HOLD, Action.REDACT, Action.PASS]
    verdicts = (SILENT, ALLOW, UNCLEAR, DENY, SILENT | DENY, ALLOW | UNCLEAR)
    for first, second in itertools.product(verdicts, repeat=2):
        acts = [describe(first), identify(second)]
        for pictured in Pictured:
            one_of_them = outcome_of(acts, pictured).action
            both = outcome_of(acts, pictured, together=True).action
            assert order.index(both) <= order.index(one_of_them)


@pytest.mark.parametrize("visible", list(Visible))
def test_ids_of_faces_pass_only_where_the_face_may_be_seen(visible: Visible) -> None:
    verdicts = (SILENT, ALLOW, UNCLEAR, DENY, SILENT | DENY, ALLOW | UNCLEAR)
    for first, second in itertools.product(verdicts, repeat=2):
        for act in (describe(first), detect(first), identify(first)):
            for more in ([], [identify(second)]):
                acts = [act, *more]
                outcome = outcome_of(acts, Pictured.EARLIER, visible=visible)
                seen = outcome_of(acts, Pictured.FACES, visible=visible)
                assert outcome.action is not Action.REDACT
                if outcome.action is Action.PASS:
                    assert (outcome.row, outcome.strict, outcome.cover) == (3, True, False)
                    assert seen == outcome


def test_an_id_is_never_covered() -> None:
    cover = duties(["cover_faces"], frozenset())

    assert outcome_of([identify(ALLOW)], Pictured.EARLIER).action is Action.PASS
    assert outcome_of([identify(ALLOW)], Pictured.EARLIER, duties=cover).action is Action.HOLD
    assert outcome_of([describe(SILENT)], Pictured.EARLIER).action is Action.HOLD
