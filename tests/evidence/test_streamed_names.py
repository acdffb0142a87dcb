"""No character of a withheld name leaves a stream, however the upstream cuts what it sends.

Every text of every dialect that grows in pieces: what is said, refused and thought, what is given
to a tool, the second of two choices, tokens with their alternatives.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.anthropic.stream import MessageStream
from countenance.dialects.responses.stream import ResponseStream
from countenance.dialects.stream import AnswerStream
from countenance.evidence.answer import AnswerCheck
from dialects import answering as chat
from dialects.anthropic import messages as anthropic
from dialects.asking import TOOL, call, picture, text, user
from dialects.responses import responding as responses

# Letters that stand nowhere else in the answer, of one, two and three bytes.
NAME = "Žýþűř Ǿłđẽħ"
LETTERS = set(NAME) - {" "}
BEFORE = "A person in a dark coat stands at a long table. Behind it there is a wall. "
NAMING = (
    f"The man at the table is {NAME}, from the north. He holds a cup.",
    f"It is most likely {NAME} who stands there and drinks some tea.",
    f"{NAME} stands at the table and looks at a map of the coast.",
    f"name: {NAME}\nplace: a room with a table and a wall",
)
Stream = AnswerStream | MessageStream | ResponseStream
Form = Callable[[str, int], tuple[Stream, bytes]]


def _check() -> AnswerCheck:
    return AnswerCheck(("What is in this picture?",))


def _in_chat(events: Iterable[bytes], **fields: Any) -> tuple[Stream, bytes]:
    asked = call(user(text(), picture()), stream=True, tools=[TOOL], **fields)
    return AnswerStream(asked, _check), b"".join(events) + chat.DONE


def _cut(told: str, step: int) -> list[str]:
    return [told[at : at + step] for at in range(0, len(told), step)]


def _chat(told: str, step: int) -> tuple[Stream, bytes]:
    return _in_chat(chat.streamed(told, step=step))


def _chat_refusal(told: str, step: int) -> tuple[Stream, bytes]:
    pieces = (chat.chunk(chat.delta(refusal=piece)) for piece in _cut(told, step))
    return _in_chat((*pieces, chat.chunk(chat.delta(0, "stop"))))


def _chat_tool(told: str, step: int) -> tuple[Stream, bytes]:
    def row(**function: str) -> bytes:
        return chat.chunk(chat.delta(tool_calls=[{"index": 0, "function": function}]))

    begun = {"index": 0, "id": "call_1", "function": {"name": "look_up", "arguments": ""}}
    pieces = (row(arguments=piece) for piece in _cut(_arguments(told), step))
    last = chat.chunk(chat.delta(0, "tool_calls"))
    return _in_chat((chat.chunk(chat.delta(tool_calls=[begun])), *pieces, last))


def _chat_second(told: str, step: int) -> tuple[Stream, bytes]:
    """The second of two choices names somebody, in turns with the first."""
    plain = BEFORE + "It is a quiet room with a high ceiling and a clock."
    first, second = chat.streamed(plain, 0, step), chat.streamed(told, 1, step)
    both = [event for pair in zip(first, second, strict=False) for event in pair]
    shorter = min(len(first), len(second))
    return _in_chat([*both, *first[shorter:], *second[shorter:]], n=2)


def _chat_tokens(told: str, step: int) -> tuple[Stream, bytes]:
    """Each piece is a token; beside it stands the name, which was the next best."""

    def row(piece: str) -> bytes:
        other = {"token": NAME, "logprob": -0.2, "bytes": list(NAME.encode())}
        token = {"token": piece, "logprob": -0.1, "bytes": [], "top_logprobs": [other]}
        return chat.chunk(chat.delta(content=piece, logprobs={"content": [token]}))

    pieces = [row(piece) for piece in _cut(told, step)]
    return _in_chat((*pieces, chat.chunk(chat.delta(0, "stop"))), logprobs=True, top_logprobs=2)


def _in_messages(*blocks: dict[str, Any], step: int) -> tuple[Stream, bytes]:
    events = anthropic.events(anthropic.message(*blocks), step)
    asked = anthropic.shown_call(stream=True, tools=[anthropic.TOOL])
    return MessageStream(asked, _check), anthropic.written(events)


def _anthropic(told: str, step: int) -> tuple[Stream, bytes]:
    return _in_messages(anthropic.text(told), step=step)


def _anthropic_blocks(told: str, step: int) -> tuple[Stream, bytes]:
    """The sentence goes on in another block, cut in front of the name."""
    at = told.index(NAME)
    return _in_messages(anthropic.text(told[:at]), anthropic.text(told[at:]), step=step)


def _anthropic_thinking(told: str, step: int) -> tuple[Stream, bytes]:
    block = {"type": "thinking", "thinking": told, "signature": "c2lnbmVk"}
    return _in_messages(block, anthropic.text("A room."), step=step)


def _anthropic_tool(told: str, step: int) -> tuple[Stream, bytes]:
    used = {"type": "tool_use", "id": "tu_1", "name": "look_up", "input": {"who": told}}
    return _in_messages(used, step=step)


def _in_response(*items: dict[str, Any], step: int) -> tuple[Stream, bytes]:
    events = responses.events(responses.answer(*items), step)
    stream = ResponseStream(responses.shown_call(stream=True), _check)
    return stream, responses.written(events)


def _responses(told: str, step: int) -> tuple[Stream, bytes]:
    return _in_response(responses.said(told), step=step)


def _responses_refusal(told: str, step: int) -> tuple[Stream, bytes]:
    item = {**responses.said(""), "content": [{"type": "refusal", "refusal": told}]}
    return _in_response(item, step=step)


def _responses_reasoning(told: str, step: int) -> tuple[Stream, bytes]:
    return _in_response(responses.thought(told), responses.said("A room."), step=step)


def _responses_tool(told: str, step: int) -> tuple[Stream, bytes]:
    return _in_response(responses.called(_arguments(told)), step=step)


def _responses_custom(told: str, step: int) -> tuple[Stream, bytes]:
    item = {
        "id": "ct_1", "type": "custom_tool_call", "call_id": "call_1", "name": "say", "input": told,
        "status": "completed",
    }  # fmt: skip
    return _in_response(item, step=step)


def _arguments(told: str) -> str:
    return json.dumps({"who": told}, ensure_ascii=False)


FORMS: dict[str, Form] = {
    "chat": _chat,
    "chat-refusal": _chat_refusal,
    "chat-tool": _chat_tool,
    "chat-second": _chat_second,
    "chat-tokens": _chat_tokens,
    "anthropic": _anthropic,
    "anthropic-blocks": _anthropic_blocks,
    "anthropic-thinking": _anthropic_thinking,
    "anthropic-tool": _anthropic_tool,
    "responses": _responses,
    "responses-refusal": _responses_refusal,
    "responses-reasoning": _responses_reasoning,
    "responses-tool": _responses_tool,
    "responses-custom": _responses_custom,
}


def _as_utf8(wire: bytes) -> bytes:
    """The same events with letters as they are, in place of escapes."""
    lines = wire.split(b"\n")
    for at, line in enumerate(lines):
        if line.startswith(b"data: {"):
            tree = json.loads(line.removeprefix(b"data: "))
            lines[at] = b"data: " + json.dumps(tree, ensure_ascii=False).encode()
    return b"\n".join(lines)


def _fed(stream: Stream, wire: bytes, cuts: Iterable[int]) -> bytes:
    out = b""
    for size in cuts:
        out += stream.feed(wire[:size])
        wire = wire[size:]
    return out + stream.feed(wire) + stream.end()


def _letters(out: bytes) -> set[str]:
    """Every letter that a caller can read, however often it was escaped, and as bytes of tokens."""
    read = out.decode()
    found = set(read)
    for _ in range(3):
        read = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), read)
        found |= set(read)
    for numbers in re.findall(r'"bytes":\[([\d,]+)\]', read):
        found |= set(bytes(map(int, numbers.split(","))).decode("utf-8", "ignore"))
    return found


def test_what_is_looked_for_would_be_found() -> None:
    escaped = json.dumps({"arguments": json.dumps({"who": NAME})}).encode()
    numbers = ",".join(map(str, NAME.encode()))

    assert _letters(escaped) >= LETTERS
    assert _letters(f'"bytes":[{numbers}]'.encode()) >= LETTERS


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, deadline=None)
@given(
    naming=st.sampled_from(NAMING),
    step=st.integers(1, 40),
    cuts=st.lists(st.integers(1, 90), max_size=60),
    utf8=st.booleans(),
)
def test_no_character_of_a_withheld_name_leaves(
    form: str, naming: str, step: int, cuts: list[int], utf8: bool
) -> None:
    stream, wire = FORMS[form](BEFORE + naming, step)

    out = _fed(stream, _as_utf8(wire) if utf8 else wire, cuts)

    assert not _letters(out) & LETTERS
    assert stream.withheld
    assert not stream.is_broken


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("naming", NAMING)
def test_it_holds_byte_by_byte(form: str, naming: str) -> None:
    stream, wire = FORMS[form](BEFORE + naming, 3)
    wire = _as_utf8(wire)

    out = _fed(stream, wire, [1] * len(wire))

    assert not _letters(out) & LETTERS
    assert stream.withheld


@pytest.mark.long
@pytest.mark.parametrize("form", FORMS)
def test_it_holds_for_every_place_of_one_cut(form: str) -> None:
    told = BEFORE + NAMING[0]
    _, wire = FORMS[form](told, 16)
    wire = _as_utf8(wire)

    # The wire up to the cut is what a client has when the upstream breaks off there as well.
    for at in range(1, len(wire), 17):
        stream, _ = FORMS[form](told, 16)
        assert not _letters(stream.feed(wire[:at]) + stream.feed(wire[at:])) & LETTERS


@pytest.mark.parametrize("form", ["chat", "anthropic", "responses"])
@settings(max_examples=40, deadline=None)
@given(before=st.integers(0, 90), after=st.integers(0, 60), step=st.integers(1, 30))
def test_it_holds_in_a_text_without_ends_of_sentences(
    form: str, before: int, after: int, step: int
) -> None:
    told = "so " + "and on " * before + f"it is {NAME} " + "and more " * after
    stream, wire = FORMS[form](told, step)

    out = _fed(stream, wire, ())

    assert not _letters(out) & LETTERS
    assert stream.withheld


@pytest.mark.parametrize("form", ["chat", "anthropic", "responses"])
def test_the_first_sentence_leaves_before_the_upstream_has_finished(form: str) -> None:
    stream, wire = FORMS[form](BEFORE + "It is a quiet room with a high ceiling. " * 4, 5)

    out = stream.feed(wire[: len(wire) // 2])

    assert b"coat" in out
    assert not stream.is_done


def test_the_other_choice_is_told_to_its_end() -> None:
    stream, wire = FORMS["chat-second"](BEFORE + NAMING[0], 7)

    out = _fed(stream, wire, ())

    assert chat.said(out, 0).endswith("and a clock.")
    assert [each.choice for each in stream.withheld] == [1]
