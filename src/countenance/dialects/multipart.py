"""Forms with files (`multipart/form-data`, RFC 7578), read strictly and written anew.

Rules kept here:
 * A form is read whole or not at all: it has its last boundary and nothing after it.
 * A piece has a plain name, one `content-disposition` and no encoding of its own; two readers of
   it cannot see two forms, and the received bytes never go on.
 * What a file is called and what type it claims is not forwarded: the bytes decide.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from countenance.dialects.call import Part, PartKind, Request, Slot
from countenance.dialects.containers import Field, ListOf, Object, meant
from countenance.dialects.headers import Picked, picked
from countenance.dialects.reading import Limits, check_size
from countenance.dialects.shapes import Found, Number, wrong_shape
from countenance.dialects.strict import inside, shown
from countenance.dialects.writing import Made
from countenance.errors import UnreadableCallError, UnsupportedCallError

__all__ = ["File", "FormAsItComes", "FormNumber", "Piece", "form_of", "values_of", "write_form"]

Lays: TypeAlias = Callable[[bytes], object]

_MOST_PIECES = 256
_MOST_TEXT = 64 * 1024
"""Bytes of all that is gathered of a form whose file is laid somewhere."""
_NAME = re.compile(r"([a-z][a-z0-9_]{0,63})(?:\[([a-z_]{0,64})\])?")
_ENDINGS = {
    "image/jpeg": "picture.jpg",
    "image/png": "picture.png",
    "image/webp": "picture.webp",
    "image/gif": "picture.gif",
    "application/pdf": "pages.pdf",
    "audio/wav": "sound.wav",
    "audio/flac": "sound.flac",
    "audio/mpeg": "sound.mp3",
    "audio/ogg": "sound.ogg",
    "audio/mp4": "sound.m4a",
    "audio/webm": "sound.webm",
}
"""What a file is called upstream, by what it was made into."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a form: a text in UTF-8, or a file when `is_file`, which has the `file_name`
    that it says; where that is not in UTF-8, or none, it is empty."""

    name: str
    data: bytes
    is_file: bool
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """The shape of a file in a form: its bytes become a part, its place in the body a slot."""

    kind: PartKind
    described: str

    def read(self, value: Any, where: str, found: Found) -> Slot:
        """A slot that is filled when the call is written."""
        if not isinstance(value, Piece):
            raise wrong_shape(where, value, self.says())
        if not value.data:
            raise UnreadableCallError(f"`{where}`: the file is empty", param=where)
        part = Part(where, self.kind, found.role, "", value.data, found.turn)
        found.parts.append(part)
        return part.slot()

    def says(self) -> str:
        """In words."""
        return f"a file with {self.described}"


@dataclass(frozen=True, slots=True)
class FormNumber:
    """A number inside an object of a form, where it stands as text."""

    number: Number

    def read(self, value: Any, where: str, found: Found) -> int | float:
        """The number."""
        if type(value) is str and len(value) <= 32:
            try:
                value = float(value)
            except ValueError:
                pass
            else:
                value = int(value) if value.is_integer() else value
        return self.number.read(value, where, found)

    def says(self) -> str:
        """In words."""
        return self.number.says()


def form_of(request: Request, limits: Limits) -> tuple[list[Piece], Picked]:
    """The pieces of a form, in order, and the headers that are read for themselves.

    Raises `CallError` for what is too large, of another type, cut off or odd.
    """
    check_size(request, limits)
    headers = picked(request.headers)
    form = FormAsItComes(headers)
    form.write(request.body)
    return form.finish(), headers


class FormAsItComes:
    """A form that is read while it comes. `headers`: of its request; `lays`: takes the bytes of its
    files, which then are in no piece; where there is none, they are.

    Raises `CallError` for what is odd, and what `lays` raises.
    """

    def __init__(self, headers: Picked, lays: Lays | None = None) -> None:
        self._reader = _Reader() if lays is None else _Laying(lays)
        told = self._reader
        self._parser = MultipartParser(
            _boundary(headers),
            {
                "on_part_begin": told.begin,
                "on_header_field": told.header_name,
                "on_header_value": told.header_value,
                "on_header_end": told.header_end,
                "on_headers_finished": told.headers_end,
                "on_part_data": told.more,
                "on_part_end": told.end,
                "on_end": told.finish,
            },
        )

    def write(self, data: bytes) -> None:
        """More of it."""
        try:
            used = self._parser.write(data)
        except FormParserError as error:
            raise UnreadableCallError("body: not a form in `multipart/form-data`") from error
        if used != len(data):
            raise _cut_off()

    def finish(self) -> list[Piece]:
        """Its pieces, in order, when all of it has come."""
        try:
            self._parser.finalize()
        except FormParserError as error:
            raise UnreadableCallError("body: not a form in `multipart/form-data`") from error
        if not self._reader.is_finished:
            raise _cut_off()
        return self._reader.pieces


def values_of(pieces: Sequence[Piece], shape: Object) -> dict[str, Any]:
    """The form as an object that `shape` can read: texts become what its fields want.

    `name[]` is an item of a list, `name[key]` a field of an object. Raises `CallError`.
    """
    values: dict[str, Any] = {}
    for piece in pieces:
        match = _NAME.fullmatch(piece.name)
        if match is None:
            raise UnreadableCallError(
                f"body: no field is called {shown(piece.name)}", param=inside("", piece.name)
            )
        name, key = match.groups()
        each = shape.fields.get(name)
        value: Any = piece if piece.is_file else _text(piece)
        if not piece.is_file and each is not None:
            value = meant(value, each)
        if key is None:
            if name in values and isinstance(each, Field) and isinstance(each.shape, ListOf):
                value = [*_as_list(values.pop(name), name), value]
            if name in values:
                says = f"`{name}`: stands twice; once is right"
                raise UnreadableCallError(says, param=inside("", name))
            values[name] = value
        elif key == "":
            values[name] = [*_as_list(values.get(name, []), name), value]
        else:
            inner = values.setdefault(name, {})
            if type(inner) is not dict or key in inner:
                raise UnreadableCallError(f"`{name}[{key}]`: stands twice", param=inside("", name))
            inner[key] = value
    for name, each in shape.fields.items():
        if isinstance(each.shape, ListOf) and name in values:
            values[name] = _as_list(values[name], name)
    return values


def write_form(body: Mapping[str, Any], made: Made) -> tuple[bytes, str]:
    """The body as a form and its content type; each slot is filled with what was made for it.

    Raises `ValueError` for a file that was made into a type that no form is written with.
    """
    lines: list[bytes] = []
    for name, value in body.items():
        if isinstance(value, list):
            written = [(f"{name}[]", item) for item in value]
        elif isinstance(value, dict):
            written = [(f"{name}[{key}]", item) for key, item in value.items()]
        else:
            written = [(name, value)]
        for called, item in written:
            lines.append(_written(called, item, made))
    digest = hashlib.sha256(b"".join(lines)).hexdigest()
    boundary = f"countenance-{digest[:32]}".encode()
    if any(boundary in line for line in lines):  # nobody can bring this about
        raise ValueError("the boundary of the form stands in the form")
    joined = b"".join(b"--" + boundary + b"\r\n" + line + b"\r\n" for line in lines)
    content_type = f"multipart/form-data; boundary={boundary.decode()}"
    return joined + b"--" + boundary + b"--\r\n", content_type


def _written(name: str, value: Any, made: Made) -> bytes:
    head = f'content-disposition: form-data; name="{name}"'
    if isinstance(value, Slot):
        media_type, data = made[value.where]
        if media_type not in _ENDINGS:
            raise ValueError(f"no form is written with a file of type {media_type}")
        head += f'; filename="{_ENDINGS[media_type]}"\r\ncontent-type: {media_type}'
        return head.encode() + b"\r\n\r\n" + data
    if isinstance(value, bool):
        value = "true" if value else "false"
    return head.encode() + b"\r\n\r\n" + str(value).encode()


def _boundary(headers: Picked) -> bytes:
    encoding = headers.content_encoding
    if encoding is not None and encoding.strip().lower() != "identity":
        raise UnsupportedCallError(
            "headers: packed bodies (`content-encoding`) are not opened", status=415
        )
    kind, options = parse_options_header(headers.content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data":
        raise UnsupportedCallError(
            "headers: this route reads `content-type: multipart/form-data` only", status=415
        )
    if not re.fullmatch(rb"[A-Za-z0-9'()+_,./:=?-]{1,70}", boundary):
        raise UnreadableCallError("headers: the form has no boundary of plain letters")
    return boundary


@dataclass
class _Reader:
    """Gathers what the parser tells; refuses what two parsers could tell differently."""

    pieces: list[Piece] = field(default_factory=list)
    is_finished: bool = False
    _headers: dict[bytes, bytes] = field(default_factory=dict)
    _name: bytes = b""
    _value: bytes = b""
    _data: list[bytes] = field(default_factory=list)
    _piece: Piece = field(default_factory=lambda: Piece("", b"", False))

    def begin(self) -> None:
        if len(self.pieces) >= _MOST_PIECES:
            raise UnsupportedCallError(f"body: more than {_MOST_PIECES} fields", status=413)
        self._headers, self._data = {}, []

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        name = self._name.strip().lower()
        if name in self._headers:
            raise UnreadableCallError(f"body: a field has {shown(name.decode('latin-1'))} twice")
        self._headers[name] = self._value
        self._name = self._value = b""

    def more(self, data: bytes, start: int, end: int) -> None:
        self._data.append(data[start:end])

    def headers_end(self) -> None:
        odd = set(self._headers) - {b"content-disposition", b"content-type", b"content-length"}
        if odd:
            raise UnsupportedCallError(
                f"body: a field has the header {shown(min(odd).decode('latin-1'))}, which is not "
                "read here"
            )
        kind, options = parse_options_header(self._headers.get(b"content-disposition"))
        if kind != b"form-data" or not set(options) <= {b"name", b"filename", b"filename*"}:
            raise UnreadableCallError("body: a field without `content-disposition: form-data`")
        try:
            name = options.get(b"name", b"").decode("ascii")
        except UnicodeDecodeError as error:
            says = "body: the name of a field is not in plain letters"
            raise UnreadableCallError(says) from error
        is_file = b"filename" in options or b"filename*" in options
        called = options.get(b"filename", b"").decode("utf-8", "replace")
        self._piece = Piece(name, b"", is_file, "" if "\ufffd" in called else called)

    def end(self) -> None:
        self.pieces.append(replace(self._piece, data=b"".join(self._data)))

    def finish(self) -> None:
        self.is_finished = True


class _Laying(_Reader):
    """Hands the bytes of files on; what is left to gather is small."""

    def __init__(self, lays: Lays) -> None:
        super().__init__()
        self._lays = lays
        self._left = _MOST_TEXT

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._took(end - start)
        super().header_value(data, start, end)

    def more(self, data: bytes, start: int, end: int) -> None:
        if self._piece.is_file:
            self._lays(data[start:end])
            return
        self._took(end - start)
        super().more(data, start, end)

    def headers_end(self) -> None:
        super().headers_end()
        if self._piece.is_file and any(each.is_file for each in self.pieces):
            raise UnsupportedCallError("body: more than one file")

    def _took(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise UnsupportedCallError(
                f"body: more than {_MOST_TEXT} bytes beside its file", status=413
            )


def _cut_off() -> UnreadableCallError:
    return UnreadableCallError("body: the form is cut off; its last boundary is missing")


def _text(piece: Piece) -> str:
    try:
        return piece.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableCallError(
            f"`{piece.name}`: not a text in UTF-8", param=inside("", piece.name)
        ) from error


def _as_list(value: Any, name: str) -> list[Any]:
    if type(value) is dict:
        raise UnreadableCallError(f"`{name}`: both a list and an object", param=inside("", name))
    return value if type(value) is list else [value]
