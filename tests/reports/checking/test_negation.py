import pytest

from countenance.reports.checking.negation import negation
from reports.checking.asked import ground, judged, kinds

TURNS = (
    ("A", "Do you have any weapons?"),
    ("B", "No. I do not consent to a search. I had the flu. I do not need an ambulance."),
    ("D", "Negative on warrants."),
    ("A", "I am going to write you a warning. No citation."),
)


@pytest.mark.parametrize(
    "text",
    [
        "The tenant denied having any weapons.",
        "The tenant said he did not consent to a search.",
        "The tenant refused a search.",
        "The tenant said he had the flu and did not need an ambulance.",
        "Dispatch reported no warrants.",
        "Officer Lund issued a warning and no citation.",
    ],
)
def test_what_was_denied_may_be_denied(text: str) -> None:
    assert "negation" not in kinds(text, *TURNS)


@pytest.mark.parametrize(
    "text",
    [
        "The tenant said he had weapons.",
        "The tenant consented to a search.",
        "The tenant said that he needed an ambulance.",
        "The tenant said he did not have the flu.",
        "Dispatch reported warrants.",
        "Officer Lund issued a citation.",
    ],
)
def test_the_opposite_of_what_was_said_is_doubted(text: str) -> None:
    assert "negation" in kinds(text, *TURNS)


def test_no_to_anything_else_does_not_deny_what_there_was() -> None:
    turns = (("B", "He hit my arm."), ("A", "Did he hit you anywhere else?"), ("B", "No."))
    assert not kinds("The tenant said that he hit her arm.", *turns)


@pytest.mark.parametrize("nobody", ["Nobody's", "Nobody is"])
def test_nobody_denies_however_it_is_joined(nobody: str) -> None:
    turns = (("A", f"{nobody} getting a ticket."),)
    assert not kinds("Officer Lund said that no one was ticketed.", *turns)
    assert "negation" in kinds("Officer Lund said that the tenant was ticketed.", *turns)


def test_two_negations_of_speech_deny_once() -> None:
    turns = (("B", "I never swung on nobody, and there wasn't no knife."),)
    assert not kinds("The tenant said he did not swing and that there was no knife.", *turns)
    assert "negation" in kinds("The tenant said that there was a knife.", *turns)


def test_a_word_is_denied_where_most_of_what_is_told_was_said() -> None:
    turns = (
        ("A", "Is anybody in the house?"),
        ("B", "No."),
        ("A", "How did you leave it?"),
        ("B", "Everything was locked tight."),
    )
    assert "negation" not in kinds("The tenant said the house was locked tight.", *turns)


def test_what_both_deny_in_other_words_is_the_same() -> None:
    turns = (("B", "I didn't see any punches."),)
    assert "negation" not in kinds("The tenant told of seeing no punches.", *turns)


def test_a_no_that_is_taken_back_is_none() -> None:
    turns = (("A", "Was the dog on a leash?"), ("B", "No. Well, it had a leash on it."))

    assert "negation" not in kinds("The tenant said that the dog had a leash on.", *turns)


def test_what_stands_beside_a_denial_may_be_said_in_other_words() -> None:
    turns = (("A", "Your left brake light is out."),)
    text = "I told the tenant that his left brake light was not working."
    (doubt,) = negation(judged(text, on := ground(*turns)), on)
    assert doubt.wording

    text = "I told the tenant that he had no brake light."
    (doubt,) = negation(judged(text, on), on)
    assert not doubt.wording
