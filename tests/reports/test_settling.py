"""Text is changed, and doubts are settled, in the ways that there are."""

from collections.abc import Callable

import msgspec
import pytest

from countenance.errors import OutdatedError, ReviewError
from countenance.reports import settling, steps
from countenance.reports.draft import Flag, Omission
from countenance.reports.open_items import open_items
from countenance.reports.settling import Checked
from reports.acting import FLAG, OFFICER, TERMS, ScriptedDrafter, drafted, listened
from reports.made import DRAFT, SPEAKERS, TRANSCRIPT
from reports.made_report import AT, LATER

CLEAR = Checked()
DOUBT = Checked((Flag("f9", "d2", "negation", "the recording says the opposite"),))


def test_words_that_the_check_bears_out_stay_bound_to_the_sound() -> None:
    step = settling.edit(drafted(), OFFICER, "d2", "The driver refused.", CLEAR, AT, TERMS)

    sentence = step.report.sentence("d2")
    assert (sentence.origin, sentence.support) == ("ai_edited", DRAFT.sentences[1].support)
    assert (step.number, step.report.edits[0].before) == (1, DRAFT.sentences[1].text)
    assert step.report.settled[-1].how == "changed"
    assert open_items(step.report).flags == ()


def test_words_that_it_does_not_bear_out_need_own_knowledge() -> None:
    report = drafted()

    with pytest.raises(ReviewError, match=r"says the opposite.*own knowledge"):
        settling.edit(report, OFFICER, "d2", "The driver agreed.", DOUBT, AT, TERMS)
    known = settling.edit(
        report, OFFICER, "d2", "The driver agreed.", DOUBT, AT, TERMS, own_knowledge=True
    ).report

    sentence = known.sentence("d2")
    assert (sentence.origin, sentence.support, sentence.voice) == ("human", (), None)
    assert known.edits[0].own_knowledge


def test_the_same_words_are_no_edit_and_a_sentence_is_one_line() -> None:
    report = drafted()

    for sentence, text, says in (
        ("d1", DRAFT.sentences[0].text, "words that are there"),
        ("d1", "One.\nTwo.", "in one line"),
        ("d7", "One.", "no sentence `d7`"),
        ("d1", "x" * 2001, "2001 letters"),
    ):
        with pytest.raises(ReviewError, match=says):
            settling.edit(report, OFFICER, sentence, text, CLEAR, AT, TERMS)


def test_ones_own_sentence_says_that_it_is_known() -> None:
    with pytest.raises(ReviewError, match="own knowledge"):
        settling.add(drafted(), OFFICER, "It rained.", "d1", AT, TERMS)

    report = settling.add(
        drafted(), OFFICER, "It rained.", "d1", AT, TERMS, own_knowledge=True
    ).report

    assert [each.id for each in report.sentences] == ["d1", "h1", "d2"]
    with pytest.raises(ReviewError, match="rests on no words"):
        settling.edit(report, OFFICER, "h1", "It snowed.", CLEAR, AT, TERMS)


def test_what_is_taken_out_and_has_to_appear_is_an_omission_again() -> None:
    report = drafted()
    drafter = ScriptedDrafter()
    missing = drafter.omissions(DRAFT.sentences[:1], TRANSCRIPT, SPEAKERS)

    after = settling.remove(report, OFFICER, "d2", Checked((), missing), AT, TERMS).report

    assert [each.kind for each in open_items(after).omissions] == ["denial", "refusal"]
    assert [each.id for each in after.omissions] == ["o1", "o2"]
    assert open_items(after).flags == ()
    assert after.edits[0].after == ""


def test_a_bracket_is_filled_where_it_stands_or_does_not_apply() -> None:
    filled = settling.fill(drafted(), OFFICER, "b1", "My radar showed 52.", AT, TERMS).report
    dismissed = settling.dismiss(drafted(), OFFICER, "b1", "no stop was made", AT, TERMS).report

    assert [each.id for each in filled.sentences] == ["h1", "d1", "d2"]
    assert (filled.settled[0].how, filled.settled[0].sentence) == ("filled", "h1")
    assert (dismissed.settled[0].how, dismissed.settled[0].words) == (
        "does-not-apply", "no stop was made",
    )  # fmt: skip
    with pytest.raises(ReviewError, match="open are: none"):
        settling.fill(filled, OFFICER, "b1", "Again.", AT, TERMS)
    with pytest.raises(ReviewError, match="open are: `b1`"):
        settling.dismiss(drafted(), OFFICER, "b2", "no such thing", AT, TERMS)


def test_a_near_copy_of_a_program_is_no_persons_own_wherever_it_is_typed() -> None:
    report = drafted()
    text = DRAFT.sentences[1].text.replace("consent", "agree")
    nothing = settling.Checked()
    for step in (
        settling.edit(report, OFFICER, "d2", text, nothing, AT, TERMS, own_knowledge=True),
        settling.add(report, OFFICER, text, None, AT, TERMS, own_knowledge=True),
        settling.fill(report, OFFICER, "b1", text, AT, TERMS),
        settling.tell(report, OFFICER, "o1", text, None, nothing, AT, TERMS),
    ):
        after = step.report
        (written,) = [each for each in after.sentences if each.text == text]
        assert (written.origin, after.edits[-1].origin) == ("ai_edited", "ai_edited")
        assert after.edits[-1].own_knowledge


def test_a_flag_is_overridden_only_after_listening_to_it_and_with_a_reason() -> None:
    report = drafted()

    with pytest.raises(OutdatedError, match=r"listen to `d2` first; 1\.4 seconds.* 0\.0 were"):
        settling.override(report, OFFICER, "f1", "I am sure", AT, TERMS)
    briefly = steps.listen(report, OFFICER, {"d2": 1000}, LATER, TERMS).report
    with pytest.raises(OutdatedError, match=r"1\.0 were played"):
        settling.override(briefly, OFFICER, "f1", "I am sure", AT, TERMS)
    with pytest.raises(ReviewError, match="`reason` has 0 letters"):
        settling.override(listened(report), OFFICER, "f1", "", AT, TERMS)
    step = settling.override(listened(report), OFFICER, "f1", "I am sure", AT, TERMS)

    assert (step.what, step.how, step.reason) == ("f1", "overridden", "I am sure")


def test_listening_where_a_flag_says_is_what_counts() -> None:
    elsewhere = msgspec.structs.replace(FLAG, listen=DRAFT.sentences[0].support)
    report = drafted(msgspec.structs.replace(DRAFT, flags=(elsewhere,)))

    assert settling.to_hear(report, elsewhere) == 1380
    assert settling.to_hear(report, FLAG) == 1380


def test_an_omission_is_told_if_the_recording_says_so_or_left_out_with_a_reason() -> None:
    report = drafted()

    with pytest.raises(ReviewError, match="does not say this"):
        settling.tell(report, OFFICER, "o1", "He confessed.", "d1", DOUBT, AT, TERMS)
    told = settling.tell(report, OFFICER, "o1", "The driver denied it.", "d1", CLEAR, AT, TERMS)
    left = settling.leave_out(report, OFFICER, "o1", "it is elsewhere", AT, TERMS).report

    sentence = told.report.sentence("h1")
    assert (sentence.origin, sentence.support) == ("human", DRAFT.omissions[0].support)
    assert [each.id for each in told.report.sentences] == ["d1", "h1", "d2"]
    assert left.settled[0].how == "left-out"
    for after in (told.report, left):
        assert open_items(after).omissions == ()


def test_what_was_told_and_is_taken_out_again_is_open_again() -> None:
    told = settling.tell(drafted(), OFFICER, "o1", "He denied it.", "d1", CLEAR, AT, TERMS).report
    found = Checked((), (Omission("o1", "denial", DRAFT.omissions[0].support, "B"),))

    after = settling.remove(told, OFFICER, "h1", found, AT, TERMS).report

    assert [(each.id, each.kind) for each in open_items(after).omissions] == [("o2", "denial")]


def test_nothing_is_settled_before_there_is_a_draft() -> None:
    report = msgspec.structs.replace(drafted(), generations=(), sentences=())

    with pytest.raises(OutdatedError, match="no draft yet"):
        settling.add(report, OFFICER, "It rained.", None, AT, TERMS, own_knowledge=True)


@pytest.mark.parametrize(
    "text",
    [
        'The driver said: "I do not consent to a search."',
        "the driver said I DO NOT consent to a search",
    ],
)
def test_the_words_of_a_program_are_nobodys_own(text: str) -> None:
    report = drafted()

    acts: tuple[Callable[[], object], ...] = (
        lambda: settling.edit(
            report, OFFICER, "d2", text, settling.Checked(), AT, TERMS, own_knowledge=True
        ),
        lambda: settling.add(report, OFFICER, text, None, AT, TERMS, own_knowledge=True),
        lambda: settling.fill(report, OFFICER, "b1", text, AT, TERMS),
    )
    for does in acts:
        with pytest.raises(ReviewError, match="a program wrote these words"):
            does()
    gone = settling.remove(report, OFFICER, "d2", settling.Checked(), AT, TERMS).report
    with pytest.raises(ReviewError, match="sentence `d2` of draft 1"):
        settling.add(gone, OFFICER, text, None, AT, TERMS, own_knowledge=True)
