"""A small, blurred picture of a picture: enough to see what kind it is, no more.

It takes bytes that this program wrote itself, never those of a caller; covering faces comes first.
"""

import io

from PIL import Image, ImageFilter

from countenance.errors import MediaError

__all__ = ["THUMBNAIL_SIDE", "blurred_thumbnail"]

THUMBNAIL_SIDE = 160
"""The longer side, in pixels."""
_BLUR = 3
_QUALITY = 70


def blurred_thumbnail(data: bytes) -> bytes:
    """A JPEG of the first frame. Raises `MediaError` for what is no picture of ours."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF")) as opened:
            small = opened.convert("RGB")
        small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        out = io.BytesIO()
        small.filter(ImageFilter.GaussianBlur(_BLUR)).save(out, "JPEG", quality=_QUALITY)
    except (OSError, ValueError) as error:
        raise MediaError("thumbnail: what was made anew is no picture") from error
    return out.getvalue()
