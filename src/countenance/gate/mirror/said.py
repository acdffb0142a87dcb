"""What the stand-in says of what reached it, whatever the route."""

import hashlib
import io
from collections.abc import Iterable

from PIL import Image

from countenance.errors import UpstreamError

__all__ = ["bytes_said", "counted", "parts_reached", "picture_said", "reached"]


def reached(found: Iterable[str]) -> str:
    """What it answers: each of the things that reached it, as `counted` says it."""
    return f"I am a stand-in, not a model. What reached me: {', '.join(found)}."


def parts_reached(parts: Iterable[tuple[str, str]]) -> str:
    """What it answers to parts of a message: the words of each, and its kind, `text` or `picture`;
    a picture stands there as `picture_said` says it."""
    told = list(parts)
    pictures = [each for each, kind in told if kind == "picture"]
    found = [counted(sum(kind == "text" for _, kind in told), "text")]
    if pictures:
        found.append(counted(len(pictures), "picture", "; ".join(pictures)))
    return reached(found)


def counted(number: int, what: str, more: str = "") -> str:
    """So many of something, `2 pictures (...)`."""
    return f"{number} {what}{'' if number == 1 else 's'}" + (f" ({more})" if more else "")


def bytes_said(data: bytes, kind: str = "") -> str:
    """Bytes that it does not open: how many, and their digest."""
    digest = f"{len(data)} bytes, sha256:{hashlib.sha256(data).hexdigest()}"
    return f"{kind}, {digest}" if kind else digest


def picture_said(data: bytes, kind: str = "") -> str:
    """A picture: its kind, as it was named or else as it is, its size and its digest.

    Raises `UpstreamError` where the bytes are none.
    """
    try:
        with Image.open(io.BytesIO(data)) as picture:  # reads the header only
            width, height = picture.size
            kind = kind or f"image/{str(picture.format).lower()}"
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise UpstreamError("the stand-in got bytes that are not a picture") from error
    return f"{kind}, {width}x{height}, sha256:{hashlib.sha256(data).hexdigest()}"
