import pytest

from reports.checking.asked import flags, kinds

TURNS = (("A", "Mister Boone? Police."), ("B", "I am fine, it is near Elm Street."))


def test_a_name_that_was_said_or_typed_is_right() -> None:
    assert "name" not in kinds("Mr. Boone said he was fine, near Elm Street.", *TURNS)
    assert "name" not in kinds(
        "Walter Boone said he was fine.", *TURNS, fields={"persons": "Walter Boone"}
    )


def test_a_name_that_nobody_said_is_doubted() -> None:
    assert "name" in kinds("The tenant, Walter Boone, said he was fine.", *TURNS)
    assert "name" in kinds("The tenant said it was near Oak Street.", *TURNS)


def test_months_and_titles_are_no_names() -> None:
    assert "name" not in kinds("Officer Lund said that Monday was fine.", *TURNS)


def test_a_name_of_somebody_else_is_told_as_such() -> None:
    turns = (("B", "My name is Olga Petrenko."), ("C", "Hello there."))

    assert "name" in kinds("The neighbor, Olga Petrenko, said hello.", *turns)
    assert "name" in kinds("The neighbor identified herself as Olga Petrenko.", *turns)
    assert "name" not in kinds("The tenant identified herself as Olga Petrenko.", *turns)


def test_who_breaks_in_has_no_other_s_name() -> None:
    turns = (("B", "Hello."), ("A", "Your name?"), ("C", "Gerald Tully."))

    assert "name" not in kinds("While I spoke to the tenant, Tully said hello.", *turns)
    assert "name" in kinds("I spoke to the tenant, Tully.", *turns)


NAMED = (
    ("A", "Your name?"),
    ("B", "Trevor Ashe. We gave a key to Curtis when we went to the lake."),
    ("A", "And your name?"),
    ("C", "Joyce Pell. Curtis never gave it back. Harold, you tell him."),
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I spoke to the owner, Trevor Pell.", "Trevor Pell"),
        ("I spoke to Victor Ashe.", "Victor"),
    ],
)
def test_a_name_of_two_people_is_nobody_s(text: str, name: str) -> None:
    found = [each.says for each in flags(text, *NAMED) if each.kind == "name"]

    assert any(says.startswith(f"`{name}`: ") for says in found)


def test_a_name_that_was_said_holds() -> None:
    assert "name" not in kinds("I spoke to Trevor Ashe and to Joyce Pell.", *NAMED)


def test_another_name_where_it_was_said_is_doubted() -> None:
    turns = (
        ("A", "Your name?"),
        ("C", "Curtis Yoon."),
        ("B", "My name is Nadine. We gave one key to Curtis when we went to the lake."),
        ("D", "My name is Harold."),
    )

    text = "The tenant said a key was given to {} when they went to the lake."
    assert "name" in kinds(text.format("Harold"), *turns)
    assert "name" not in kinds(text.format("Curtis"), *turns)
