"""A request to turn texts or pictures into numbers: from a request to a call, and our writing."""

import json

import pytest

from countenance.dialects.call import Operation, Target
from countenance.dialects.read import read
from countenance.dialects.write import write
from dialects.asking import JPEG, PICTURE_URL, request

INFERENCE = (("api-version", "2024-05-01-preview"),)


@pytest.mark.parametrize("given", ["a", ["a", "b"], [7], [[7], [8]]])
def test_texts_are_text_alone_and_written_as_they_were_read(given: object) -> None:
    body = {"model": "small", "input": given, "dimensions": 8}
    call = read(request(body, "/v1/embeddings"))

    assert call.operation is Operation.EMBEDDINGS
    assert call.is_text_only
    assert call.parts
    assert json.loads(write(call, {}).body) == body


def test_a_picture_is_a_part_and_goes_on_only_as_it_was_made_anew() -> None:
    body = {"model": "dino", "input": [{"image": PICTURE_URL, "text": "a"}]}
    call = read(request(body, "/images/embeddings", INFERENCE))

    assert call.operation is Operation.PICTURE_EMBEDDINGS
    assert [part.data for part in call.pictures] == [JPEG]
    assert not call.is_text_only
    assert [(turn.text, turn.pictures) for turn in call.turns] == [("a", 1)]
    (place,) = [part.where for part in call.pictures]
    out = write(call, {place: ("image/png", b"anew")}, Target.OPENAI)
    assert out.path == "/images/embeddings"
    assert json.loads(out.body)["input"][0] == {
        "image": "data:image/png;base64,YW5ldw==", "text": "a",
    }  # fmt: skip
