"""Pictures as they stand in JSON: data URLs, and what only looks like one.

Rules kept here:
 * Base64 is read strictly: no white space, no foreign letters, padding, and no loose bits, so that
   two readers cannot see two pictures.
 * The declared type must be one that the gate opens, and is otherwise ignored, with its parameters:
   the bytes decide.
 * Nothing is fetched here, and only what begins with `https://` counts as an address. Everything
   else that is no data URL is refused by name.
 * A picture that is written out inside a text is refused: nobody would look at it there.
"""

import binascii
import re

import pybase64

from countenance.dialects.strict import shown
from countenance.errors import AddressError, UnreadableCallError, UnsupportedCallError

__all__ = [
    "ELSEWHERE",
    "FILMS",
    "PAGES",
    "PICTURES",
    "bytes_of_base64",
    "bytes_of_data_url",
    "data_url",
    "refuse_written_picture",
]

ELSEWHERE = "https://"
"""How the address of a picture begins."""

PAGES = frozenset({"application/pdf"})
"""The type of a data URL with a PDF."""

PICTURES = frozenset(
    f"image/{name}"
    for name in (
        "jpeg", "jpg", "png", "webp", "gif", "bmp", "tiff", "avif", "heic", "heif", "svg+xml",
    )
)
"""The declared types of pictures that may come as data URLs."""
FILMS = frozenset(f"video/{name}" for name in ("mp4", "webm", "quicktime", "x-matroska"))
"""The declared types of films that may come as data URLs."""

_STARTS = ("/9j/", "iVBORw0KGgo", "R0lGOD", "UklGR", "SUkqA", "TU0AK", "JVBERi0")
"""How JPEG, PNG, GIF, WebP, TIFF (both orders) and PDF begin in base64."""
_PARAMETER = re.compile(r"[a-z0-9!#$&^_.+-]+=[a-z0-9!#$&^_.+-]+")
"""A parameter of a type, in small letters: two tokens. One in quotes could hold a comma."""
_RUN = re.compile(r"[A-Za-z0-9+/=%_;,\\ \r\n-]+")
_WRITTEN = 512
"""So many letters after such a beginning are a picture; fewer are an icon in an example."""
_LAST_BITS = {2: "AQgw", 1: "AEIMQUYcgkosw048"}
"""The letters that leave no loose bits before two and before one sign of padding."""


def bytes_of_data_url(url: str, where: str, accepted: frozenset[str] = PICTURES) -> bytes:
    """The bytes in a base64 data URL of a picture, or of another accepted type; raises
    `CallError`, never shows the URL."""
    right = "data:image/jpeg" if accepted is PICTURES else f"data:{min(accepted)}"
    if not url.startswith("data:"):
        raise _not_data(url, where, right)
    comma = url.find(",", 0, 200)
    if comma < 0:
        raise UnreadableCallError(
            f"`{where}`: a data URL without a comma after its type; `{right};base64,...` is right",
            param=where,
        )
    kind, *marks = url[5:comma].lower().split(";")
    if not marks or marks.pop() != "base64":
        found = "has `;base64` in another place than last" if "base64" in marks else (
            "is not marked `;base64`"
        )
        raise UnsupportedCallError(
            f"`{where}`: the data URL {found}; `{right};base64,...` is right", param=where
        )
    for mark in marks:
        if not _PARAMETER.fullmatch(mark):
            raise UnsupportedCallError(
                f"`{where}`: the data URL says {shown(mark)} beside its type; a parameter is a "
                f"`name=value` without quotes, and none is needed: `{right};base64,...` is right",
                param=where,
            )
    if kind not in accepted:
        what, kinds = "picture", "`image/jpeg`, `image/png`, `image/webp` or `image/gif`"
        if accepted is not PICTURES:
            what, kinds = "file", " or ".join(f"`{each}`" for each in sorted(accepted))
        raise UnsupportedCallError(
            f"`{where}`: no {what} of type {shown(kind)} is opened here; {kinds} is right",
            param=where,
        )
    return bytes_of_base64(url[comma + 1 :], where)


def bytes_of_base64(text: str, where: str) -> bytes:
    """The bytes in base64, read strictly; raises `UnreadableCallError`, never shows the text."""
    if not text:
        raise UnreadableCallError(f"`{where}`: the picture is empty", param=where)
    try:
        data = pybase64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnreadableCallError(
            f"`{where}`: not strict base64 (letters of RFC 4648, padded, no white space)",
            param=where,
        ) from error
    padding = text[-2:].count("=")
    if padding and text[-1 - padding] not in _LAST_BITS[padding]:
        raise UnreadableCallError(
            f"`{where}`: the last letter of the base64 has loose bits", param=where
        )
    return data


def data_url(media_type: str, data: bytes) -> str:
    """A data URL with these bytes."""
    return f"data:{media_type};base64,{pybase64.b64encode_as_string(data)}"


def refuse_written_picture(text: str, where: str, right: str) -> None:
    """Raise `UnsupportedCallError` when a text has a picture written out in base64. `right` says
    what the route takes instead."""
    if len(text) < _WRITTEN:
        return
    if not any(start in text for start in (*_STARTS, "data:image/")):
        return
    # Run by run, so that the time grows with the text and not with its square.
    for run in _RUN.finditer(text):
        letters = run.group()
        if len(letters) < _WRITTEN:
            continue
        begins = [place for start in _STARTS if (place := letters.find(start)) >= 0]
        if text.endswith("data:", 0, run.start()) and letters.startswith("image/"):
            begins.append(0)
        if begins and len(letters) - min(begins) >= _WRITTEN:
            raise UnsupportedCallError(
                f"`{where}`: a picture written out inside a text is not inspected there; "
                f"{right}",
                param=where,
            )


def _not_data(url: str, where: str, right: str) -> AddressError:
    scheme = url[:8].lower()
    family = right.partition("/")[0]
    if family == "data:application":
        reason = f"only `{right};base64,` URLs are read here"
    elif scheme.startswith(("http:", "https:")):
        reason = "pictures are fetched from `https://` only; send the bytes as a data URL"
    else:
        reason = f"only `{family}/...;base64,` URLs and https addresses are read here"
    return AddressError(f"`{where}`: {reason}", param=where)
