"""What each setting does: in the package as on its page."""

from countenance.gate.settings_said import said, said_in
from house.source import ROOT


def test_the_words_are_those_of_the_page() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    assert said() == said_in(page), "run `make pages`"


def test_a_row_of_several_settings_is_told_for_each_and_links_are_left_out() -> None:
    row = "| `a.b`, `a.c` | how [it](x.md#y) goes | 1, 2 |\n"

    assert said_in(row) == {"a.b": "how it goes", "a.c": "how it goes"}
