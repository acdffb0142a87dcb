"""SVG to pixels, through resvg. Runs only inside the decoder process.

Rules kept here:
 * Nothing that stands elsewhere is shown: a picture, a style or a shape of another file refuses the
   drawing. Pictures inside it (data URLs) are drawn, and so looked at.
 * There are no fonts here. A drawing with text is refused, for without its text it would say
   something else.
 * Scripts are not run, and of what moves the first moment is drawn. Neither goes anywhere.
"""

import io
import re
from xml.parsers import expat

import numpy as np
import resvg_py
from PIL import Image

from countenance.errors import UnreadableMediaError
from countenance.media.pixels import Complaint, ComplaintError, Pixels

__all__ = ["drawn_svg", "read_svg", "warm_up"]

_TEXTS = frozenset({"text", "tspan", "textPath", "tref", "foreignObject"})
_HREF = "href"
_OUTSIDE = re.compile(r"@import|url\(\s*[\"']?\s*(?!#|data:)[^\s\"')]", re.IGNORECASE)
_MOST_DEPTH = 256


def drawn_svg(data: bytes, side: int) -> Pixels:
    """The drawing, height x width x 4 (RGBA), as large as fits into a square of `side` pixels.

    Raises `ComplaintError` for text, entities and what stands elsewhere, `UnreadableMediaError`,
    and whatever the library raises for what it cannot draw.
    """
    text = read_svg(data)
    drawn = resvg_py.svg_to_bytes(
        svg_string=text, width=side, height=side, skip_system_fonts=True
    )
    with Image.open(io.BytesIO(drawn), formats=["PNG"]) as image:
        if max(image.size) > side:
            raise UnreadableMediaError(f"svg: it is drawn larger than {side} pixels")
        return np.asarray(image.convert("RGBA"))


def read_svg(data: bytes) -> str:
    """The text of a drawing that shows only what stands in it.

    Raises `ComplaintError` for text, entities and what stands elsewhere; `UnreadableMediaError`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise UnreadableMediaError("svg: it is not written in UTF-8") from cause
    _Reader().read(text)
    return text


def warm_up() -> None:
    """Draw a little of it, so that nothing has to be loaded later."""
    drawn_svg(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g/></svg>', 9)


class _Reader:
    """Reads a drawing for what it refers to, before anything is drawn."""

    def __init__(self) -> None:
        self._depth = 0
        self._style = False

    def read(self, text: str) -> None:
        """Raises `ComplaintError` or `UnreadableMediaError`."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._entity
        parser.ProcessingInstructionHandler = self._instruction
        try:
            parser.Parse(text, True)
        except expat.ExpatError as cause:
            raise UnreadableMediaError("svg: it is no well-formed XML") from cause

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise UnreadableMediaError("svg: its parts stand too deep inside each other")
        local = name.rpartition(" ")[2]
        if local in _TEXTS:
            raise ComplaintError(Complaint.TEXT)
        self._style = local == "style"
        for key, value in attributes.items():
            refers = key.rpartition(" ")[2] == _HREF and local != "a"
            if refers and value.lstrip().lower().startswith("data:image/svg"):
                raise UnreadableMediaError("svg: a drawing inside a drawing is not read")
            if refers and not value.lstrip().startswith(("#", "data:")):
                raise ComplaintError(Complaint.ELSEWHERE)
            if _OUTSIDE.search(value):
                raise ComplaintError(Complaint.ELSEWHERE)

    def _end(self, _: str) -> None:
        self._depth -= 1
        self._style = False

    def _characters(self, text: str) -> None:
        if self._style and _OUTSIDE.search(text):
            raise ComplaintError(Complaint.ELSEWHERE)

    def _entity(self, *_: object) -> None:
        # What they stand for could be anything, and as much of it as one likes.
        raise ComplaintError(Complaint.ENTITIES)

    def _instruction(self, target: str, _: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise ComplaintError(Complaint.ELSEWHERE)
