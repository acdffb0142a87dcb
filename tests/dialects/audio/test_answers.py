"""The answer of an upstream that wrote down what is said."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.audio.answers import AudioStream, read_audio_answer
from countenance.dialects.sse import event_bytes
from countenance.errors import UpstreamError
from dialects.forms import transcription

VERBOSE: dict[str, Any] = {
    "task": "transcribe",
    "language": "english",
    "duration": 1.5,
    "text": "Hello there.",
    "words": [{"word": "Hello", "start": 0.0, "end": 0.5}],
    "segments": [
        {
            "id": 0,
            "seek": 0,
            "start": 0.0,
            "end": 1.5,
            "text": "Hello there.",
            "tokens": [1, 2],
            "temperature": 0.0,
            "avg_logprob": -0.1,
            "compression_ratio": 1.0,
            "no_speech_prob": 0.0,
        }
    ],
    "usage": {"type": "duration", "seconds": 2},
}
EVENTS: list[Any] = [
    {"type": "transcript.text.delta", "delta": "Hello "},
    {"type": "transcript.text.delta", "delta": "there."},
    {
        "type": "transcript.text.done",
        "text": "Hello there.",
        "usage": {"type": "tokens", "total_tokens": 5},
    },
]


def _answered(body: Any, **fields: str) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_audio_answer(raw, transcription(**fields), None)


def _written(events: list[Any]) -> bytes:
    return b"".join(event_bytes(json.dumps(each).encode()) for each in events)


def _events(data: bytes) -> list[Any]:
    return [json.loads(line[6:]) for line in data.split(b"\n\n") if line]


def test_known_fields_leave_and_others_do_not() -> None:
    answered = _answered({**VERBOSE, "speakers": ["Anna"], "x": 1}, response_format="verbose_json")

    assert json.loads(answered.body) == VERBOSE
    assert answered.usage == {"type": "duration", "seconds": 2}


def test_who_speaks_does_not_leave() -> None:
    segments = [{**VERBOSE["segments"][0], "speaker": "Anna"}]

    assert b"Anna" not in _answered({**VERBOSE, "segments": segments}).body


def test_tokens_leave_with_their_letters() -> None:
    rows = [{"token": "Hé", "logprob": -0.5, "bytes": [0], "more": "x"}]
    answered = _answered({"text": "Hé", "logprobs": rows})

    assert json.loads(answered.body)["logprobs"] == [
        {"token": "Hé", "logprob": -0.5, "bytes": [72, 195, 169]}
    ]


@pytest.mark.parametrize("kind", ["text", "srt", "vtt"])
def test_a_text_leaves_as_a_text(kind: str) -> None:
    answered = _answered("Grüße\n".encode(), response_format=kind)

    assert answered.body.decode() == "Grüße\n"
    assert answered.content_type.startswith("text/plain")
    with pytest.raises(UpstreamError):
        _answered(b"\xff", response_format=kind)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        {"x": 1},
        {"text": None},
        {"text": 3},
        {"text": "a", "words": {}},
        {"text": "a", "words": [{"word": "a", "start": "0", "end": 1}]},
        {"text": "a", "segments": [{"text": "a", "tokens": ["a"]}]},
        {"text": "a", "duration": "long"},
    ],
)
def test_what_is_no_answer_is_an_error_of_the_upstream(body: Any) -> None:
    with pytest.raises(UpstreamError):
        _answered(body)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 40), max_size=20))
def test_a_stream_may_be_cut_anywhere(cuts: list[int]) -> None:
    stream = AudioStream(transcription(stream="true"), None)
    rest, out = _written(EVENTS), b""
    for size in cuts:
        out += stream.feed(rest[:size])
        rest = rest[size:]
    out += stream.feed(rest) + stream.end()

    assert _events(out) == EVENTS
    assert stream.is_done
    assert not stream.is_broken
    assert stream.usage == {"type": "tokens", "total_tokens": 5}


@pytest.mark.parametrize(
    "events",
    [
        [],
        EVENTS[:2],
        [{"type": "transcript.text.segment", "speaker": "A", "text": "Hello"}],
        [{"type": "response.created"}],
        [{"type": "transcript.text.delta", "delta": 3}],
        [[]],
    ],
)
def test_an_odd_stream_ends_in_an_error(events: list[Any]) -> None:
    stream = AudioStream(transcription(stream="true"), None)
    out = stream.feed(_written(events)) + stream.end()

    assert _events(out)[-1]["error"]["code"] == "upstream_failed"
    assert stream.is_broken
    assert stream.feed(_written(EVENTS)) == b""
    assert stream.fail() == b""
