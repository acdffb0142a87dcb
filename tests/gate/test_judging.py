"""From facts and plausible acts to one outcome, under the codes that are shipped."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.callers.places import PLACES
from countenance.callers.registration import RegisteredFact, Registration
from countenance.codes.load import load_edition
from countenance.codes.model import Verdict
from countenance.evidence.labels import Label
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis
from countenance.gate.codebook import Codebook
from countenance.gate.judging import Judgement
from countenance.gate.outcome import Action, Pictured, Reason, Visible
from countenance.gate.recording import said
from countenance.stores.patterns import packaged_patterns
from gate.judged import BOOK, PIN, TODAY, act, duties_book, judged, police, private


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


def without_place(registration: Registration) -> Registration:
    left = tuple(row for row in registration.facts if row.fact != "use_jurisdiction")
    return replace(registration, facts=left)


def test_what_is_the_same_in_every_place_goes_on_without_one() -> None:
    nowhere = without_place(private(provider_approval="none"))

    found = [
        judged(nowhere).outcome.action,
        judged(nowhere, act(Label.DESCRIBE)).outcome.action,
        judged(nowhere, act(Label.IDENTIFY)).outcome.action,
    ]

    assert found == [Action.PASS, Action.REDACT, Action.REFUSE]


def test_what_one_place_bars_is_held_until_the_place_is_known() -> None:
    """A prosecutor takes no report that AI helped to write, and text may become one."""
    there, nowhere = police("US", pin=None), without_place(police("US", pin=None))
    named = replace(there, facts=(*nowhere.facts, RegisteredFact("use_jurisdiction", ("US-OH",))))

    assert judged(named).outcome.action is Action.PASS
    for caller in (there, nowhere):
        judgement = judged(caller)
        assert judgement.outcome.action is Action.HOLD
        assert said(judgement, TODAY).missing[0] in PLACES


def test_who_may_state_the_place_is_asked_for_it_first() -> None:
    caller = replace(
        without_place(police("US", pin=None)), may_state=frozenset({"use_jurisdiction", "purpose"})
    )

    outcome = judged(caller).outcome

    assert (outcome.action, outcome.reason) == (Action.REFUSE, Reason.FACT_MISSING)
    assert outcome.question == "use_jurisdiction"


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


def measured(row: str) -> tuple[Evidence, ...]:
    """What one row about files gives."""
    (found,) = (each for each in packaged_patterns().capture if each.id == row)
    return found.evidence()


CAMERAS = """
code = "cameras"
edition = "1"
title = "A code that tells cameras apart"
publisher = "Nobody"
source = "https://code.example"
retrieved = 2026-01-01

[in_force]
from = 2026-01-01

[scope]
service = ["azure_openai"]

[[clause]]
id = "COUNTER"
verdict = "allow"
says = "At a counter people may be named."
section = "1"
text_basis = "verified"
when = { operation = ["biometric_identification"], capture_device = ["fixed_kiosk"] }

[[clause]]
id = "MOBILE"
verdict = "deny"
says = "Not with a camera that moves."
section = "2"
text_basis = "verified"
when = { operation = ["biometric_identification"], capture_device = ["mobile"] }
"""


def cameras() -> Codebook:
    return Codebook(BOOK.vocabulary, [load_edition(CAMERAS, "", BOOK.vocabulary, "cameras.toml")])


def test_a_watermark_against_a_statement_is_contested_and_held() -> None:
    said = Evidence("capture_device", ("fixed_kiosk",), Basis.ATTESTED, "attestation:k")
    book = cameras()

    believed = judged(private(), act(Label.IDENTIFY), attested=(said,), book=book)
    held = judged(
        private(), act(Label.IDENTIFY), attested=(said, *measured("axon-body")), book=book
    )

    assert believed.outcome.action is Action.PASS
    assert held.outcome.action is Action.HOLD
    (contest,) = held.decision.contested
    assert [(piece.evidence.source, piece.verdicts) for piece in contest.pieces] == [
        ("attestation:k", Verdict.ALLOW), ("capture:axon-body", Verdict.DENY),
    ]  # fmt: skip


def test_a_mark_that_fits_what_was_stated_changes_nothing() -> None:
    said = Evidence("capture_device", ("fixed_kiosk",), Basis.ATTESTED, "attestation:k")
    marks = (said, *measured("exif-camera"))

    judgement = judged(private(), act(Label.IDENTIFY), attested=marks, book=cameras())

    assert judgement.outcome.action is Action.PASS


def test_a_mark_alone_clears_nothing() -> None:
    kiosk = Evidence("capture_device", ("fixed_kiosk",), Basis.MEASURED, "capture:forged")

    judgement = judged(private(), act(Label.IDENTIFY), attested=(kiosk,), book=cameras())

    assert judgement.outcome.action is Action.HOLD


def test_a_suggestion_alone_does_not_answer_the_question() -> None:
    heard = police(
        "NO", may_state=frozenset({"capture_device"}), timeliness="real_time",
        environment="uncontrolled",
    )  # fmt: skip

    outcome = judged(heard, act(Label.IDENTIFY), attested=measured("axon-body")).outcome

    assert (outcome.reason, outcome.question) == (Reason.FACT_MISSING, "capture_device")


def test_a_private_key_with_an_approval_is_held_when_its_calls_look_like_police_work() -> None:
    approved = private(
        provider_approval="modified_filtering_or_monitoring", consent="informed_consent"
    )
    table = packaged_patterns()
    looks = table.police_work(table.words[0])

    judgement = judged(approved, act(Label.IDENTIFY), attested=looks)

    assert judged(approved, act(Label.IDENTIFY)).outcome.action is Action.PASS
    assert judgement.outcome.action is Action.HOLD
    assert judgement.facts.contested >= {"actor_kind", "on_behalf_of"}
    assert judgement.decision.contested


def test_what_the_doubt_does_not_touch_goes_on() -> None:
    """Who asks makes no difference to a description: nobody has to look."""
    table = packaged_patterns()

    judgement = judged(
        private(provider_approval="none"), act(Label.DESCRIBE),
        attested=table.police_work(table.words[0]),
    )  # fmt: skip

    assert judgement.facts.contested
    assert judgement.outcome.action is Action.REDACT


STATED = (
    "capture_device", "timeliness", "environment", "consent", "space", "reference_set",
    "subject_status", "purpose", "officer_camera_data", "use_jurisdiction",
)  # fmt: skip


def _some_call(chance: random.Random) -> tuple[Registration, list[Evidence], list[Label]]:
    """A caller at random, what it states, and what it may be asking."""

    def value(name: str) -> str:
        return chance.choice(BOOK.vocabulary.fact(name).values)

    facts = {name: value(name) for name in STATED if chance.random() < 0.3}
    if chance.random() < 0.5:
        country = chance.choice(["US", "NO", "DE"])
        registration = police(country, frozenset(), chance.choice([PIN, None]), **facts)
    else:
        approval = value("provider_approval")
        registration = private(provider_approval=approval, **facts)
    said = [
        Evidence(name, (value(name),), Basis.ATTESTED, "attestation:k")
        for name in STATED
        if chance.random() < 0.3
    ]
    return registration, said, chance.sample(list(Label), chance.randint(1, 3))


def _measured_at_random(chance: random.Random) -> list[Evidence]:
    table = packaged_patterns()
    found = [piece for row in table.capture if chance.random() < 0.4 for piece in row.evidence()]
    if chance.random() < 0.4:
        found += table.live
    if chance.random() < 0.4:
        found += table.police_work(table.words[0])
    return found


def _looseness(judgement: Judgement) -> int:
    """0: nothing goes on; 1: covered; 2: with faces that stay visible."""
    if judgement.outcome.action not in (Action.PASS, Action.REDACT):
        return 0
    return 1 if judgement.outcome.cover else 2


@settings(max_examples=200)
@given(st.integers(0, 2**32 - 1))
def test_what_was_measured_never_lets_through_what_was_not(seed: int) -> None:
    """Whoever forges a mark can make a call stricter, never freer."""
    chance = random.Random(seed)
    registration, said, labels = _some_call(chance)
    acts = [act(label) for label in labels]
    pictured = chance.choice([Pictured.FACES, Pictured.NO_FACE, Pictured.EARLIER])
    visible = chance.choice(list(Visible))

    without = judged(registration, *acts, attested=tuple(said), pictured=pictured, visible=visible)
    marks = _measured_at_random(chance)
    marked = judged(
        registration, *acts, attested=(*said, *marks), pictured=pictured, visible=visible
    )

    assert _looseness(marked) <= _looseness(without)


def test_what_a_route_asks_beside_the_words_takes_no_refusal_away() -> None:
    """A picture that is changed is a new one of somebody: silent, but beside, not instead."""
    judgement = judged(
        private(provider_approval="none"), act(Label.IDENTIFY), also=act(Label.SYNTH)
    )

    assert (judgement.outcome.action, judgement.outcome.row) == (Action.REFUSE, 2)
    assert judgement.decision.clauses[0].clause == "15"
    assert [each.label for each in judgement.acts] == [Label.IDENTIFY, Label.SYNTH]


def test_a_face_stays_visible_only_where_what_is_asked_beside_is_allowed_too() -> None:
    approved = private(
        provider_approval="modified_filtering_or_monitoring", consent="informed_consent"
    )
    alone = judged(approved, act(Label.IDENTIFY))
    beside = judged(approved, act(Label.IDENTIFY), also=act(Label.SYNTH))

    assert not alone.outcome.cover
    assert (beside.outcome.action, beside.outcome.cover) == (Action.REDACT, True)


def test_where_what_is_asked_beside_is_barred_so_is_all_of_it() -> None:
    barred = act(Label.IDENTIFY)
    judgement = judged(private(provider_approval="none"), act(Label.DESCRIBE), also=barred)

    assert (judgement.outcome.action, judgement.outcome.row) == (Action.REFUSE, 2)
    assert judgement.decision.clauses[0].clause == "15"
