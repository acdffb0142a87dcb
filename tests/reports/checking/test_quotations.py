import pytest

from reports.checking.asked import flags, kinds

TURNS = (("A", "Nobody is under arrest right now."), ("B", "I did not see the sign. I am sorry."))


@pytest.mark.parametrize(
    "text",
    [
        'Officer Lund stated, "Nobody is under arrest right now."',
        'The tenant said: "I did not see ... I am sorry"',
        '"I am sorry," the tenant said.',
        'The tenant said: "I did not see the [name, heard as: sign]."',
    ],
)
def test_the_very_words_are_right(text: str) -> None:
    assert "quotation" not in kinds(text, *TURNS)


@pytest.mark.parametrize(
    "text",
    [
        'Officer Lund stated, "You are not under arrest right now."',
        'The tenant said: "I am sorry ... I did not see the sign"',
        'The tenant said: "I did see the sign."',
        'Officer Lund said: "I am sorry."',
    ],
)
def test_other_words_are_doubted(text: str) -> None:
    assert "quotation" in kinds(text, *TURNS)


def test_the_words_of_another_person_are_told_as_such() -> None:
    (flag,) = (
        each
        for each in flags('Officer Lund said: "I am sorry."', *TURNS)
        if each.kind == "quotation"
    )

    assert flag.says == "these words are those of the tenant, not those of Officer Lund"
    assert flag.listen
