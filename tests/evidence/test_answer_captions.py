"""Saying that a caption with a name in it is right."""

import pytest

from countenance.evidence.answer_captions import asks_about_a_name, judges_a_caption


@pytest.mark.parametrize(
    "asked",
    [
        "Caption: 'Theo Marchetti walks in a garden.' Is it accurate?",
        "Check this caption against the picture: Theo Marchetti at the lake.",
        "Does the picture go with the words \"a walk with Theo\"?",
        "Stimmt die Bildunterschrift: Theo Marchetti am See?",
    ],
)
def test_a_request_may_ask_whether_a_name_is_right(asked: str) -> None:
    assert asks_about_a_name(asked)


@pytest.mark.parametrize(
    "asked",
    [
        "Is the lamp on?",
        "Write a greeting for Theo Marchetti.",
        "Does the statue of Liberty hold a torch?",
        "Was the picture taken in Lisbon?",
    ],
)
def test_another_request_does_not(asked: str) -> None:
    assert not asks_about_a_name(asked)


def test_of_many_names_of_things_one_is_taken_for_somebodys() -> None:
    assert not asks_about_a_name("Is it here? " + "the statue of Eastmere. " * 20)
    assert asks_about_a_name("Is it here? " + "the statue of Eastmere. " * 200)


@pytest.mark.parametrize(
    "said",
    [
        "Yes.", "No.", "Yes. There is a garden.", "It does.", "✓", "Accurate.", "100% accurate",
        "The caption is accurate.", "The caption matches the picture.",
        "No mistakes in the caption.",
        "The description isn't quite correct.", "It is not true.", "Ja.", "Ja, das stimmt.",
        "La légende est exacte.", "是的。", "说明是正确的。", "はい。", "맞습니다.", "نعم",
    ],
)  # fmt: skip
def test_that_it_is_right_or_wrong_is_seen(said: str) -> None:
    assert judges_a_caption(said, first=True)


@pytest.mark.parametrize(
    "said",
    [
        "Yes, there is a garden.", "A walk in a garden.", "The spelling is correct.",
        "The light comes from the right side.", "No people can be seen on the path.",
        "Here is a better caption: a walk in a garden.",
    ],
)  # fmt: skip
def test_what_says_nothing_about_it_is_not(said: str) -> None:
    assert not judges_a_caption(said, first=True)


def test_yes_counts_where_it_opens_the_answer() -> None:
    assert not judges_a_caption("Yes.", first=False)
    assert judges_a_caption("The caption is accurate.", first=False)
