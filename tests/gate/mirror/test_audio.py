"""The stand-in on the routes of sound."""

import hashlib
import json

import pytest

from countenance.dialects.audio.answers import AudioStream, read_audio_answer
from countenance.dialects.write import write
from countenance.gate.mirror.audio import reflected_sound
from dialects.forms import transcription

MADE = {"file": ("audio/wav", b"made anew")}
SAID = (
    "I am a stand-in, not a model. What reached me: 1 sound (9 bytes, "
    f"sha256:{hashlib.sha256(b'made anew').hexdigest()})."
)


@pytest.mark.parametrize("kind", ["json", "verbose_json", "text", "srt", "vtt"])
def test_it_answers_in_the_form_that_was_asked_for(kind: str) -> None:
    call = transcription(response_format=kind)
    content_type, pieces = reflected_sound(write(call, MADE))
    answered = read_audio_answer(b"".join(pieces), call, None)

    assert answered.content_type.split(";")[0] == content_type
    words = json.loads(answered.body)["text"] if "json" in kind else answered.body.decode().strip()
    assert words == SAID


def test_it_answers_in_pieces() -> None:
    call = transcription(stream="true")
    stream = AudioStream(call, None)
    content_type, pieces = reflected_sound(write(call, MADE))
    out = b"".join(stream.feed(piece) for piece in pieces) + stream.end()

    assert content_type == "text/event-stream"
    assert len(pieces) > 5
    assert stream.is_done
    assert not stream.is_broken
    assert SAID.encode() in out
