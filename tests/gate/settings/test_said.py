"""What each setting does, as the page of the docs says it."""

from countenance.gate.settings.said import said, said_in


def test_the_words_are_in_the_package() -> None:
    assert said()["gate.port"] == "where it listens"


def test_a_row_of_several_settings_is_told_for_each_and_links_are_left_out() -> None:
    row = "| `a.b`, `a.c` | how [it](x.md#y) goes | 1, 2 |\n"

    assert said_in(row) == {"a.b": "how it goes", "a.c": "how it goes"}
