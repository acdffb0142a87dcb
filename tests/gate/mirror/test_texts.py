"""The stand-in where a text is gone on with, or turned into numbers."""

import json

from countenance.dialects.read import read
from countenance.dialects.write import write
from countenance.gate.mirror.texts import reflected_text
from dialects.asking import request


def test_it_says_what_reached_it_for_each_text() -> None:
    body = {"model": "m", "prompt": ["Once upon", "a"], "n": 2}
    kind, (data,), status = reflected_text(write(read(request(body, "/v1/completions")), {}))
    answer = json.loads(data)

    assert (kind, status) == ("application/json", 200)
    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2, 3]
    assert "2 texts (10 characters)" in answer["choices"][0]["text"]
    assert answer["usage"]["prompt_tokens"] == 3


def test_it_streams_word_by_word() -> None:
    body = {
        "model": "m", "prompt": "Once", "stream": True, "stream_options": {"include_usage": True},
    }  # fmt: skip
    kind, pieces, _ = reflected_text(write(read(request(body, "/v1/completions")), {}))

    assert kind == "text/event-stream"
    assert pieces[-1] == b"data: [DONE]\n\n"
    assert b"usage" in pieces[-2]
    assert b" stand-in," in b"".join(pieces)


def test_it_has_no_numbers_to_give() -> None:
    body = {"model": "m", "input": "Once"}
    _, (data,), status = reflected_text(write(read(request(body, "/v1/embeddings")), {}))

    assert status == 501
    assert "NotImplemented" in data.decode()
