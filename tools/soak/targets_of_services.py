"""What AI services send back: bytes on the wire, answers at once and in pieces, and their words."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

from requests_made import CHAT, JSON, MESSAGE, RESPONSE, written
from target import Target, picked

from countenance.dialects.call import Call, Request
from countenance.dialects.check import Check, Release, Withhold
from countenance.dialects.forms import FORMS
from countenance.dialects.read import read
from countenance.errors import UpstreamError
from countenance.evidence.answer import AnswerCheck
from countenance.gate.connection import BrokenError, Connection

__all__ = ["TARGETS"]

_PIECES = 64
"""The most pieces that one answer comes in; of longer ones the pieces are longer."""


class _Open:
    def check(self, text_so_far: str, new_sentence: str) -> Release | Withhold:
        return Release()


class _Withholding:
    """Withholds what has an exclamation mark; the judging of words is a target of its own."""

    def check(self, text_so_far: str, new_sentence: str) -> Release | Withhold:
        return Withhold("made-up") if "!" in new_sentence else Release()


def _asked(path: str, body: dict[str, Any]) -> Call:
    return read(Request("POST", path, (), JSON, written(body)))


def _calls() -> tuple[tuple[Call, Callable[[], Check] | None], ...]:
    text = {**CHAT, "messages": [{"role": "user", "content": "Hello"}]}
    return (
        (_asked("/v1/chat/completions", CHAT), _Open),
        (_asked("/v1/chat/completions", CHAT), _Withholding),
        (_asked("/v1/chat/completions", text), None),
        (_asked("/v1/messages", MESSAGE), _Withholding),
        (_asked("/v1/responses", RESPONSE), _Withholding),
    )


CALLS = _calls()


def answers(data: bytes) -> None:
    """The answer of an AI service that comes at once, to a call that the first byte picks."""
    if not data:
        return
    call, check = CALLS[data[0] % len(CALLS)]
    with suppress(UpstreamError):
        FORMS[call.operation].answer(data[1:], call, check, covered=True)


def streams(data: bytes) -> None:
    """An answer in pieces, cut where the second byte says."""
    if len(data) < 2:
        return
    call, check = CALLS[data[0] % len(CALLS)]
    stream = FORMS[call.operation].stream
    if stream is None:
        return
    reading, size = stream(call, check, covered=True), max(data[1] + 1, len(data) // _PIECES)
    try:
        for start in range(2, len(data), size):
            reading.feed(data[start : start + size])
            if reading.is_done:
                return
        reading.end()
    except UpstreamError:
        reading.fail()


def judged_words(data: bytes) -> None:
    """The words of an answer, line by line; the first line is what was asked."""
    asked, *lines = data.decode("utf-8", "replace").split("\n")
    check, said = AnswerCheck([asked]), ""
    for line in lines:
        check.check(said, line)
        said += line


class _Transport:
    """A transport that goes nowhere."""

    def writelines(self, _: object) -> None:
        """Sent."""

    def abort(self) -> None:
        """Closed."""

    pause_reading = resume_reading = abort


_TRANSPORT = cast(asyncio.Transport, _Transport())


def connections(data: bytes) -> None:
    """What comes over a connection to an AI service, cut where the first byte says."""
    if not data:
        return
    connection, size = Connection(), max(data[0] + 1, len(data) // _PIECES)
    connection.connection_made(_TRANSPORT)
    connection.send(b"GET / HTTP/1.1\r\n\r\n", b"")
    came = 0
    for start in range(1, len(data), size):
        connection.data_received(data[start : start + size])
        while piece := connection.here():
            came += len(piece)
    connection.connection_lost(None)
    if came > len(data):
        raise AssertionError("more was read than came")
    with suppress(BrokenError):
        if connection.is_reusable:
            raise AssertionError("a connection that is over may be used again")


_EVENTS = (
    b'data: {"id":"1","object":"chat.completion.chunk","created":1,"choices":[{"index":0,'
    b'"delta":{"role":"assistant","content":"A room! "},"finish_reason":null}]}\n\n'
    b'data: {"id":"1","object":"chat.completion.chunk","created":1,"choices":[{"index":0,'
    b'"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
)
_MESSAGE_EVENTS = (
    b'event: message_start\ndata: {"type":"message_start","message":{"id":"m","type":"message",'
    b'"role":"assistant","model":"s","content":[],"stop_reason":null,"stop_sequence":null,'
    b'"usage":{"input_tokens":1,"output_tokens":1}}}\n\n'
    b'event: content_block_start\ndata: {"type":"content_block_start","index":0,'
    b'"content_block":{"type":"text","text":""}}\n\n'
    b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
    b'"delta":{"type":"text_delta","text":"A room. "}}\n\n'
    b'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\n'
    b'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn",'
    b'"stop_sequence":null},"usage":{"output_tokens":2}}\n\n'
    b'event: message_stop\ndata: {"type":"message_stop"}\n\n'
)
_RESPONSE_EVENTS = (
    b'event: response.created\ndata: {"type":"response.created","sequence_number":0,"response":'
    b'{"id":"r","object":"response","status":"in_progress","model":"m","output":[]}}\n\n'
    b'event: response.output_item.added\ndata: {"type":"response.output_item.added",'
    b'"sequence_number":1,"output_index":0,"item":{"id":"i","type":"message","status":'
    b'"in_progress","role":"assistant","content":[]}}\n\n'
    b'event: response.output_text.delta\ndata: {"type":"response.output_text.delta",'
    b'"sequence_number":2,"item_id":"i","output_index":0,"content_index":0,"delta":"A room."}\n\n'
)
_ANSWER = (
    b'{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,'
    b'"message":{"role":"assistant","content":"A room!"},"finish_reason":"stop"}],'
    b'"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}'
)
_MESSAGE_ANSWER = (
    b'{"id":"m","type":"message","role":"assistant","model":"s","content":[{"type":"text",'
    b'"text":"A room."}],"stop_reason":"end_turn","stop_sequence":null,'
    b'"usage":{"input_tokens":1,"output_tokens":2}}'
)
_RESPONSE_ANSWER = (
    b'{"id":"r","object":"response","status":"completed","model":"m","output":[{"id":"i",'
    b'"type":"message","status":"completed","role":"assistant","content":[{"type":"output_text",'
    b'"text":"A room.","annotations":[]}]}]}'
)

TARGETS: dict[str, Target] = {
    "streams": Target("answers in pieces", streams, [
        *(bytes([which, 40]) + _EVENTS for which in range(3)),
        bytes([3, 40]) + _MESSAGE_EVENTS, bytes([4, 40]) + _RESPONSE_EVENTS]),
    "answers": Target("answers of AI services", answers, picked([
        (0, _ANSWER), (1, _ANSWER), (2, _ANSWER), (3, _MESSAGE_ANSWER), (4, _RESPONSE_ANSWER)])),
    "judged-words": Target("words of answers", judged_words, [
        b"Who is this?\nThis is John Smith.\nHe is the mayor.",
        "Wer ist das?\nDas ist Frau Müller.".encode(),
        b"What is this?\n\\u0041 r00m, Sm9obiBTbWl0aA==\nJ-o-h-n S.\nyes @somebody"], longest=512),
    "connections": Target("bytes of AI services", connections, [
        b"\x20HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        b"\x20HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\na: b\r\n\r\n",
        b"\x20HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\n{}"]),
}  # fmt: skip
