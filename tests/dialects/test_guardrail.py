"""LiteLLM's generic guardrail: what is read of it, and what is written."""

import contextlib
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.call import Request
from countenance.dialects.guardrail import (
    GUARDRAIL_PATH,
    AnswerShown,
    CallShown,
    blocked,
    changed_messages,
    nothing_to_change,
    read_guardrail,
)
from countenance.dialects.read import read
from countenance.dialects.reading import LIMITS
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError

PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


def shown(**fields: Any) -> CallShown | AnswerShown:
    body = {"input_type": "request", "litellm_call_id": "id-1", "model": "m", **fields}
    headers = (("content-type", "application/json"),)
    asked = Request("POST", GUARDRAIL_PATH, (), headers, json.dumps(body).encode())
    return read_guardrail(asked, LIMITS)


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def test_a_call_is_read_as_the_chat_that_it_is() -> None:
    tool = {"type": "function", "name": "f", "parameters": {"type": "object"}}
    found = shown(
        structured_messages=[user([{"type": "text", "text": "who?"}, PICTURE])], tools=[tool],
        images=["data:image/png;base64,AAAA"], texts=["who?"], request_data={}, tool_calls=None,
    )  # fmt: skip

    assert isinstance(found, CallShown)
    call = read(found.chat)
    assert (found.id, call.model, sorted(call.tool_names)) == ("id-1", "m", ["f"])
    assert [part.kind.value for part in call.parts] == ["text", "picture", "tools"]


def test_an_answer_is_its_texts_and_its_calls_of_tools() -> None:
    call = {"id": "t", "type": "function", "function": {"name": "f", "arguments": "{}"}}

    found = shown(input_type="response", texts=["a wall"], tool_calls=[call])

    assert found == AnswerShown("id-1", ("a wall",), (("f", "{}"),))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"pictures": []}, "`pictures`: not a field"),
        ({"structured_messages": None}, "only words"),
        ({"structured_messages": []}, "only words"),
        ({"input_type": "both", "structured_messages": [user("x")]}, "`request` or `response`"),
        ({"litellm_call_id": None}, "the id of one call"),
        ({"litellm_call_id": "x" * 257}, "the id of one call"),
        ({"structured_messages": [user("x")], "images": ["data:,"]}, "stands in no message"),
        ({"structured_messages": [user("x")], "images": "data:,"}, "stands in no message"),
        ({"structured_messages": ["x"], "images": ["data:,"]}, "stands in no message"),
        ({"input_type": "response", "texts": [1]}, "a list of texts"),
        ({"input_type": "response", "texts": ["x"], "images": ["data:,"]}, "not released"),
        ({"input_type": "response", "tool_calls": [{"function": {"name": 1}}]}, "a function with"),
        ({"input_type": "response", "tool_calls": ["x"]}, "a function with"),
        ({"input_type": "response", "tool_calls": 3}, "a function with"),
        ({"structured_messages": [user([{"image_url": {"url": ["x"]}}])], "images": ["x"]},
         "stands in no message"),
    ],
)  # fmt: skip
def test_what_it_shows_otherwise_is_refused_with_what_would_be_right(
    fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(CallError, match=message) as caught:
        shown(**fields)

    assert isinstance(caught.value, UnsupportedCallError | UnreadableCallError)


def _written(*messages: Any) -> bytes:
    return msgspec.json.encode({"model": "m", "messages": list(messages)})


@pytest.mark.parametrize(
    ("came", "goes"),
    [
        (user("x"), user([{"type": "text", "text": "x"}])),
        (user([{"type": "text", "text": "x"}]), user("x")),
        (user([{"type": "text", "text": "x"}, {"type": "text", "text": "y"}]),
         user([{"type": "text", "text": "x\ny"}])),
        (user([PICTURE]),
         user([{"type": "image_url", "image_url": {**PICTURE["image_url"], "detail": "auto"}}])),  # type: ignore[dict-item]  # a dict
        ({"role": "assistant", "content": "x"},
         {"role": "assistant", "content": "x", "refusal": None}),
        ({"role": "assistant", "content": None, "refusal": "no"},
         {"role": "assistant", "content": "no", "refusal": None}),
        ({"role": "tool", "tool_call_id": "t", "content": "x"},
         {"role": "tool", "tool_call_id": "t", "content": [{"type": "text", "text": "x"}]}),
    ],
)  # fmt: skip
def test_a_message_never_goes_back_as_it_came(came: Any, goes: Any) -> None:
    """LiteLLM would use the one that it kept, with fields that it did not show."""
    told = changed_messages(_written(came), [came])

    assert told == {"action": "GUARDRAIL_INTERVENED", "structured_messages": [goes]}
    assert goes != came


def test_a_message_that_was_changed_anyway_goes_as_it_is_written() -> None:
    other = user([{"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,BBBB"}}])

    assert changed_messages(_written(other), [user([PICTURE])])["structured_messages"] == [other]


def test_the_two_other_answers() -> None:
    assert nothing_to_change() == {"action": "NONE"}
    assert blocked("why") == {"action": "BLOCKED", "blocked_reason": "why"}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["role", "content", "type", "image_url", "url", "function", "name"])
        | st.text(max_size=3),
        inner,
        max_size=3,
    ),
    max_leaves=12,
)


_SHOWN = ("structured_messages", "images", "tools", "texts", "tool_calls", "model", "request_data")


@settings(max_examples=300)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(_SHOWN, _JSON)))
def test_whatever_it_shows_is_read_or_refused(fields: dict[str, Any]) -> None:
    for phase in ("request", "response"):
        with contextlib.suppress(CallError):
            found = shown(**{"input_type": phase, **fields})
            if isinstance(found, CallShown):
                read(found.chat)
