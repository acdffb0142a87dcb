"""The stand-in on the routes of messages."""

import hashlib
import io
import json

import pytest
from PIL import Image

from countenance.dialects.anthropic.answers import read_message_answer
from countenance.dialects.anthropic.stream import MessageStream
from countenance.dialects.call import Call, Target
from countenance.dialects.check import Release
from countenance.dialects.read import read
from countenance.dialects.write import write
from countenance.errors import UpstreamError
from countenance.gate.mirror.messages import reflected_message
from dialects.anthropic.messages import body, call, gathered, picture, request, text, user


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


def _asked(data: bytes = PNG, **fields: object) -> tuple[Call, str, list[bytes]]:
    asked = call(user(text("Who is this?"), picture()), system="Be brief.", **fields)
    made = {"messages[0].content[1]": ("image/png", data)}
    return asked, *reflected_message(write(asked, made, Target.ANTHROPIC))


def test_it_says_what_reached_it() -> None:
    asked, content_type, pieces = _asked()
    answer = json.loads(read_message_answer(b"".join(pieces), asked, Open).body)

    assert content_type == "application/json"
    assert answer["content"] == [{"type": "text", "text": SAID}]
    assert answer["usage"] == {"input_tokens": 5, "output_tokens": len(SAID.split())}


def test_it_says_it_in_pieces() -> None:
    asked, content_type, pieces = _asked(stream=True)
    stream = MessageStream(asked, Open)
    out = b"".join(stream.feed(piece) for piece in pieces) + stream.end()

    assert content_type == "text/event-stream"
    assert gathered(out)["content"] == [{"type": "text", "text": SAID}]
    assert stream.is_done
    assert not stream.is_broken


def test_it_reads_every_block_that_the_gate_writes() -> None:
    whole = call(
        user("Hello there"),
        {"role": "assistant", "content": [
            {"type": "thinking", "thinking": "hm", "signature": ""},
            {"type": "tool_use", "id": "t", "name": "look_up", "input": {"a": 1}}]},
        user({"type": "tool_result", "tool_use_id": "t", "content": "found"},
             {"type": "tool_result", "tool_use_id": "t", "content": [text("also")]},
             {"type": "document", "source": {
                 "type": "text", "media_type": "text/plain", "data": "a page"}}),
    )  # fmt: skip
    _, pieces = reflected_message(write(whole, {}, Target.ANTHROPIC))

    assert "6 texts." in json.loads(pieces[0])["content"][0]["text"]


def test_it_counts_words_as_tokens() -> None:
    whole = body(user("three words here"))
    del whole["max_tokens"]
    asked = read(request(whole, "/v1/messages/count_tokens"))
    _, pieces = reflected_message(write(asked, {}, Target.ANTHROPIC))

    assert json.loads(pieces[0]) == {"input_tokens": 3}


def test_what_is_no_picture_is_an_error() -> None:
    with pytest.raises(UpstreamError, match="not a picture"):
        _asked(b"no picture")


def test_it_describes_a_document_and_does_not_read_it_as_words() -> None:
    pages = b"%PDF-1.7 of two pages"
    source = {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjc="}
    asked = call(user(text("Sum it up."), {"type": "document", "source": source}))
    made = {"messages[0].content[1]": ("application/pdf", pages)}
    _, pieces = reflected_message(write(asked, made, Target.ANTHROPIC))
    answer = json.loads(b"".join(pieces))

    told = f"application/pdf, {len(pages)} bytes, sha256:{hashlib.sha256(pages).hexdigest()}"
    assert told in answer["content"][0]["text"]
    assert answer["usage"]["input_tokens"] == 3
