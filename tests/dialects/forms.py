"""Forms with files, as the clients send them, for the tests of the dialects."""

from typing import Any

from countenance.dialects.call import Call, Request
from countenance.dialects.read import read

WAV = b"RIFF$\x00\x00\x00WAVEfmt " + bytes(28)
BOUNDARY = b"a-boundary"


def piece(name: str, value: bytes | str, filename: str | None = None, **headers: str) -> bytes:
    """One piece of a form, without boundaries."""
    head = f'Content-Disposition: form-data; name="{name}"'
    if filename is not None:
        head += f'; filename="{filename}"\r\nContent-Type: audio/wav'
    for header, said in headers.items():
        head += f"\r\n{header.replace('_', '-')}: {said}"
    return head.encode() + b"\r\n\r\n" + (value if isinstance(value, bytes) else value.encode())


def form(*pieces: bytes) -> bytes:
    """The body of a form."""
    return b"".join(b"--" + BOUNDARY + b"\r\n" + each + b"\r\n" for each in pieces) + (
        b"--" + BOUNDARY + b"--\r\n"
    )


def sent(
    body: bytes,
    path: str = "/v1/audio/transcriptions",
    content_type: str = "multipart/form-data; boundary=a-boundary",
    query: tuple[tuple[str, str], ...] = (),
) -> Request:
    """A request with this form."""
    return Request("POST", path, query, (("content-type", content_type),), body)


def transcription(*more: bytes, **fields: Any) -> Call:
    """The call of a form with sound and these texts."""
    texts = [piece(name, value) for name, value in fields.items()]
    return read(
        sent(form(piece("model", "whisper-1"), *texts, *more, piece("file", WAV, "a.wav")))
    )
