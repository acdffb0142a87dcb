"""The stand-in where pictures are made or changed."""

import base64
import io
import json
from typing import Any

import pytest
from PIL import Image

from countenance.dialects.read import read
from countenance.dialects.write import write
from countenance.errors import UpstreamError
from countenance.gate.mirror.images import reflected_image
from dialects.asking import request
from dialects.forms import form, piece, sent
from gate.running import view


def _edited(data: bytes, *more: bytes) -> tuple[str, list[bytes]]:
    body = form(
        piece("model", "m"), piece("prompt", "Bluer"), *more, piece("image", b"\x89PNG", "a.png")
    )
    call = read(sent(body, "/v1/images/edits"))
    return reflected_image(write(call, {"image[0]": ("image/jpeg", data)}))


def test_a_picture_that_reached_it_comes_back_and_is_told() -> None:
    kind, (data,) = _edited(view())
    (row,) = json.loads(data)["data"]

    assert kind == "application/json"
    assert base64.b64decode(row["b64_json"]) == view()
    assert "1 picture (image/jpeg, " in row["revised_prompt"]


def test_where_none_reached_it_a_plain_one_comes_back() -> None:
    body: dict[str, Any] = {"model": "m", "prompt": "A wall", "n": 2}
    call = read(request(body, "/v1/images/generations"))
    _, (data,) = reflected_image(write(call, {}))
    rows = json.loads(data)["data"]

    assert len(rows) == 2
    with Image.open(io.BytesIO(base64.b64decode(rows[0]["b64_json"]))) as shown:
        assert shown.size == (64, 64)
        assert shown.getextrema() == ((128, 128),) * 3


def test_it_streams_half_done_pictures_first() -> None:
    kind, events = _edited(view(), piece("stream", "true"), piece("partial_images", "2"))

    assert kind == "text/event-stream"
    assert [event.split(b"\n")[0] for event in events] == [
        b"event: image_edit.partial_image",
        b"event: image_edit.partial_image",
        b"event: image_edit.completed",
    ]


def test_what_is_no_picture_is_said_to_be_none() -> None:
    with pytest.raises(UpstreamError, match="not a picture"):
        _edited(b"none")
