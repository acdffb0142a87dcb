"""The stand-in where pictures are made or changed: a picture that reached it comes back as it is.

It makes none: where no picture reached it, a plain gray one comes back. What reached it is said in
words beside it.
"""

import io
from collections.abc import Mapping
from typing import Any

import msgspec
import pybase64
from PIL import Image

from countenance.dialects.call import Operation, Outgoing, Request
from countenance.dialects.multipart import form_of
from countenance.dialects.reading import Limits
from countenance.dialects.sse import event_bytes
from countenance.gate.mirror.said import counted, picture_said, reached

__all__ = ["reflected_image"]

_JSON = msgspec.json.Encoder()
_SIDE = 64


def reflected_image(outgoing: Outgoing) -> tuple[str, list[bytes]]:
    """Content type and pieces of the answer to a request for pictures."""
    fields, files = _read(outgoing)
    found = [counted(1, "text", f"{len(fields['prompt'])} characters")]
    if files:
        found.append(counted(len(files), "picture", "; ".join(map(picture_said, files))))
    said = reached(found)
    shown = pybase64.b64encode_as_string(files[0] if files else _gray())
    words = len(str(fields["prompt"]).split())
    usage = {"input_tokens": words, "output_tokens": 0, "total_tokens": words}
    many = int(fields.get("n", 1))
    if not outgoing.stream:
        rows = [{"b64_json": shown, "revised_prompt": said}] * many
        answer = {"created": 0, "data": rows, "usage": usage}
        return "application/json", [_JSON.encode(answer)]
    edit = outgoing.operation is Operation.IMAGE_EDIT
    family = "image_edit" if edit else "image_generation"
    about = {
        "b64_json": shown, "created_at": 0, "size": "auto", "quality": "auto",
        "background": "auto", "output_format": "png",
    }  # fmt: skip
    half = [
        {"type": f"{family}.partial_image", **about, "partial_image_index": index}
        for index in range(int(fields.get("partial_images", 0)))
    ]
    whole = [{"type": f"{family}.completed", **about, "usage": usage}] * many
    return "text/event-stream", [
        event_bytes(_JSON.encode(event), str(event["type"])) for event in (*half, *whole)
    ]


def _read(outgoing: Outgoing) -> tuple[Mapping[str, Any], list[bytes]]:
    if outgoing.operation is Operation.IMAGE_GENERATION:
        return msgspec.json.decode(outgoing.body, type=dict[str, Any]), []
    headers = (("content-type", outgoing.content_type),)
    limits = Limits(body=len(outgoing.body))
    pieces, _ = form_of(Request("POST", "", (), headers, outgoing.body), limits)
    texts = {each.name: each.data.decode() for each in pieces if not each.is_file}
    return texts, [each.data for each in pieces if each.is_file]


def _gray() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (_SIDE, _SIDE), (128, 128, 128)).save(out, "PNG")
    return out.getvalue()
