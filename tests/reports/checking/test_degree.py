import pytest

from reports.checking.asked import flags, kinds

TURNS = (
    ("B", "My wrist hurts. I had one glass of wine with dinner."),
    ("A", "Do you still have the gift cards?"),
    ("B", "Three of them. I threw one out. I own the building, me and my brother."),
    ("C", "The bass was very loud, all night. He came back twice."),
    ("A", "That's a decent cut on your ear."),
)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The tenant complained of severe pain in his wrist.", "severe"),
        ("The tenant said he had several glasses of wine.", "several glasses"),
        ("The tenant said that he had all of the gift cards.", "all"),
        ("The tenant said he was the sole owner of the building.", "sole"),
        ("Officer Lund said that the cut on the ear was a slight one.", "slight"),
        ("The tenant said he always had wine with dinner.", "always"),
    ],
)
def test_more_or_less_than_was_said_is_doubted(text: str, word: str) -> None:
    (flag,) = [each for each in flags(text, *TURNS) if each.kind == "degree"]

    assert flag.says.startswith(f"`{word}`: ")
    assert flag.listen or "all" in word


@pytest.mark.parametrize(
    "text",
    [
        "The tenant complained of pain in his wrist.",
        "The tenant said he had a glass of wine.",
        "The tenant said that he had three of the gift cards.",
        "The neighbor said the bass was extremely loud.",
        "The neighbor said that the bass went on the entire night.",
        "The neighbor said he came again.",
        "Only then did the tenant say that his wrist hurt.",
    ],
)
def test_as_much_as_was_said_is_not(text: str) -> None:
    assert "degree" not in kinds(text, *TURNS)


def test_what_was_said_is_shown() -> None:
    found = flags("The tenant complained of severe pain in his wrist.", *TURNS)
    says = next(flag.says for flag in found if flag.kind == "degree")

    assert "the tenant does not say so where this is said: `My wrist hurts." in says


def test_one_is_shown_where_many_are_told() -> None:
    found = flags("The tenant said he had several glasses of wine.", *TURNS)

    assert "`several glasses`: the tenant says `one glass`" in {flag.says for flag in found}
