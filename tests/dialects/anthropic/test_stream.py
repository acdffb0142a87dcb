"""The streamed answer of an upstream to a message."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.answer_pictures import Shown
from countenance.dialects.anthropic.stream import MessageStream
from dialects.answering import NoSecret
from dialects.anthropic.messages import (
    TOOL,
    call,
    events,
    gathered,
    message,
    shown_call,
    text,
    written,
)
from dialects.asking import PICTURE_URL

THOUGHT = {"type": "thinking", "thinking": "A wall and a door, no more.", "signature": "c2ln"}
USE = {"type": "tool_use", "id": "t1", "name": "look_up", "input": {"who": "nobody"}}
LONG = (
    "There is a wall of red brick in the picture. In front of it stands a bench of wood with two "
    "cups. Beside them lies a folded newspaper."
)
WHOLE = message(THOUGHT, text(LONG), USE, stop="tool_use")


def _stream(told: list[Any], cuts: list[int] | None = None) -> tuple[bytes, MessageStream]:
    stream = MessageStream(shown_call(tools=[TOOL], stream=True), NoSecret)
    rest, out = written(told), b""
    for size in cuts or []:
        out += stream.feed(rest[:size])
        rest = rest[size:]
    return out + stream.feed(rest) + stream.end(), stream


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(1, 60), max_size=40), st.integers(1, 30))
def test_an_answer_comes_through_however_it_is_cut(cuts: list[int], size: int) -> None:
    out, stream = _stream(events(WHOLE, size), cuts)

    assert gathered(out) == WHOLE
    assert stream.is_done
    assert not stream.is_broken
    assert stream.usage == {"input_tokens": 3, "output_tokens": 5}


@settings(max_examples=120, deadline=None)
@given(st.lists(st.integers(1, 60), max_size=40), st.integers(1, 30), st.booleans())
def test_no_letter_of_a_withheld_name_leaves_however_it_is_cut(
    cuts: list[int], size: int, thinking: bool
) -> None:
    named = f"{LONG} The man on the left is Viktor of Bergen. He is well known there."
    block = {**THOUGHT, "thinking": named} if thinking else text(named)
    out, stream = _stream(events(message(block, text("More.")), size), cuts)
    found = gathered(out)

    assert "Viktor" not in out.decode()
    assert "Vik" not in out.decode()
    assert found["stop_reason"] == "refusal"
    assert [each.rule for each in stream.withheld] == ["secret"]
    assert stream.is_done
    assert len(found["content"]) == 1


def test_a_released_sentence_leaves_before_the_upstream_has_finished() -> None:
    told = events(message(text(LONG)), 5)
    stream = MessageStream(shown_call(stream=True), NoSecret)

    out = stream.feed(written(told[:20]))

    assert b"red brick" in out
    assert not stream.is_done


@pytest.mark.parametrize(
    "use", [{**USE, "input": {"who": "Viktor"}}, {**USE, "name": "another", "input": {}}]
)
def test_a_tool_that_may_not_be_used_ends_the_answer(use: dict[str, Any]) -> None:
    out, stream = _stream(events(message(text("A wall."), use), 3))

    assert len(stream.withheld) == 1
    assert b"Viktor" not in out
    assert [block["type"] for block in gathered(out)["content"]] == ["text"]
    assert gathered(out)["stop_reason"] == "refusal"


def test_blocks_that_nobody_looked_at_are_dropped_and_the_rest_numbered_anew() -> None:
    secret = {"type": "redacted_thinking", "data": "Viktor"}
    out, stream = _stream(events(message(secret, text("A wall."))))

    assert gathered(out)["content"] == [text("A wall.")]
    assert not stream.is_broken
    assert b"Viktor" not in out


@pytest.mark.parametrize(
    "told",
    [
        [],
        events(WHOLE)[:6],
        events(WHOLE)[1:],
        [events(WHOLE)[0], {"type": "message_stop"}],
        [events(WHOLE)[0], events(WHOLE)[0]],
        [*events(WHOLE)[:2], {"type": "error", "error": {"message": "Viktor"}}],
        [*events(WHOLE)[:2], {"type": "content_block_delta", "index": 3, "delta": {}}],
        [*events(WHOLE)[:2], {"type": "surprise", "text": "Viktor"}],
        [["Viktor"]],
    ],
)
def test_an_odd_stream_ends_in_one_error(told: list[Any]) -> None:
    out, stream = _stream(told)

    assert gathered(out)["type"] == "api_error"
    assert b"Viktor" not in out
    assert stream.is_broken
    assert stream.feed(written(events(WHOLE))) == b""
    assert stream.fail() == b""


def test_an_answer_to_text_alone_is_handed_on() -> None:
    stream = MessageStream(call(stream=True), None)
    told = events(message(text("Viktor."), more=1))

    assert stream.feed(written(told)) + stream.end() == written(told).replace(b": ", b": ")
    assert stream.is_done
    assert stream.usage == {"input_tokens": 3, "output_tokens": 5}


@pytest.mark.parametrize("size", [1, 20, 2000])
def test_pictures_in_the_words_are_opened(size: int) -> None:
    stream = MessageStream(shown_call(stream=True), NoSecret)
    told = events(message(text(f"{LONG} ![a hill]({PICTURE_URL}) and more.")), size)
    out = b"".join(stream.feed(written([event])) for event in told)
    (part,) = stream.pictures()

    assert b"base64" not in out
    out += stream.show({part.where: Shown(withheld="why")})
    words = gathered(out)["content"][0]["text"]
    assert words == f"{LONG} a hill [a picture was withheld: why] and more."
    assert stream.is_done
