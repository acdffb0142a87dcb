"""The sources of pictures and documents in a message: bytes, or an address to fetch them from.

Rules kept here:
 * A slot takes the place of the whole source: what goes up is base64 of what was made anew, also
   where an address was sent.
 * Nothing is fetched here, and only what begins with `https://` counts as an address.
 * What a source declares has to be a type that the service knows, and is otherwise ignored: the
   bytes decide.
 * Ids of files that the service stores are refused: none goes up through this gate in that form.
"""

from dataclasses import dataclass
from typing import Any

from countenance.dialects.call import PartKind
from countenance.dialects.containers import Field, Object, Sourced, Tagged
from countenance.dialects.messages import type_of
from countenance.dialects.pictures import ELSEWHERE
from countenance.dialects.shapes import (
    Carries,
    Found,
    OneOf,
    Refused,
    Shape,
    Words,
    wrong_shape,
)
from countenance.errors import AddressError

__all__ = ["DOCUMENT_SOURCE", "PICTURE_SOURCE"]


@dataclass(frozen=True, slots=True)
class _Base64:
    def read(self, value: Any, where: str, found: Found) -> str:
        if type(value) is not str:
            raise wrong_shape(where, value, self.says())
        return value

    def says(self) -> str:
        return "base64"


@dataclass(frozen=True, slots=True)
class _Address:
    def read(self, value: Any, where: str, found: Found) -> str:
        if type(value) is not str:
            raise wrong_shape(where, value, self.says())
        if not value.startswith(ELSEWHERE):
            # Its own letters stay here: an address may hold a token.
            raise AddressError(
                f"`{where}`: only addresses that begin with `https://` are read here; or send the "
                "bytes in a source of type `base64`",
                param=where,
            )
        return value

    def says(self) -> str:
        return "an https address"


def _forms(kind: PartKind, *declared: str) -> dict[str, Shape]:
    return {
        "base64": Sourced(
            kind,
            Object.of(
                type_of("base64"),
                Field("media_type", Carries.CONTROL, OneOf(declared), required=True),
                Field("data", Carries.PICTURE, _Base64(), required=True),
            ),
        ),
        "url": Sourced(
            kind,
            Object.of(type_of("url"), Field("url", Carries.PICTURE, _Address(), required=True)),
        ),
        "file": Refused("ids of stored files are not opened by this gate; send the bytes"),
    }


PICTURE_SOURCE = Tagged(
    "type", _forms(PartKind.PICTURE, "image/jpeg", "image/png", "image/gif", "image/webp")
)
"""The source of a picture."""

DOCUMENT_SOURCE = Tagged(
    "type",
    {
        "text": Object.of(
            type_of("text"),
            Field("media_type", Carries.CONTROL, OneOf(("text/plain",)), required=True),
            Field("data", Carries.WORDS, Words(), required=True),
        ),
        **_forms(PartKind.DOCUMENT, "application/pdf"),
        "content": Refused("send the blocks themselves instead of a document of them"),
    },
)
"""The source of a document: a text, or a PDF whose pages are looked at."""
