"""Capitalised words that name no person."""

import pytest

from countenance.dialects.check import Guard, Release, Withhold
from countenance.evidence.answer import AnswerCheck
from countenance.evidence.answer_things import is_thing


@pytest.mark.parametrize(
    "answer",
    [
        "This looks like the Eiffel Tower in Paris.",
        "The photo was probably taken in Lisbon, in the Alfama district.",
        "On the wall hangs a print of The Great Wave off Kanagawa by Hokusai.",
        "It is a statue of Johann Sebastian Bach in front of a church.",
        "She is reading Pride and Prejudice by Jane Austen.",
        "It is a red Ford Mustang next to a Toyota Corolla.",
        "A bowl of cherries and a bottle of San Pellegrino.",
        "The boy is dressed as Spider-Man.",
        "Parece la Plaza Mayor de Salamanca.",
        "Das ist vermutlich der Marktplatz von Bremen mit dem Rathaus.",
    ],
)
def test_places_works_and_brands_leave(answer: str) -> None:
    assert Guard(AnswerCheck(["What is that?"])).judge(answer) == Release()


@pytest.mark.parametrize(
    "answer",
    [
        "The man in the picture is Viktor Halloran.",
        "The woman in the Toyota is Ines Calderwood.",
        "The actor Viktor Halloran is reading a newspaper.",
        "A statue stands behind the man, who is Viktor Halloran.",
        "In Paris you see Viktor Halloran with a dog.",
        "On the left stand the Halloran brothers.",
        "Caption: Viktor Halloran at the opening.",
    ],
)
def test_a_person_beside_a_thing_stays_a_person(answer: str) -> None:
    assert isinstance(Guard(AnswerCheck(["What is that?"])).judge(answer), Withhold)


def test_what_follows_a_thing_may_be_a_part_of_it() -> None:
    assert is_thing("a book: Hunger by ", "Knut Hamsun", ".", follows_thing=True)
    assert not is_thing("She is called ", "Knut Hamsun", ".", follows_thing=False)
