import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.errors import ReportError
from countenance.reports.checking.check import check
from countenance.reports.draft import Sentence
from countenance.reports.drafting.draft import draft
from countenance.reports.transcript import Support
from reports.made import DRAFT, RECORDING, SPEAKERS, TRANSCRIPT


def test_a_draft_of_the_drafter_has_no_flags() -> None:
    made = draft(TRANSCRIPT, SPEAKERS, "traffic", {"place": "Elm Street"}, RECORDING)

    assert check(made.sentences, TRANSCRIPT, SPEAKERS, {"place": "Elm Street"}) == ()


def test_an_edited_sentence_is_held_against_the_words_that_it_rests_on() -> None:
    text = "The officer said that he had him at 52 in a 35."
    right = Sentence("d1", text, "ai_edited", (Support("s3", 0, 9),), "A")
    elsewhere = Sentence("d1", text, "ai_edited", (Support("s1", 0, 6),), "A")

    assert check((right,), TRANSCRIPT, SPEAKERS, {}) == ()
    assert check((elsewhere,), TRANSCRIPT, SPEAKERS, {}) != ()


def test_flags_are_numbered_and_name_their_sentence() -> None:
    wrong = Sentence("d7", "The driver consented to a search of 9 cars.", "human")

    flags = check((*DRAFT.sentences, wrong), TRANSCRIPT, SPEAKERS, {})

    assert [flag.id for flag in flags] == [f"f{number}" for number in range(1, len(flags) + 1)]
    assert {flag.sentence for flag in flags} == {"d7"}


def test_what_the_case_file_says_is_not_held_against_the_sound() -> None:
    typed = Sentence("d1", "The place is Oak Street, 99.", "structured_field")

    assert check((typed,), TRANSCRIPT, SPEAKERS, {}) == ()


def test_a_field_that_is_not_known_is_refused() -> None:
    with pytest.raises(ReportError, match="`colour`"):
        check((), TRANSCRIPT, SPEAKERS, {"colour": "red"})


@settings(max_examples=40, deadline=None)
@given(
    st.text(alphabet=st.sampled_from('the driver said not "5,.? officer and by asked'), max_size=80)
)
def test_any_sentence_can_be_checked(text: str) -> None:
    sentence = Sentence("d1", text, "human")

    once = check((sentence,), TRANSCRIPT, SPEAKERS, {})

    assert once == check((sentence,), TRANSCRIPT, SPEAKERS, {})
    for flag in once:
        for support in flag.listen:
            TRANSCRIPT.words(support)


def test_words_that_are_not_there_are_a_doubt() -> None:
    sentence = Sentence("d1", "The driver spoke.", "ai", (Support("s9", 0, 0),), "B")

    flags = check((sentence,), TRANSCRIPT, SPEAKERS, {})

    assert flags[0].says == "it names words of `s9` that the transcript does not have"
