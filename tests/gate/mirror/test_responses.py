"""The stand-in on the routes of responses."""

import hashlib
import io
import json
from typing import Any

import pytest
from PIL import Image

from countenance.dialects.call import Call
from countenance.dialects.check import Release
from countenance.dialects.responses.answers import read_response
from countenance.dialects.responses.stream import ResponseStream
from countenance.dialects.write import write
from countenance.errors import UpstreamError
from countenance.gate.mirror.responses import reflected_response
from dialects.responses.responding import (
    TOOL,
    call,
    called,
    got,
    picture,
    said,
    text,
    thought,
    user,
    words_of,
)


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "gray").save(out, "PNG")
    return out.getvalue()


PNG = _png()
SAID = (
    "I am a stand-in, not a model. What reached me: 2 texts, 1 picture (image/png, 64x48, "
    f"sha256:{hashlib.sha256(PNG).hexdigest()})."
)


class Open:
    """Lets everything through."""

    def check(self, text_so_far: str, new_sentence: str) -> Release:
        return Release()


def _asked(data: bytes = PNG, **fields: Any) -> tuple[Call, str, list[bytes]]:
    asked = call(user(text("Who is this?"), picture()), instructions="Be brief.", **fields)
    made = {"input[0].content[1]": ("image/png", data)}
    return asked, *reflected_response(write(asked, made))


def test_it_says_what_reached_it() -> None:
    asked, content_type, pieces = _asked()
    answer = json.loads(read_response(b"".join(pieces), asked, Open).body)

    assert content_type == "application/json"
    assert answer["output"][0]["content"][0]["text"] == SAID
    assert answer["usage"]["input_tokens"] == 5
    assert answer["status"] == "completed"


def test_it_says_it_in_pieces() -> None:
    asked, content_type, pieces = _asked(stream=True)
    stream = ResponseStream(asked, Open)
    out = b"".join(stream.feed(piece) for piece in pieces) + stream.end()

    assert content_type == "text/event-stream"
    assert words_of(out) == SAID
    assert got(out)[-1]["response"]["output"][0]["content"][0]["text"] == SAID
    assert stream.is_done
    assert not stream.is_broken


def test_it_reads_every_item_that_the_gate_writes() -> None:
    whole = call(
        user("Hello there"), thought("hm"), called('{"a":1}'),
        {"type": "function_call_output", "call_id": "call_1", "output": [text("found")]},
        {"type": "custom_tool_call", "call_id": "c", "name": "say", "input": "abc"},
        {"type": "custom_tool_call_output", "call_id": "c", "output": "abc"},
        {**said(""), "content": [{"type": "refusal", "refusal": "no"}]},
        {"type": "web_search_call", "id": "w", "action": {"type": "search", "query": "x"}},
        {"type": "mcp_approval_response", "approval_request_id": "a", "approve": True},
        tools=[TOOL],
    )  # fmt: skip
    _, pieces = reflected_response(write(whole, {}))

    words = json.loads(pieces[0])["output"][0]["content"][0]["text"]
    assert "8 texts." in words


def test_it_reads_pictures_of_tools() -> None:
    bare = picture()["image_url"].partition(",")[2]
    shot = {"type": "computer_screenshot", "image_url": picture()["image_url"]}
    whole = call(
        {"type": "image_generation_call", "id": "i", "status": "completed", "result": bare},
        {"type": "computer_call_output", "call_id": "c", "output": shot},
    )
    made = {part.where: ("image/png", PNG) for part in whole.pictures}
    _, pieces = reflected_response(write(whole, made))

    assert b"2 pictures" in pieces[0]


def test_a_text_alone_is_one_text() -> None:
    _, pieces = reflected_response(write(call(), {}))

    assert b"1 text." in pieces[0]


def test_what_is_no_picture_is_an_error() -> None:
    with pytest.raises(UpstreamError, match="not a picture"):
        _asked(b"no picture")


@pytest.mark.parametrize("kind", ["input_image", "input_file"])
def test_an_id_is_told_to_be_none_of_its_own(kind: str) -> None:
    asked = call(user(text("What is this?"), {"type": kind, "file_id": "file-1"}))
    _, pieces = reflected_response(write(asked, {}))

    assert b"by its id, which is none of mine" in b"".join(pieces)
    assert b"file-1" not in b"".join(pieces)
