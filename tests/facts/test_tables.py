"""Strict tables of TOML."""

import pytest

from countenance.errors import CodeError
from countenance.facts.tables import parse_toml


def test_texts_numbers_and_tables_are_read() -> None:
    table = parse_toml('a = "x"\nb = 3\nc = ["y"]\n[[d]]\ne = "z"\n', "here", CodeError)

    assert table.text("a") == "x"
    assert table.whole("b", 0) == 3
    assert table.texts("c") == ("y",)
    assert [row.text("e") for row in table.tables("d")] == ["z"]
    table.done()


@pytest.mark.parametrize(
    ("text", "read"),
    [("a = 1", "text"), ("a = true", "texts"), ("b = 1", "text")],
)
def test_a_wrong_kind_or_a_missing_key_names_the_place(text: str, read: str) -> None:
    table = parse_toml(text, "here", CodeError)

    with pytest.raises(CodeError, match="here"):
        getattr(table, read)("a")


def test_a_key_that_nobody_read_is_an_error() -> None:
    table = parse_toml("a = 1\n", "here", CodeError)

    with pytest.raises(CodeError, match="`a`"):
        table.done()


def test_what_is_not_toml_names_the_place() -> None:
    with pytest.raises(CodeError, match="here"):
        parse_toml("[[", "here", CodeError)
