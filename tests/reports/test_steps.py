"""What comes first comes first."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from countenance.errors import NotForYouError, OutdatedError, ReviewError
from countenance.reports import settling, signing, steps
from countenance.reports.draft import Sentence
from countenance.reports.open_items import Terms
from countenance.reports.recording import Span
from countenance.reports.report import Entered, Report
from countenance.reports.speakers import Speaker, Speakers
from countenance.reports.transcript import Support
from reports.acting import OFFICER, OTHER, SUPERVISOR, TERMS, begun, drafted, settled
from reports.made import DRAFT, RECORDING, SPEAKERS, TRANSCRIPT, said
from reports.made_report import AT, DECIDED, LATER
from reports.report_machine import ReportMachine

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def heard() -> Report:
    return steps.hear(begun(), TRANSCRIPT, TERMS).report


def accounted() -> Report:
    return steps.seal_account(heard(), OFFICER, "I stopped a car.", AT, TERMS).report


def attributed() -> Report:
    return steps.confirm(accounted(), OFFICER, SPEAKERS, AT, TERMS).report


def test_a_report_goes_from_state_to_state() -> None:
    states = [each.state for each in (begun(), heard(), accounted(), attributed(), drafted())]

    assert states == ["decided", "transcribed", "accounted", "attributed", "drafted"]
    assert settled().state == "settled"


@pytest.mark.parametrize(
    ("does", "says"),
    [
        (lambda: steps.confirm(begun(), OFFICER, SPEAKERS, AT, TERMS), "not put into words yet"),
        (lambda: steps.confirm(heard(), OFFICER, SPEAKERS, AT, TERMS), "own account is sealed"),
        (lambda: steps.generate(heard(), OFFICER, DRAFT, AT, TERMS), "own account is sealed first"),
        (lambda: steps.generate(accounted(), OFFICER, DRAFT, AT, TERMS), "who is speaking first"),
        (lambda: steps.seal_account(accounted(), OFFICER, "More.", AT, TERMS), "never changed"),
        (lambda: steps.hear(drafted(), TRANSCRIPT, TERMS), "there is a draft"),
    ],
)
def test_what_comes_too_early_or_too_late_is_refused(does: Callable[[], object], says: str) -> None:
    with pytest.raises(OutdatedError, match=says):
        does()


def test_nobody_else_works_on_an_officers_report() -> None:
    with pytest.raises(NotForYouError, match="another officer's"):
        steps.seal_account(heard(), OTHER, "I was not there.", AT, TERMS)
    with pytest.raises(NotForYouError, match=r"`reports\.write` is not for the role `supervisor`"):
        steps.generate(attributed(), SUPERVISOR, DRAFT, AT, TERMS)
    with pytest.raises(NotForYouError, match="own organisation"):
        steps.begin("report-00000002", RECORDING, DECIDED, OFFICER, "c-2", "1", "", "other", AT)


def test_where_no_account_is_asked_for_a_draft_may_come_without() -> None:
    without = Terms(account_first=False)

    report = steps.confirm(heard(), OFFICER, SPEAKERS, AT, without).report

    assert steps.generate(report, OFFICER, DRAFT, AT, without).report.state == "drafted"


@pytest.mark.parametrize(
    ("speakers", "says"),
    [
        (Speakers((Speaker("A", "officer", "the officer"),)), "who `B` is"),
        (Speakers((*SPEAKERS.people, SPEAKERS.people[0])), "named twice"),
        (Speakers(SPEAKERS.people, {"s9": "A"}), "no segment `s9`"),
        (Speakers(SPEAKERS.people, {"s1": "C"}), "who `C` is"),
    ],
)
def test_every_voice_needs_somebody(speakers: Speakers, says: str) -> None:
    with pytest.raises(ReviewError, match=says):
        steps.confirm(accounted(), OFFICER, speakers, AT, TERMS)


def test_each_draft_is_another_generation_and_none_is_lost() -> None:
    first = drafted()
    again = steps.generate(first, OFFICER, DRAFT, AT, TERMS)

    assert (again.number, [each.number for each in again.report.generations]) == (2, [1, 2])
    assert again.report.generations[0] == first.generations[0]
    assert again.report.sentences == DRAFT.sentences


def test_a_draft_that_rests_on_nothing_or_on_other_words_is_refused() -> None:
    loose = msgspec.structs.replace(DRAFT, sentences=(Sentence("d1", "He ran.", "ai"),))
    beyond = Sentence("d1", "He ran.", "ai", (Support("s1", 0, 99),))
    wrong = msgspec.structs.replace(DRAFT, sentences=(beyond,))
    other = msgspec.structs.replace(DRAFT, transcript=RECORDING.sha256)
    silence = Sentence("d1", "Nobody speaks.", "ai", span=Span(3000, 4000))
    elsewhere = msgspec.structs.replace(DRAFT, sentences=(silence,))

    for draft, says in (
        (loose, "rests on nothing"), (wrong, "no words"), (other, "of another"),
        (elsewhere, "rests on nothing"),
    ):  # fmt: skip
        with pytest.raises(ReviewError, match=says):
            steps.generate(attributed(), OFFICER, draft, AT, TERMS)


def test_a_transcript_of_another_sound_is_refused() -> None:
    other = msgspec.structs.replace(TRANSCRIPT, samples_sha256=RECORDING.sha256)

    with pytest.raises(ReviewError, match="another recording"):
        steps.hear(begun(), other, TERMS)


def test_who_speaks_is_asked_again_after_another_transcript() -> None:
    again = msgspec.structs.replace(TRANSCRIPT, segments=(said("s1", "A", 0, "Hello there."),))

    report = steps.hear(attributed(), again, TERMS).report

    assert (report.state, len(report.transcripts), report.speakers) == ("accounted", 2, ())


def test_listening_is_counted() -> None:
    report = steps.listen(drafted(), OFFICER, {"d1": 1500}, LATER, TERMS).report
    report = steps.listen(report, OFFICER, {"d1": 500, "d2": 10}, LATER, TERMS).report

    assert (report.listened["d1"].milliseconds, report.listened["d1"].times) == (2000, 2)
    for played, says in (
        ({"d9": 1}, "no sentence"), ({"d1": 0}, "no time"), ({}, "nothing"),
        ({"d1": 7_198_000}, r"7198\.0 seconds cannot have been played, but at most 7198\.0"),
    ):  # fmt: skip
        with pytest.raises(ReviewError, match=says):
            steps.listen(report, OFFICER, played, LATER, TERMS)


def test_words_have_bounds() -> None:
    for text, says in (("   ", "takes 1 to"), ("x" * 20_001, "20001 letters")):
        with pytest.raises(ReviewError, match=says):
            steps.seal_account(heard(), OFFICER, text, AT, TERMS)
    assert steps.plain("reason", " a\r\nb ", 1, 9) == "a\nb"


@pytest.mark.parametrize("words", ["a\x1b[2Jb", "not \u202eguilty", "con\u00adsent"])
def test_signs_that_nobody_sees_are_in_no_report(words: str) -> None:
    with pytest.raises(ReviewError, match="a sign that nobody sees"):
        steps.seal_account(heard(), OFFICER, words, AT, TERMS)


def test_no_order_of_steps_signs_what_is_open_or_changes_what_is_signed() -> None:
    run_state_machine_as_test(
        ReportMachine, settings=settings(max_examples=30, stateful_step_count=25, deadline=None)
    )


def test_a_report_does_not_grow_without_end() -> None:
    report = drafted()
    again = msgspec.structs.replace(report, generations=report.generations * 100)
    with pytest.raises(OutdatedError, match="has 100 drafts"):
        steps.generate(again, OFFICER, DRAFT, AT, TERMS)
    entries = (Entered("e", 1, "listened"),) * 10_000
    full = msgspec.structs.replace(settled(), entries=entries)
    with pytest.raises(OutdatedError, match="10000 steps"):
        steps.listen(full, OFFICER, {"d1": 1}, LATER, TERMS)
    with pytest.raises(OutdatedError, match="10000 steps"):
        settling.remove(full, OFFICER, "d1", settling.Checked(), AT, TERMS)
    assert signing.sign(full, OFFICER, "R. Reyes", KEY, AT, TERMS).report.state == "signed"
    heard = msgspec.structs.replace(begun(), transcripts=(TRANSCRIPT,) * 20)
    with pytest.raises(OutdatedError, match="heard 20 times"):
        steps.hear(heard, TRANSCRIPT, TERMS)


@pytest.mark.parametrize("name", ["Officer\nReyes", "Reyes \u202e", "x" * 81, "\x00"])
def test_who_speaks_is_called_by_one_line_that_can_be_seen(name: str) -> None:
    report = drafted()
    first, second = SPEAKERS.people
    for speaker in (
        msgspec.structs.replace(first, name=name), msgspec.structs.replace(first, called=name)
    ):  # fmt: skip
        with pytest.raises(ReviewError, match="of voice `A` is one line"):
            steps.confirm(report, OFFICER, Speakers((speaker, second)), AT, TERMS)


def test_who_speaks_are_not_without_number() -> None:
    report = drafted()
    first, second = SPEAKERS.people
    many = tuple(msgspec.structs.replace(second, voice=f"X{n}") for n in range(99))
    for people in (
        (first, second, *many), (first, second, msgspec.structs.replace(second, voice="B" * 9)),
    ):  # fmt: skip
        with pytest.raises(ReviewError, match="at most 100 speak"):
            steps.confirm(report, OFFICER, Speakers(people), AT, TERMS)


def test_an_officer_who_went_elsewhere_changes_nothing_any_more() -> None:
    gone = replace(OFFICER, callers=frozenset({"c-2"}))

    with pytest.raises(NotForYouError, match="an organization that you are not of any more"):
        steps.listen(drafted(), gone, {"d1": 900}, LATER, TERMS)
