"""Every field of a request to make or to change a picture, and what it may carry.

Rules kept here:
 * The prompt is read for what is asked; every picture is looked at.
 * A picture comes back in the answer, where it is opened: never at an address, where it would be
   opened past the gate.
 * A mask is looked at like a picture, and goes on as two colors: what was white or transparent in
   it is to be changed.
 * What comes back is laid on white and made of pixels: neither transparency nor drawings in SVG
   are asked for.
"""

from countenance.dialects.call import PartKind
from countenance.dialects.containers import Field, ListOf, Object
from countenance.dialects.fields import CHAT, MODEL_NAME
from countenance.dialects.multipart import File
from countenance.dialects.shapes import (
    Carries,
    Label,
    Number,
    NumberKind,
    OneOf,
    Only,
    Refused,
    Truth,
    Unread,
    Words,
)

__all__ = ["EDIT", "GENERATION", "MOST_PICTURES"]

MOST_PICTURES = 10
"""Pictures that one request may ask for."""

_CONTROL = Carries.CONTROL
_NO_SVG = "a drawing in SVG is not looked at; `png`, `webp`, `jpeg` or `gif` is right"
_PLACE = (
    "transparency is laid on white before a picture goes on, so it could not say which part is "
    "meant; send a `mask`, or say it in the `prompt`"
)


def _whole(low: int, high: int) -> Number:
    return Number(NumberKind.WHOLE, low, high)


_COMMON = (
    Field("prompt", Carries.WORDS, Words(), required=True, nullable=False),
    Field("model", Carries.LABEL, MODEL_NAME),
    Field("n", _CONTROL, _whole(1, MOST_PICTURES)),
    Field("size", _CONTROL, Label(16, r"[a-z0-9]", "letters and digits", kind=None)),
    Field(
        "quality",
        _CONTROL,
        OneOf(("low", "medium", "high", "xhigh", "max", "auto", "standard", "hd")),
    ),
    Field(
        "background",
        _CONTROL,
        OneOf(
            ("opaque", "auto"),
            {"transparent": "transparency is laid on white before a picture leaves"},
        ),
    ),
    Field(
        "output_format", _CONTROL, OneOf(("png", "webp", "jpeg", "gif"), {"svg": _NO_SVG})
    ),
    Field("output_compression", _CONTROL, _whole(0, 100)),
    Field(
        "response_format",
        _CONTROL,
        Only("b64_json", "a picture at an address would be opened past this gate"),
    ),
    Field("stream", _CONTROL, Truth()),
    Field("partial_images", _CONTROL, _whole(0, 3)),
    Field("frame_count", _CONTROL, _whole(2, 16)),
    Field("frame_duration_ms", _CONTROL, _whole(1, 655_350)),
    Field("complexity", _CONTROL, OneOf(("low", "medium", "high"))),
    Field("svg", Carries.NOTHING, Refused(_NO_SVG)),
    CHAT.fields["user"],
    CHAT.fields["safety_identifier"],
)
GENERATION = Object.of(
    *_COMMON,
    Field("moderation", _CONTROL, OneOf(("low", "auto"))),
    Field("style", _CONTROL, OneOf(("vivid", "natural"))),
    CHAT.fields["countenance"],
)
"""The body of `POST .../images/generations`."""

EDIT = Object.of(
    Field(
        "image",
        Carries.PICTURE,
        ListOf(File(PartKind.PICTURE, "a picture"), 1, 16),
        required=True,
    ),
    *_COMMON,
    Field("input_fidelity", _CONTROL, OneOf(("high", "low"))),
    Field("mask", Carries.PICTURE, File(PartKind.MASK, "a mask")),
    Field("markup", Carries.NOTHING, Refused(_PLACE)),
    Field(
        "countenance",
        Carries.ATTESTATION,
        Unread("send the statement in the header `x-countenance-attestation`"),
    ),
)
"""The form of `POST .../images/edits`."""
