"""Every field of a request to turn texts or pictures into numbers, and what it may carry.

Rules kept here:
 * A text may come as tokens: nothing is said about it, and no face can stand in it.
 * A picture goes where pictures are looked at; the text beside it is read.
"""

from countenance.dialects.containers import Field, ListOf, Object
from countenance.dialects.fields import CHAT, MODEL_NAME
from countenance.dialects.prompts import Texts, TokensAre
from countenance.dialects.shapes import (
    Carries,
    Number,
    NumberKind,
    OneOf,
    PictureUrl,
    Words,
)

__all__ = ["EMBEDDING", "PICTURE_EMBEDDING"]

_CONTROL = Carries.CONTROL
_SHARED = (
    Field("model", Carries.LABEL, MODEL_NAME),
    Field("dimensions", _CONTROL, Number(NumberKind.WHOLE, 1, 65536)),
    Field(
        "encoding_format",
        _CONTROL,
        OneOf(("float", "base64", "binary", "int8", "ubinary", "uint8")),
    ),
    Field("input_type", _CONTROL, OneOf(("query", "document", "text"))),
    CHAT.fields["user"],
    CHAT.fields["countenance"],
)
EMBEDDING = Object.of(
    Field("input", Carries.WORDS, Texts(TokensAre.TAKEN), required=True), *_SHARED
)
"""The body of `POST .../embeddings`."""

PICTURE_EMBEDDING = Object.of(
    Field(
        "input",
        Carries.PICTURE,
        ListOf(
            Object.of(
                Field("image", Carries.PICTURE, PictureUrl(), required=True),
                Field("text", Carries.WORDS, Words()),
            ),
            1,
            16,
        ),
        required=True,
    ),
    *_SHARED,
)
"""The body of `POST .../images/embeddings`."""
