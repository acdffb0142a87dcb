"""Texts that a model goes on with, or turns into numbers."""

from typing import Any

import pytest

from countenance.dialects.call import PartKind
from countenance.dialects.prompts import MOST_TEXTS, Texts, TokensAre
from countenance.dialects.shapes import Found
from countenance.errors import CallError, UnsupportedCallError


def _read(value: Any, tokens: TokensAre = TokensAre.TAKEN) -> tuple[Any, list[tuple[str, str]]]:
    found = Found()
    read = Texts(tokens).read(value, "input", found)
    assert {part.kind for part in found.parts} == {PartKind.TEXT}
    return read, [(part.where, part.text) for part in found.parts]


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("a", [("input", "a")]),
        (["a", "b"], [("input[0]", "a"), ("input[1]", "b")]),
        ([1, 2], [("input", "1 2")]),
        ([[1], [2, 3]], [("input[0]", "1"), ("input[1]", "2 3")]),
    ],
)
def test_every_text_and_every_list_of_tokens_is_a_part(
    value: Any, parts: list[tuple[str, str]]
) -> None:
    assert _read(value) == (value, parts)


@pytest.mark.parametrize("value", [[1, 2], [[1], [2]]])
def test_where_a_model_goes_on_with_them_tokens_are_refused(value: Any) -> None:
    with pytest.raises(UnsupportedCallError, match="send the text itself"):
        _read(value, TokensAre.REFUSED)


@pytest.mark.parametrize(
    "value",
    [
        None,
        1,
        {},
        [],
        [[]],
        [True],
        [1.5],
        [-1],
        [2**31],
        [1, "a"],
        ["a", 1],
        ["a", None],
        [[1], "a"],
        [[[1]]],
        ["a"] * (MOST_TEXTS + 1),
        [[1]] * (MOST_TEXTS + 1),
    ],
)
def test_what_is_no_text_is_refused_by_its_place(value: Any) -> None:
    with pytest.raises(CallError, match="input"):
        _read(value)


def test_a_text_has_many_tokens() -> None:
    assert _read([7] * 8192)[0] == [7] * 8192
