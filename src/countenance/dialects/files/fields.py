"""Every field of an upload and every parameter of a list of files, and what it may carry.

Rules kept here:
 * What a file is says its content: a PDF is pages, everything else has to be a picture.
 * A file is taken for a purpose in which its id is named in a later call, which is then decided. A
   file of requests, or one that a model learns from, is refused: nobody would decide those.
"""

from dataclasses import dataclass
from typing import Any

from countenance.dialects.call import PartKind, Slot
from countenance.dialects.containers import Field, Object
from countenance.dialects.multipart import File, FormNumber, Piece
from countenance.dialects.shapes import (
    Carries,
    Found,
    Label,
    Number,
    NumberKind,
    OneOf,
    Refused,
    Shape,
    Unread,
)

__all__ = ["FILE", "LIST", "PURPOSES"]

PURPOSES = ("vision", "user_data")
"""For what a file is taken: its id is named in a later call."""

_CONTROL = Carries.CONTROL
_REQUESTS = Refused(
    "a file of requests is not decided request by request; send each as a call of its own"
)
_REFUSED = {
    "batch": _REQUESTS,
    "evals": _REQUESTS,
    "fine-tune": Refused("what a model learns from a file cannot be covered afterwards"),
    "assistants": Refused(
        "assistants are not answered by this gate; a file for a chat has the purpose `user_data`"
    ),
}


@dataclass(frozen=True, slots=True)
class _Purpose:
    def read(self, value: Any, where: str, found: Found) -> str:
        shape: Shape = _REFUSED.get(value, _TAKEN) if type(value) is str else _TAKEN
        return str(shape.read(value, where, found))

    def says(self) -> str:
        return _TAKEN.says()


_TAKEN = OneOf(PURPOSES)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A file in which something can be seen."""

    def read(self, value: Any, where: str, found: Found) -> Slot:
        is_pages = isinstance(value, Piece) and value.data.startswith(b"%PDF-")
        kind = PartKind.DOCUMENT if is_pages else PartKind.PICTURE
        return File(kind, "a picture or a PDF").read(value, where, found)

    def says(self) -> str:
        return "a file with a picture or a PDF"


FILE = Object.of(
    Field("file", Carries.PICTURE, _Shown(), required=True),
    Field("purpose", _CONTROL, _Purpose(), required=True),
    Field(
        "expires_after",
        _CONTROL,
        Object.of(
            Field("anchor", _CONTROL, OneOf(("created_at",)), required=True),
            Field(
                "seconds",
                _CONTROL,
                FormNumber(Number(NumberKind.WHOLE, 3600, 30 * 86_400)),
                required=True,
            ),
        ),
    ),
    Field(
        "countenance",
        Carries.ATTESTATION,
        Unread("send the statement in the header `x-countenance-attestation`"),
    ),
)
"""The form of `POST .../files`."""

LIST = Object.of(
    Field("after", Carries.LABEL, Label(128, r"[A-Za-z0-9_-]", "letters, digits and _-")),
    Field("limit", _CONTROL, Number(NumberKind.WHOLE, 1, 10_000)),
    Field("order", _CONTROL, OneOf(("asc", "desc"))),
    Field("purpose", _CONTROL, OneOf(PURPOSES)),
)
"""The parameters of `GET .../files`."""
