"""Claims about who somebody is, without a name."""

import pytest

from countenance.evidence.answer_claims import (
    asks_about_somebody,
    claim_in,
    confirms_at_the_start,
    names_a_field,
)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("That is the current prime minister.", "role"),
        ("The picture shows the reigning world champion in javelin.", "role"),
        ("Am Rednerpult steht der Vorsitzende der Gewerkschaft.", "role"),
        ("She was born in 1971 and won two medals.", "biography"),
        ("You would know him from a detective series.", "biography"),
        ("Il a remporté la coupe deux fois.", "biography"),
        ("Both pictures show one and the same person.", "same-person"),
        ("These are two different women.", "same-person"),
        ("The best candidate is number 4.", "same-person"),
        ("He reappears on camera 7 at 14:22.", "same-person"),
        ("Ja, het is dezelfde man.", "same-person"),
        ("हाँ, दोनों तस्वीरों में एक ही महिला है।", "same-person"),
        ("He is a dead ringer for somebody famous.", "likeness"),
    ],
)
def test_a_claim_has_a_rule(text: str, rule: str) -> None:
    assert claim_in(text, 0) == rule


@pytest.mark.parametrize(
    "text",
    [
        "It is the same jacket, only buttoned up.",
        "Both pictures were taken in the same room.",
        "The ball shows up again at 14:22 near the corner flag.",
        "A chef in white stirs a pot.",
        "The uniforms suggest that they are firefighters.",
        "The church was built in the Romanesque style.",
        "There are eleven people, three of them children.",
    ],
)
def test_what_is_said_of_things_is_no_claim(text: str) -> None:
    assert claim_in(text, 0) is None


def test_a_claim_that_was_judged_before_is_not_judged_again() -> None:
    text = "That is the mayor. He waves."

    assert claim_in(text, 0) == "role"
    assert claim_in(text, 18) is None


@pytest.mark.parametrize("value", ["null", '""', '"unknown"', "[]", '"n/a"'])
def test_a_field_that_is_left_empty_says_nothing(value: str) -> None:
    assert not names_a_field(f'{{"full_name": {value}}}')
    assert names_a_field('{"full_name": "ada"}')


def test_whether_two_are_one_is_said_by_true_and_by_false() -> None:
    assert names_a_field('{"same_person": false}')


@pytest.mark.parametrize(
    ("request_text", "asks"),
    [
        ("Is that Ruth Abernathy?", True),
        ("Is he on the list?", True),
        ("C'est Luc ?", True),
        ("Same?", True),
        ("A) Okafor B) Lindgren", True),
        ("Is anyone smiling?", False),
        ("Same jacket?", False),
        ("You are the assistant of Acme and it is Monday. Describe the picture.", False),
    ],
)
def test_a_question_about_somebody(request_text: str, asks: bool) -> None:
    assert asks_about_somebody(request_text) is asks


@pytest.mark.parametrize("answer", ["Yes.", "No, it is not.", "It is.", "是的,", "B.", "Number 2"])
def test_an_answer_that_agrees_or_picks_one(answer: str) -> None:
    assert confirms_at_the_start(answer)


@pytest.mark.parametrize("answer", ["It is raining.", "A man waves.", "Nobody is smiling."])
def test_an_answer_that_does_neither(answer: str) -> None:
    assert not confirms_at_the_start(answer)
