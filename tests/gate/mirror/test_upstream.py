"""The stand-in upstream says what reached it."""

import asyncio
import hashlib
import io
import json
from typing import Any

import pytest
from PIL import Image

from countenance.dialects.call import Call
from countenance.dialects.check import Release
from countenance.dialects.read import read
from countenance.dialects.stream import AnswerStream
from countenance.dialects.write import write
from countenance.errors import UpstreamError
from countenance.evidence.answer import AnswerCheck
from countenance.gate.mirror.upstream import Mirror, reflection
from dialects.asking import TOOL, body, picture, request, text, user


def _picture(kind: str, width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "gray").save(out, kind)
    return out.getvalue()


PNG = _picture("PNG", 64, 48)


def _call(**fields: Any) -> Call:
    return read(request(body(user(text("Who is this?"), picture()), **fields)))


def _answer(call: Call, data: bytes = PNG, kind: str = "image/png") -> list[bytes]:
    async def run() -> list[bytes]:
        outgoing = write(call, {"messages[0].content[1]": (kind, data)})
        async with Mirror().send(outgoing) as reply:
            assert reply.status == 200
            return [chunk async for chunk in reply.chunks()]

    return asyncio.run(run())


SAID = (
    "I am a stand-in, not a model. What reached me: 1 text part (12 characters), 1 picture "
    f"(image/png, 64x48, sha256:{hashlib.sha256(PNG).hexdigest()})."
)


def test_it_says_what_reached_it_and_that_it_is_no_model() -> None:
    answer = json.loads(b"".join(_answer(_call())))

    assert answer["choices"][0]["message"]["content"] == SAID
    assert answer["object"] == "chat.completion"
    assert answer["model"] == "gpt-4o"
    assert answer["usage"]["total_tokens"] == (
        answer["usage"]["prompt_tokens"] + answer["usage"]["completion_tokens"]
    )


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "GIF"])
def test_it_measures_the_picture_that_came(kind: str) -> None:
    data = _picture(kind, 30, 20)

    answer = json.loads(b"".join(_answer(_call(), data, f"image/{kind.lower()}")))

    content = answer["choices"][0]["message"]["content"]
    assert f"image/{kind.lower()}, 30x20, sha256:{hashlib.sha256(data).hexdigest()}" in content


def test_of_a_film_it_says_how_much_came() -> None:
    url = "data:video/webm;base64,ZmlsbQ=="
    part = {"type": "video_url", "video_url": {"url": url}}

    said, _ = reflection({"messages": [{"role": "user", "content": [part]}]})

    assert f"1 film (video/webm, 4 bytes, sha256:{hashlib.sha256(b'film').hexdigest()})" in said


def test_it_never_repeats_a_text() -> None:
    said, words = reflection(body({"role": "system", "content": "Anna Quill"}, user("Anna Quill"),
                                  tools=[TOOL]))  # fmt: skip

    assert "Anna" not in said
    assert "2 text parts (20 characters), 1 tool (not used)" in said
    assert words == 4


def test_what_it_says_passes_the_check_of_answers() -> None:
    assert AnswerCheck(["Who is this?"]).check("", SAID) == Release()


def test_it_answers_every_choice() -> None:
    answer = json.loads(b"".join(_answer(_call(n=3))))

    assert [each["index"] for each in answer["choices"]] == [0, 1, 2]


@pytest.mark.parametrize("usage", [True, False])
def test_streamed_it_says_the_same(usage: bool) -> None:
    call = _call(stream=True, n=2, stream_options={"include_usage": usage})
    pieces = _answer(call)
    stream = AnswerStream(call, lambda: AnswerCheck(["Who is this?"]))

    out = b"".join(stream.feed(piece) for piece in pieces)

    rows = [json.loads(row[6:]) for row in out.split(b"\n\n")[:-2]]
    said = "".join(
        each["delta"].get("content") or ""
        for row in rows
        for each in row["choices"]
        if each["index"] == 1
    )
    assert said == SAID
    assert (stream.is_done, stream.is_broken, stream.withheld) == (True, False, [])
    assert (stream.usage is not None) == usage


def test_the_same_call_gets_the_same_answer() -> None:
    assert _answer(_call()) == _answer(_call())


def test_it_does_not_guess_about_what_it_does_not_know() -> None:
    with pytest.raises(UpstreamError, match="a part that it does not know"):
        reflection({"messages": [{"role": "user", "content": [{"type": "scent"}]}]})
    with pytest.raises(UpstreamError, match="not a picture"):
        _answer(_call(), b"no picture")


def test_files_are_told_by_their_bytes_or_as_ids_that_it_does_not_have() -> None:
    pages = {"file_data": "data:application/pdf;base64,JVBERg==", "filename": "a.pdf"}
    content = [
        {"type": "file", "file": {"file_id": "file-1"}}, {"type": "file", "file": pages},
    ]  # fmt: skip
    said, _ = reflection({"messages": [{"role": "user", "content": content}]})

    assert "2 files (by its id, which is none of mine; application/pdf, 4 bytes, sha256:" in said
    assert "file-1" not in said
    assert "a.pdf" not in said
