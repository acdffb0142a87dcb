"""Portkey's webhook: what is read of it, and what is written."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.dialects.call import Request
from countenance.dialects.portkey import (
    PORTKEY_PATH,
    HookedAnswer,
    HookedCall,
    allowed,
    changed_body,
    denied,
    read_hook,
)
from countenance.dialects.read import read
from countenance.dialects.reading import LIMITS
from countenance.errors import CallError

ASKED = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
SAID = {"choices": [{"index": 0}]}
HOOK: dict[str, Any] = {
    "request": {"json": ASKED, "text": "Hi", "isStreamingRequest": False},
    "response": {"json": {}, "text": "", "statusCode": None}, "provider": "openai",
    "requestType": "chatComplete", "metadata": {}, "eventType": "beforeRequestHook",
}  # fmt: skip


def hooked(**fields: Any) -> HookedCall | HookedAnswer:
    headers = (("content-type", "application/json"),)
    body = json.dumps({**HOOK, **fields}).encode()
    return read_hook(Request("POST", PORTKEY_PATH, (), headers, body), LIMITS)


def test_a_call_is_read_as_the_chat_that_it_is() -> None:
    found = hooked()

    assert isinstance(found, HookedCall)
    assert read(found.chat).turns[0].text == "Hi"


def test_an_answer_comes_with_its_call() -> None:
    found = hooked(eventType="afterRequestHook", response={"json": SAID})

    assert isinstance(found, HookedAnswer)
    assert json.loads(found.chat.body) == ASKED
    assert json.loads(found.body) == SAID


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"pictures": []}, "`pictures`: not a field"),
        ({"requestType": "createTranscription"}, "only `chatComplete`"),
        ({"requestType": None}, "only `chatComplete`"),
        ({"eventType": "sometime"}, "`beforeRequestHook` or"),
        ({"request": {}}, "`request.json`"),
        ({"request": {"json": []}}, "`request.json`"),
        ({"request": "x"}, "`request.json`"),
        ({"eventType": "afterRequestHook"}, "`response.json`"),
    ],
)
def test_anything_else_is_refused_with_what_would_be_right(
    fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(CallError, match=message):
        hooked(**fields)


def test_the_three_answers() -> None:
    assert allowed() == {"verdict": True}
    assert denied("why") == {"verdict": False, "data": {"reason": "why"}}
    assert changed_body(b'{"model": "m"}') == {
        "verdict": True, "transformedData": {"request": {"json": {"model": "m"}}},
    }  # fmt: skip


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["json", "text"]) | st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(HOOK, _JSON)))
def test_whatever_it_shows_is_read_or_refused(fields: dict[str, Any]) -> None:
    for event in ("beforeRequestHook", "afterRequestHook"):
        with contextlib.suppress(CallError):
            found = hooked(**{"eventType": event, **fields})
            read(found.chat)
