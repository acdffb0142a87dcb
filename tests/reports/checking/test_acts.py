import pytest

from reports.checking.asked import flags, kinds

TURNS = (
    ("C", "The tenant hit me and ran off."),
    ("B", "I broke the window. I am sorry."),
    ("A", "I searched the hallway. I will call an ambulance. I am giving you a citation."),
    ("B", "Sure, you can look around."),
)


@pytest.mark.parametrize(
    "text",
    [
        "Officer Lund searched the hallway.",
        "Officer Lund issued a citation.",
        "The tenant received a citation.",
        "The tenant apologized.",
        "The tenant agreed that Officer Lund could look around.",
        "The neighbor said the tenant hit her.",
    ],
)
def test_an_act_in_own_words_holds(text: str) -> None:
    assert "act" not in kinds(text, *TURNS)


@pytest.mark.parametrize(
    "text",
    [
        "Officer Lund handcuffed the tenant.",
        "Officer Lund called an ambulance.",
        "Officer Lund apologized.",
        "The tenant hit the neighbor.",
        "The tenant broke the window.",
        "The neighbor agreed to look around.",
        "The neighbor denied it.",
        "The tenant admitted hitting the neighbor.",
    ],
)
def test_another_s_word_or_none_is_not_enough(text: str) -> None:
    assert "act" in kinds(text, *TURNS)


def test_what_will_be_done_is_told_apart_from_what_was() -> None:
    found = [
        each for each in flags("Officer Lund called an ambulance.", *TURNS) if each.kind == "act"
    ]

    assert found[0].says == "`called`: Officer Lund says that it will be done, not that it was"
    assert found[0].listen


def test_what_others_did_is_no_act_of_the_speaker() -> None:
    assert "act" in kinds("Officer Lund found the boy.", ("A", "They found the boy."))
    assert "act" not in kinds("Officer Lund found the boy.", ("A", "I found the boy."))


def test_what_only_one_of_the_public_says_is_no_fact() -> None:
    assert "attribution" in kinds("The window was broken by a ball.", ("B", "The window broke."))


def test_what_will_be_done_is_not_told_as_said_to_be_done() -> None:
    turns = (("A", "I will help you find the key."),)
    assert "act" in kinds("I said that I had found the key.", *turns)
    assert "act" not in kinds("I said that I would find the key.", *turns)
    found = (*turns, ("A", "I found the key."))
    assert "act" not in kinds("I said that I had found the key.", *found)


def test_whoever_has_it_done_asks_for_it() -> None:
    turns = (("A", "Dispatch, cancel the medics, he is not injured."), ("D", "Copy."))

    assert "act" not in kinds("I had dispatch cancel the medics.", *turns)
    assert "act" not in kinds(
        "I had dispatch cancel the medics because the tenant was not injured.", *turns
    )
    assert "act" in kinds("I had dispatch tow the car.", *turns)
