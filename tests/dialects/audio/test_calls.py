"""Sound to be written down: from a request to a call, and our writing of it."""

import pytest

from countenance.dialects.call import Dialect, Operation, PartKind, Target
from countenance.dialects.multipart import form_of
from countenance.dialects.read import read
from countenance.dialects.reading import Limits
from countenance.dialects.write import write
from countenance.errors import UnreadableCallError
from dialects.forms import WAV, form, piece, sent, transcription


def test_the_sound_and_the_prompt_are_parts() -> None:
    call = transcription(prompt="Names: none", stream="true")

    assert call.operation is Operation.TRANSCRIPTION
    assert call.model == "whisper-1"
    assert call.stream
    assert [(part.where, part.kind, part.text) for part in call.parts] == [
        ("prompt", PartKind.TEXT, "Names: none"),
        ("file", PartKind.SOUND, ""),
    ]
    assert [part.data for part in call.media] == [WAV]
    assert not call.is_text_only
    assert call.shown == ()
    assert [turn.text for turn in call.turns] == ["Names: none"]


def test_the_digest_knows_the_sound() -> None:
    other = read(sent(form(piece("model", "whisper-1"), piece("file", WAV + b"x", "a.wav"))))

    assert transcription().digest == transcription().digest
    assert transcription().digest != other.digest
    assert transcription().digest != transcription(prompt="a").digest


@pytest.mark.parametrize(
    ("path", "query", "operation"),
    [
        ("/v1/audio/translations", (), Operation.TRANSLATION),
        (
            "/openai/deployments/ears/audio/transcriptions",
            (("api-version", "2024-10-21"),),
            Operation.TRANSCRIPTION,
        ),
        (
            "/openai/v1/deployments/ears/audio/translations",
            (("api-version", "preview"),),
            Operation.TRANSLATION,
        ),
        ("/openai/v1/audio/transcriptions", (), Operation.TRANSCRIPTION),
    ],
)
def test_every_place_is_read(
    path: str, query: tuple[tuple[str, str], ...], operation: Operation
) -> None:
    body = form(piece("model", "ears"), piece("file", WAV, "a.wav"))
    call = read(sent(body, path, query=query))

    assert call.operation is operation
    assert call.model == "ears"
    assert (call.dialect is Dialect.OPENAI) == path.startswith("/v1")


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (Target.OPENAI, "/audio/transcriptions"),
        (Target.AZURE_DEPLOYMENT, "/openai/deployments/ears/audio/transcriptions"),
    ],
)
def test_the_sound_that_was_made_is_what_is_written(target: Target, path: str) -> None:
    call = transcription(language="de")
    outgoing = write(call, {"file": ("audio/wav", b"made anew")}, target, "ears")
    pieces, _ = form_of(sent(outgoing.body, content_type=outgoing.content_type), Limits())

    assert outgoing.path == path
    assert {each.name: each.data for each in pieces} == {
        "model": b"ears",
        "language": b"de",
        "file": b"made anew",
    }
    assert WAV not in outgoing.body
    with pytest.raises(ValueError, match="do not match"):
        write(call, {}, target)


def test_without_sound_nothing_is_read() -> None:
    with pytest.raises(UnreadableCallError, match="`file`"):
        read(sent(form(piece("model", "whisper-1"))))
