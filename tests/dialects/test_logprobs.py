"""Token probabilities may not run ahead of the text."""

from typing import Any

import pytest

from countenance.dialects.logprobs import Tokens


def _token(text: str) -> dict[str, Any]:
    return {"token": text, "logprob": -0.5, "top_logprobs": [{"token": "Anna", "logprob": -1}]}


def _spelled(found: dict[str, Any] | None) -> list[str]:
    return [] if found is None else [each["token"] for each in found["content"]]


def test_tokens_leave_with_the_text_that_they_spell() -> None:
    tokens = Tokens()
    tokens.add([_token("A "), _token("man "), _token("stands")])

    assert _spelled(tokens.release("A man")) == ["A "]
    assert _spelled(tokens.release(" stands")) == ["man ", "stands"]


def test_alternatives_never_leave() -> None:
    tokens = Tokens()
    tokens.add([_token("A")])

    assert tokens.release("A") == {
        "content": [{"token": "A", "logprob": -0.5, "bytes": [65], "top_logprobs": []}],
        "refusal": None,
    }


@pytest.mark.parametrize(
    "found",
    [
        [_token("B")],
        [_token("A"), _token("x")],
        [{"token": ""}],
        [{"token": 1}],
        ["A"],
        [{"token": "A", "logprob": "Anna"}],
    ],
)
def test_tokens_that_do_not_spell_the_text_are_dropped_for_good(found: Any) -> None:
    tokens = Tokens()
    tokens.add(found)

    first = tokens.release("A man")
    tokens.add([_token(" stands")])

    assert _spelled(first) in ([], ["A"])
    assert tokens.release(" stands") is None


def test_dropped_tokens_never_leave() -> None:
    tokens = Tokens()
    tokens.add([_token("A")])
    tokens.drop()

    assert tokens.release("A") is None


def test_without_tokens_there_are_none() -> None:
    tokens = Tokens()
    tokens.add(None)

    assert tokens.release("A man") is None
