"""The answer of a model that made or changed pictures."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from countenance.dialects.answer_pictures import Shown
from countenance.dialects.check import Check, Release, Withhold
from countenance.dialects.images.answers import ImageStream, read_image_answer
from countenance.dialects.read import read
from countenance.errors import UpstreamError
from dialects.asking import request

CALL = read(request({"model": "m", "prompt": "A wall", "n": 2}, "/v1/images/generations"))
ONE = read(request({"model": "m", "prompt": "A wall", "stream": True}, "/v1/images/generations"))
RAW = base64.b64encode(b"as it came").decode()
ANEW = Shown("image/png", b"made anew")


class _NoNames:
    def check(self, text_so_far: str, new_sentence: str) -> Release | Withhold:
        return Withhold("named") if "Wilhelmina" in new_sentence else Release()


def _answer(*rows: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"created": 1, "data": list(rows), **more}).encode()


def _read(body: bytes, check: Callable[[], Check] | None = None) -> dict[str, Any]:
    read = read_image_answer(body, CALL, check)
    opened = {part.where: ANEW for part in read.pictures}
    return dict(json.loads(read.filled(opened).body))


def test_every_picture_is_opened_and_only_what_was_made_anew_leaves() -> None:
    body = _answer(
        {"b64_json": RAW, "revised_prompt": "A green wall", "colour": "red"}, {"b64_json": RAW},
        size="1024x1024", secret="x", usage={"total_tokens": 3, "input_tokens_details": {"a": 1}},
    )  # fmt: skip
    read = read_image_answer(body, CALL, None)
    kept = _read(body)

    assert [part.data for part in read.pictures] == [b"as it came"] * 2
    anew = base64.b64encode(b"made anew").decode()
    assert kept == {
        "created": 1,
        "data": [{"b64_json": anew, "revised_prompt": "A green wall"}, {"b64_json": anew}],
        "size": "1024x1024",
        "usage": {"total_tokens": 3, "input_tokens_details": {"a": 1}},
    }


def test_a_picture_at_an_address_comes_back_in_the_answer() -> None:
    read = read_image_answer(_answer({"url": "https://a.example/a.png"}), CALL, None)

    assert [part.address for part in read.pictures] == ["https://a.example/a.png"]
    told = json.loads(read.filled({read.pictures[0].where: ANEW}).body)
    assert "a.example" not in str(told)


def test_a_picture_that_cannot_be_opened_is_withheld_and_the_answer_says_why() -> None:
    read = read_image_answer(_answer({"b64_json": "not base64!"}, {"b64_json": RAW}), CALL, None)
    first, second = read.pictures
    why = Shown(withheld=first.text)
    rows = json.loads(read.filled({first.where: why, second.where: ANEW}).body)["data"]

    assert rows[0]["b64_json"] is None
    assert "base64" in rows[0]["countenance"]["withheld"]
    assert rows[1]["b64_json"]


def test_words_beside_a_picture_are_judged() -> None:
    said = "A portrait of Wilhelmina Quist, in oil, as she was known to all her neighbours."
    body = _answer({"b64_json": RAW, "revised_prompt": said})

    assert "revised_prompt" not in _read(body, _NoNames)["data"][0]
    assert read_image_answer(body, CALL, _NoNames).withheld
    assert _read(body)["data"][0]["revised_prompt"] == said


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"data": []}', b'{"data": [1]}', b'{"data": {"b64_json": "x"}}',
     b"<html>"],
)  # fmt: skip
def test_what_is_no_answer_is_an_error_of_the_upstream(body: bytes) -> None:
    with pytest.raises(UpstreamError):
        read_image_answer(body, CALL, None)


def _event(what: str, family: str = "image_generation", **more: Any) -> bytes:
    event = {"type": f"{family}.{what}", "b64_json": RAW, "created_at": 1, "size": "auto", **more}
    return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()


HALF = _event("partial_image", partial_image_index=0)
WHOLE = _event("completed", usage={"total_tokens": 3})


def _streamed(data: bytes, cut: int, stream: ImageStream) -> bytes:
    out = b""
    for place in range(0, len(data), cut):
        out += stream.feed(data[place : place + cut])
        while parts := stream.pictures():
            out += stream.show({part.where: ANEW for part in parts})
        if stream.is_done:
            break
    return out + stream.end()


@pytest.mark.parametrize("cut", [1, 7, 10_000])
def test_half_done_pictures_are_opened_as_well(cut: int) -> None:
    stream = ImageStream(ONE, None)
    out = _streamed(HALF + WHOLE, cut, stream)

    assert stream.is_done
    assert not stream.is_broken
    assert stream.usage == {"total_tokens": 3}
    assert RAW.encode() not in out
    assert out.count(base64.b64encode(b"made anew")) == 2
    assert [line for line in out.split(b"\n") if line.startswith(b"event: ")] == [
        b"event: image_generation.partial_image", b"event: image_generation.completed",
    ]  # fmt: skip


def test_nothing_of_a_picture_leaves_before_it_was_opened() -> None:
    stream = ImageStream(ONE, None)

    assert stream.feed(HALF + WHOLE) == b""
    assert not stream.is_done
    first, second = stream.pictures()
    assert stream.show({second.where: ANEW}) == b""
    assert stream.show({first.where: ANEW}).count(b"event: ") == 2
    assert stream.is_done


@pytest.mark.parametrize(
    "data",
    [
        HALF,
        b"data: secret words\n\n",
        _event("started"),
        _event("completed", family="image_theft"),
        _event("partial_image", partial_image_index=-1),
        b'data: {"error": {"message": "secret words"}}\n\n',
    ],
)
def test_what_breaks_off_or_is_no_event_ends_in_an_error(data: bytes) -> None:
    stream = ImageStream(ONE, None)
    out = _streamed(data, 10_000, stream)

    assert stream.is_broken
    assert b"upstream_failed" in out
    assert b"secret words" not in out
    assert stream.feed(WHOLE) == b""
