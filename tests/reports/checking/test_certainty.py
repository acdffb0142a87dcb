import pytest

from reports.checking.asked import flags, kinds

TURNS = (
    ("A", "Was the van locked?"),
    ("B", "I think it was locked. I did not try the door."),
    ("A", "And the light?"),
    ("C", "The light was green, I'm sure of it."),
    ("D", "Unit nine, the plate is confirmed."),
)


@pytest.mark.parametrize(
    "text",
    [
        "The tenant confirmed that the van was locked.",
        "The tenant was certain that it was locked.",
        "The tenant stated positively that the van was locked.",
        "The tenant was adamant that the van was definitely not unlocked.",
    ],
)
def test_who_is_not_sure_is_not_told_as_sure(text: str) -> None:
    (flag,) = [each for each in flags(text, *TURNS) if each.kind == "certainty"]

    assert "the tenant is not sure where this is said: `i think`" in flag.says
    assert flag.listen


@pytest.mark.parametrize(
    "text",
    [
        "The tenant thought that the van was locked.",
        "The tenant said that the van was locked.",
        "The tenant believed the van was locked, but could not confirm it.",
        "The tenant was not certain that the van was locked.",
        "The neighbor was sure that the light was green.",
        "Dispatch confirmed the plate.",
    ],
)
def test_who_is_told_as_sure_as_that_is_not_doubted(text: str) -> None:
    assert "certainty" not in kinds(text, *TURNS)


def test_who_is_sure_is_not_told_as_unsure() -> None:
    found = flags("The neighbor was unsure whether the light was green.", *TURNS)
    (flag,) = [each for each in found if each.kind == "certainty"]

    assert "the neighbor is sure where this is said" in flag.says


def test_a_doubt_elsewhere_does_not_count() -> None:
    turns = (*TURNS, ("C", "Maybe it rained on Monday."))

    assert "certainty" not in kinds("The neighbor was certain the light was green.", *turns)
