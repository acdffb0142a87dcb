"""The answer of an upstream to a message that was not streamed."""

import json
from typing import Any

import pytest

from countenance.dialects.answer_pictures import Shown
from countenance.dialects.answers import NOTICE, Answered
from countenance.dialects.anthropic.answers import read_message_answer
from countenance.dialects.call import Call
from countenance.dialects.read import read
from countenance.errors import UpstreamError
from dialects.answering import NoSecret
from dialects.anthropic.messages import TOOL, call, message, request, shown_call, text, user
from dialects.asking import PICTURE_URL

THOUGHT = {"type": "thinking", "thinking": "A wall.", "signature": "c2ln"}
USE = {"type": "tool_use", "id": "t1", "name": "look_up", "input": {"who": "nobody"}}


def _answered(answer: Any, asked: Call | None = None) -> Answered:
    raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return read_message_answer(raw, asked or shown_call(tools=[TOOL]), NoSecret)


def test_known_blocks_leave_and_others_do_not() -> None:
    found = message(
        THOUGHT, {**text("A wall."), "citations": [{"cited_text": "x"}]},
        {"type": "redacted_thinking", "data": "aaaa"},
        {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"q": "x"}},
        USE, stop="tool_use", container={"id": "c"},
    )  # fmt: skip
    answered = _answered(found)

    assert json.loads(answered.body) == message(THOUGHT, text("A wall."), USE, stop="tool_use")
    assert answered.withheld == ()
    assert answered.usage == {"input_tokens": 3, "output_tokens": 5}


@pytest.mark.parametrize(
    "block",
    [
        text("That is Viktor."),
        {**THOUGHT, "thinking": "It may be Viktor."},
        {**USE, "input": {"who": "Viktor"}},
        {**USE, "input": {"who": {"first": ["Vi\u006btor"]}}},
        {**USE, "name": "another"},
    ],
)
def test_one_block_that_may_not_leave_withholds_all(block: dict[str, Any]) -> None:
    answered = _answered(message(text("A wall."), block))
    kept = json.loads(answered.body)

    assert len(answered.withheld) == 1
    assert kept["content"] == []
    assert kept["stop_reason"] == "refusal"
    assert kept["stop_details"]["explanation"] == NOTICE
    assert b"Viktor" not in answered.body
    assert kept["usage"] == {"input_tokens": 3, "output_tokens": 5}


def test_an_answer_to_text_alone_is_handed_on() -> None:
    raw = json.dumps(message(text("Viktor."), more=1)).encode()

    assert read_message_answer(raw, call(), None).body == raw


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"content": 3}', b"\xff"])
def test_what_is_no_answer_is_an_error_of_the_upstream(body: bytes) -> None:
    with pytest.raises(UpstreamError):
        read_message_answer(body, call(), None)


@pytest.mark.parametrize(
    "found",
    [
        {"content": [3]},
        message(text("a"), stop="because"),
        message({**USE, "input": "words"}),
        message({"type": "text", "text": 3}),
        [],
    ],
)
def test_odd_parts_are_errors_of_the_upstream(found: Any) -> None:
    with pytest.raises(UpstreamError):
        _answered(found)


def test_a_count_is_a_number() -> None:
    whole = {"model": "sonnet", "messages": [user("Hello")]}
    asked = read(request(whole, "/v1/messages/count_tokens"))

    kept = read_message_answer(b'{"input_tokens": 12, "x": "Viktor"}', asked, None)
    assert kept.body == b'{"input_tokens":12}'
    with pytest.raises(UpstreamError):
        read_message_answer(b'{"input_tokens": "many"}', asked, None)


def test_pictures_in_the_words_are_opened() -> None:
    said = f"A view. ![a hill]({PICTURE_URL})"
    read = _answered(message({**THOUGHT, "thinking": said}, text(said)))
    shown = {part.where: Shown(withheld="why") for part in read.pictures}
    blocks = json.loads(read.filled(shown).body)["content"]

    assert len(shown) == 2
    held = "A view. a hill [a picture was withheld: why]"
    assert (blocks[0]["thinking"], blocks[1]["text"]) == (held, held)
