"""The answer of an upstream that turned texts or pictures into numbers."""

import json
from typing import Any

import pytest

from countenance.dialects.embeddings.answers import read_embedding_answer
from countenance.dialects.read import read
from countenance.errors import UpstreamError
from dialects.asking import PICTURE_URL, request

TEXT = read(request({"model": "small", "input": "a"}, "/v1/embeddings"))
PICTURE = read(
    request(
        {"model": "dino", "input": [{"image": PICTURE_URL}]},
        "/images/embeddings",
        (("api-version", "2024-05-01-preview"),),
    )
)


def _answer(embedding: Any = None, **more: Any) -> bytes:
    row = {"object": "embedding", "index": 0, "embedding": embedding or [0.5, 1]}
    return json.dumps(
        {"id": "e", "model": "m", "data": [row], "usage": {"total_tokens": 1}, **more}
    ).encode()


def test_numbers_of_texts_are_handed_on_as_they_are() -> None:
    body = _answer(colour="kept")
    read = read_embedding_answer(body, TEXT, None)

    assert read.body == body
    assert read.usage == {"total_tokens": 1}


@pytest.mark.parametrize("embedding", [[0.5, 1], "AACAPg==", {"int8": [1, 2], "float": [0.5]}])
def test_numbers_of_pictures_are_built_anew(embedding: Any) -> None:
    kept = json.loads(read_embedding_answer(_answer(embedding, words="x"), PICTURE, None).body)

    assert kept == {
        "id": "e",
        "object": "list",
        "model": "m",
        "data": [{"object": "embedding", "index": 0, "embedding": embedding}],
        "usage": {"total_tokens": 1},
    }


@pytest.mark.parametrize("body", [b"", b"[]", b'{"choices": []}', b"<html>", b'{"data": 1}'])
@pytest.mark.parametrize("call", [TEXT, PICTURE], ids=["text", "picture"])
def test_what_is_no_answer_is_an_error_of_the_upstream(body: bytes, call: Any) -> None:
    if body == b'{"choices": []}' and call is PICTURE:
        assert json.loads(read_embedding_answer(body, call, None).body)["data"] == []
        return
    with pytest.raises(UpstreamError):
        read_embedding_answer(body, call, None)


@pytest.mark.parametrize("embedding", ["it is Wilhelmina", [[1]], ["a"], {"float": "a b"}, [None]])
def test_words_are_no_numbers(embedding: Any) -> None:
    with pytest.raises(UpstreamError, match="not of numbers|not a list"):
        read_embedding_answer(_answer(embedding), PICTURE, None)
