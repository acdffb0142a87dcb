"""From facts and plausible acts to one outcome, under the codes that are shipped."""

from dataclasses import replace

from countenance.codes.model import Verdict
from countenance.evidence.labels import Label
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis
from countenance.gate.outcome import Action, Reason
from gate.judged import act, duties_book, judged, police, private


def test_identifying_without_approval_is_refused() -> None:
    judgement = judged(private(provider_approval="none"), act(Label.IDENTIFY))

    assert judgement.outcome.action is Action.REFUSE
    assert judgement.decision.clauses[0].clause == "15"


def test_with_approval_and_consent_the_face_stays_visible() -> None:
    approved = private(
        provider_approval="modified_filtering_or_monitoring", consent="informed_consent"
    )

    judgement = judged(approved, act(Label.IDENTIFY))

    assert judgement.outcome.action is Action.PASS
    assert not judgement.outcome.cover
    assert judgement.outcome.strict


def test_a_description_is_silent_and_covered() -> None:
    judgement = judged(private(provider_approval="none"), act(Label.DESCRIBE))

    assert judgement.verdicts == Verdict.SILENT
    assert (judgement.outcome.action, judgement.outcome.row) == (Action.REDACT, 3)


def test_acts_that_differ_are_covered_and_the_barred_one_is_explained() -> None:
    judgement = judged(
        private(provider_approval="none"), act(Label.DESCRIBE), act(Label.IDENTIFY)
    )

    assert (judgement.outcome.action, judgement.outcome.row) == (Action.REDACT, 4)
    assert judgement.decisive == 1


def test_text_alone_passes_without_acts() -> None:
    judgement = judged(private())

    assert (judgement.outcome.action, judgement.outcome.row) == (Action.PASS, 1)
    assert judgement.acts == ()


def test_a_fixed_camera_in_a_norwegian_station_is_held() -> None:
    oslo = police("NO", capture_device="fixed_cctv", environment="controlled")

    judgement = judged(oslo, act(Label.IDENTIFY))

    assert judgement.outcome.action is Action.HOLD
    assert judgement.applied.pinned == "ms-aoai-coc@2024-05-03"
    assert len(judgement.decision.clauses[0].readings) == 3


def test_a_missing_fact_is_asked_only_of_a_caller_that_may_state_it() -> None:
    mute = police("NO", timeliness="real_time", environment="uncontrolled")
    heard = police(
        "NO", may_state=frozenset({"capture_device"}), timeliness="real_time",
        environment="uncontrolled",
    )  # fmt: skip

    asked = judged(heard, act(Label.IDENTIFY)).outcome

    assert judged(mute, act(Label.IDENTIFY)).outcome.action is Action.HOLD
    assert (asked.reason, asked.question) == (Reason.FACT_MISSING, "capture_device")


def test_the_answer_to_the_question_decides_and_is_relied_on() -> None:
    heard = police(
        "NO", may_state=frozenset({"capture_device"}), timeliness="real_time",
        environment="uncontrolled",
    )  # fmt: skip
    said = Evidence("capture_device", ("body_worn",), Basis.ATTESTED, "attestation:k")

    judgement = judged(heard, act(Label.IDENTIFY), attested=(said,))

    assert judgement.outcome.action is Action.REFUSE
    assert judgement.decision.relied_on == ("capture_device",)


def test_a_statement_against_the_registration_is_contested_and_held() -> None:
    heard = police(
        "NO", may_state=frozenset({"capture_device"}), timeliness="real_time",
        environment="uncontrolled", capture_device="dash_mounted",
    )  # fmt: skip
    said = Evidence("capture_device", ("fixed_cctv",), Basis.ATTESTED, "attestation:k")

    judgement = judged(heard, act(Label.IDENTIFY), attested=(said,))

    assert judgement.outcome.action is Action.HOLD
    assert [contest.fact for contest in judgement.decision.contested] == ["capture_device"]


def test_an_obligation_of_the_caller_must_have_been_accepted() -> None:
    book = duties_book("inform_the_person", "record_the_decision")
    willing = replace(private(), obligations=frozenset({"inform_the_person"}))

    refused = judged(private(), act(Label.IDENTIFY), book=book).outcome
    passed = judged(willing, act(Label.IDENTIFY), book=book).outcome

    assert (refused.action, refused.reason) == (Action.REFUSE, Reason.OBLIGATION)
    assert passed.action is Action.PASS


def test_an_obligation_to_cover_faces_is_kept_though_the_act_is_allowed() -> None:
    outcome = judged(private(), act(Label.IDENTIFY), book=duties_book("cover_faces")).outcome

    assert (outcome.action, outcome.cover) == (Action.REDACT, True)


def test_an_obligation_that_nobody_knows_how_to_keep_stops_the_call() -> None:
    outcome = judged(private(), act(Label.IDENTIFY), book=duties_book("sing_a_song")).outcome

    assert (outcome.action, outcome.reason) == (Action.REFUSE, Reason.OBLIGATION)


def test_an_act_that_cannot_be_is_never_a_pass() -> None:
    """What is registered rules the act out: the reader of acts and the registry disagree."""
    impossible = act(Label.DESCRIBE, modality="text")

    judgement = judged(private(), impossible)

    assert judgement.verdicts == Verdict(0)
    assert judgement.outcome.action is Action.HOLD
