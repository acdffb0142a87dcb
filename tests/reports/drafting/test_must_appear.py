import pytest

from countenance.reports.checking.heard import heard
from countenance.reports.drafting.must_appear import kind_of, standings
from reports.made import SPEAKERS, spoken


@pytest.mark.parametrize(
    ("says", "kind"),
    [
        ("I want a lawyer.", "lawyer"),
        ("My back hurts.", "pain"),
        ("I need my insulin.", "medical"),
        ("I do not consent to that.", "refusal"),
        ("You can search the trunk.", "consent"),
        ("It was not me.", "denial"),
        ("I paid for it, the receipt is here.", "exculpatory"),
        ("Give me your badge number.", "complaint"),
        ("The weather was nice.", None),
    ],
)
def test_speech_of_the_public_has_a_kind(says: str, kind: str | None) -> None:
    (unit,) = heard(spoken(("B", says)), SPEAKERS).units

    assert kind_of(unit, "community") == kind


@pytest.mark.parametrize(
    ("says", "kind"),
    [
        ("You have the right to remain silent.", "rights"),
        ("You are free to go.", "rights"),
        ("Move again and you get hurt, last chance.", "warning"),
        ("I will call you tomorrow.", "promise"),
        ("My back hurts.", None),
    ],
)
def test_speech_of_an_officer_has_a_kind(says: str, kind: str | None) -> None:
    (unit,) = heard(spoken(("A", says)), SPEAKERS).units

    assert kind_of(unit, "officer") == kind


@pytest.mark.parametrize(
    ("asked", "answered", "kind"),
    [
        ("Can I look in the bag?", "No.", "refusal"),
        ("Can I look in the bag?", "Sure.", "consent"),
        ("Were you there?", "No.", "denial"),
        ("Do you want an ambulance?", "No, I am fine.", "medical"),
    ],
)
def test_an_answer_is_of_the_kind_that_its_question_makes_it(
    asked: str, answered: str, kind: str
) -> None:
    unit = heard(spoken(("A", asked), ("B", answered)), SPEAKERS).units[1]

    assert kind_of(unit, standings(SPEAKERS)["B"]) == kind
