import pytest

from countenance.reports.checking.check import check
from countenance.reports.draft import Sentence
from countenance.reports.speakers import Speaker, Speakers
from reports.checking.asked import kinds
from reports.made import spoken

TURNS = (("B", "I saw him swaying. He was nervous."), ("A", "Okay."))


@pytest.mark.parametrize(
    "text",
    [
        "The tenant's eyes were bloodshot.",
        "I smelled alcohol on him.",
        "The tenant appeared nervous.",
        "The tenant deliberately left.",
        "The tenant, annoyed, left.",
        "Officer Lund saw a blue car.",
    ],
)
def test_what_sound_cannot_show_is_doubted(text: str) -> None:
    assert "sensory" in kinds(text, *TURNS)


def test_what_a_person_said_of_it_is_told_as_said() -> None:
    assert "sensory" not in kinds("The tenant said he saw him swaying and nervous.", *TURNS)
    assert "sensory" in kinds("The neighbor said he was nervous.", *TURNS)


def test_a_name_is_no_color() -> None:
    people = Speakers((Speaker("A", "officer", "Officer Brown", "Officer Brown"),))
    sentence = Sentence("d1", "Officer Brown said it was okay.", "human")

    assert not check((sentence,), spoken(("A", "It was okay.")), people, {})


def test_what_one_of_the_public_saw_is_what_that_one_says() -> None:
    turns = (("B", "I noticed a gray van by the alley."), ("A", "Okay."))

    assert "sensory" not in kinds("The tenant noticed a gray van.", *turns)
    assert "sensory" in kinds("The tenant noticed a green van.", *turns)
    assert "sensory" in kinds("Officer Lund noticed a gray van.", *turns)


def test_what_an_officer_says_aloud_is_heard() -> None:
    turns = (("A", "Zero is stone sober. Where are you?"), ("B", "A two."))

    assert "sensory" not in kinds("Officer Lund asked, zero being sober, where he was.", *turns)
    assert "sensory" in kinds("The tenant was sober.", ("B", "A two."), ("A", "Okay."))
