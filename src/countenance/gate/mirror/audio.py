"""The stand-in on the routes of sound: it says what reached it, in the form that was asked for.

It writes nothing down: it has no ears.
"""


import msgspec

from countenance.dialects.call import Outgoing, Request
from countenance.dialects.multipart import form_of
from countenance.dialects.reading import Limits
from countenance.dialects.sse import event_bytes
from countenance.gate.mirror.said import bytes_said, counted, reached

__all__ = ["reflected_sound"]

_JSON = msgspec.json.Encoder()


def reflected_sound(outgoing: Outgoing) -> tuple[str, list[bytes]]:
    """Content type and pieces of the answer to a form with sound."""
    headers = (("content-type", outgoing.content_type),)
    pieces, _ = form_of(Request("POST", "", (), headers, outgoing.body), Limits())
    texts = {each.name: each.data.decode() for each in pieces if not each.is_file}
    files = ", ".join(bytes_said(each.data) for each in pieces if each.is_file)
    said = reached([counted(1, "sound", files)])
    match texts.get("response_format", "json"):
        case "text" | "srt" | "vtt":
            return "text/plain", [said.encode() + b"\n"]
        case "verbose_json":
            answer = {"text": said, "task": "transcribe", "language": "english", "duration": 0.0}
            return "application/json", [_JSON.encode(answer)]
        case _ if outgoing.stream:
            words = said.split(" ")
            parts = [word if i == 0 else f" {word}" for i, word in enumerate(words)]
            events: list[dict[str, str]] = [
                {"type": "transcript.text.delta", "delta": part} for part in parts
            ]
            events.append({"type": "transcript.text.done", "text": said})
            return "text/event-stream", [event_bytes(_JSON.encode(event)) for event in events]
        case _:
            return "application/json", [_JSON.encode({"text": said})]
