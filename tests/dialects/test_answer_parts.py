"""The known parts of an answer."""

from typing import Any

import pytest

from countenance.dialects import answer_parts as parts
from countenance.errors import UpstreamError


def test_parts_of_the_right_kind_are_read() -> None:
    assert parts.mapping({"a": 1}, "it") == {"a": 1}
    assert parts.listed([1], "it") == [1]
    assert parts.listed(None, "it") == []
    assert parts.text("a", "it") == "a"
    assert parts.text(None, "it") is None
    assert parts.count(0, "it", 1) == 0
    assert parts.finish("stop") == "stop"
    assert parts.finish(None) is None


@pytest.mark.parametrize(
    "read",
    [
        lambda: parts.mapping([], "it"),
        lambda: parts.listed({}, "it"),
        lambda: parts.text(["a"], "it"),
        lambda: parts.count(1, "it", 1),
        lambda: parts.count(-1, "it", 1),
        lambda: parts.count(True, "it", 2),
        lambda: parts.finish("because"),
    ],
)
def test_parts_of_a_wrong_kind_are_an_error_of_the_upstream(read: Any) -> None:
    with pytest.raises(UpstreamError, match="the answer of the upstream"):
        read()


def test_labels_hold_no_words() -> None:
    assert parts.label("chatcmpl-12:ab") == "chatcmpl-12:ab"
    assert parts.label("Anna Quill") == ""
    assert parts.label(7) == ""


def test_the_head_keeps_ids_and_drops_what_is_unknown() -> None:
    kept = parts.head(
        {
            "id": "a-1",
            "created": 5,
            "model": "m",
            "service_tier": "default",
            "system_fingerprint": "fp_1",
            "who": "Anna",
            "object": "other",
        },
        "chat.completion",
    )

    assert kept == {
        "id": "a-1", "object": "chat.completion", "created": 5, "model": "m",
        "system_fingerprint": "fp_1", "service_tier": "default",
    }  # fmt: skip
    assert parts.head({"created": -1, "service_tier": "Anna"}, "k")["created"] == 0


def test_usage_is_numbers() -> None:
    found = {
        "prompt_tokens": 3,
        "completion_tokens_details": {"reasoning_tokens": 1, "words": "Anna"},
        "note": "Anna",
    }

    assert parts.usage(found) == {
        "prompt_tokens": 3,
        "completion_tokens_details": {"reasoning_tokens": 1},
    }
    assert parts.usage("x") is None
