import pytest

from reports.checking.asked import flags, kinds

TURNS = (
    ("A", "Mind if I look in your shed?"),
    ("B", "No, I'd rather you didn't."),
    ("A", "Can I take a look in the car?"),
    ("B", "The front, I guess. Not the trunk. You can look through the window."),
    ("A", "Do you want the medics?"),
    ("C", "Yes, I'll let them look. My purse is here. Can I reach for it?"),
)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The tenant gave me permission to look in the shed.", "shed"),
        ("The tenant had no objection to a look in the shed.", "shed"),
        ("The tenant consented to a search of the trunk.", "trunk"),
        ("The tenant agreed that I could look through the car, including the trunk.", "trunk"),
    ],
)
def test_what_was_not_agreed_to_is_doubted(text: str, word: str) -> None:
    (flag,) = [each for each in flags(text, *TURNS) if each.kind == "consent"]

    assert flag.says.startswith(f"`{word}`: the tenant did not agree to it: `")
    assert flag.listen


@pytest.mark.parametrize(
    "text",
    [
        "The tenant allowed me to look through the window.",
        "The tenant agreed to a look in the front of the car, but not in the trunk.",
        "The tenant declined to let me look in the shed.",
        "The neighbor agreed to be looked at by the medics.",
        "The neighbor asked permission to reach for the purse.",
        "The tenant did not consent to a search of the trunk.",
    ],
)
def test_what_was_agreed_to_or_refused_is_not(text: str) -> None:
    assert "consent" not in kinds(text, *TURNS)


def test_who_said_nothing_of_it_agreed_to_nothing() -> None:
    (flag,) = [
        each
        for each in flags("The tenant gave me permission to search.", ("B", "I was asleep."))
        if each.kind == "consent"
    ]

    assert flag.says == "`permission`: the tenant said no words that agree to anything"


def test_who_agreed_did_not_refuse() -> None:
    found = flags("The neighbor refused the medics.", *TURNS)

    assert "`medics`: the neighbor agreed to it" in " ".join(flag.says for flag in found)


def test_a_no_to_do_you_mind_agrees() -> None:
    turns = (("A", "Mind if I look in your shed?"), ("B", "No."))

    assert "consent" not in kinds("The tenant had no objection to a look in the shed.", *turns)
