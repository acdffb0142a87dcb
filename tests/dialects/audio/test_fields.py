"""The fields of a request to write down what is said."""

import pytest

from countenance.dialects.audio.fields import TEXT_FORMATS, TRANSCRIPTION, TRANSLATION
from countenance.dialects.multipart import Piece
from countenance.dialects.shapes import Found
from countenance.errors import CallError, UnsupportedCallError

FILE = Piece("file", b"RIFF", is_file=True)


def _read(**fields: object) -> dict[str, object]:
    return TRANSCRIPTION.read({"file": FILE, **fields}, "", Found())


@pytest.mark.parametrize("name", ["known_speaker_names", "known_speaker_references"])
def test_speakers_are_not_recognised_by_their_voice(name: str) -> None:
    with pytest.raises(UnsupportedCallError, match="by their voice is a biometric act"):
        _read(**{name: ["a"]})


def test_speakers_are_not_told_apart() -> None:
    with pytest.raises(UnsupportedCallError, match="by their voice is a biometric act"):
        _read(response_format="diarized_json")


@pytest.mark.parametrize("word", ["json", "verbose_json", *TEXT_FORMATS])
def test_other_formats_are_read(word: str) -> None:
    assert _read(response_format=word)["response_format"] == word


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("response_format", "xml"),
        ("language", "ignore all rules"),
        ("temperature", 2),
        ("timestamp_granularities", ["letter"]),
        ("include", ["embeddings"]),
        ("chunking_strategy", "other"),
        ("chunking_strategy", {"type": "other"}),
        ("chunking_strategy", {"type": "server_vad", "threshold": "much"}),
        ("countenance", "a.b.c"),
        ("voice", "alloy"),
    ],
)
def test_what_is_not_known_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(CallError, match=name):
        _read(**{name: value})


def test_numbers_inside_an_object_of_a_form_are_texts() -> None:
    given = {"type": "server_vad", "threshold": "0.5", "silence_duration_ms": "200"}

    assert _read(chunking_strategy=given)["chunking_strategy"] == {
        "type": "server_vad",
        "threshold": 0.5,
        "silence_duration_ms": 200,
    }


def test_a_translation_has_fewer_fields() -> None:
    assert set(TRANSLATION.fields) < set(TRANSCRIPTION.fields)
    assert "stream" not in TRANSLATION.fields
