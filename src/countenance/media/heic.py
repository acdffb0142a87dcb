"""HEIC to upright pixels, through libheif. Runs only inside the decoder process.

Rules kept here:
 * One picture is shown. A file with several of them is refused; depth maps, thumbnails and other
   pictures beside the one are not opened and go nowhere.
 * Cropping and turning stand in the container and are applied by the library. Orientation in EXIF
   is ignored: in this format it does not count.
"""

import numpy as np
import pi_heif  # type: ignore[import-untyped]  # ships no py.typed
from pi_heif import options

from countenance.errors import UnreadableMediaError
from countenance.media.pixels import Pixels

__all__ = ["noted_heic", "opened_heic"]

# One for each tile; the decoder itself always takes one more.
options.DECODE_THREADS = 0
options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False


def opened_heic(data: bytes, width: int, height: int) -> Pixels:
    """The one picture, height x width x 3 (RGB) or 4 (RGBA), of at most this size.

    Raises `UnreadableMediaError`, and whatever the library raises for what it cannot decode.
    """
    file = pi_heif.open_heif(data, convert_hdr_to_8bit=True)
    if len(file) != 1:
        raise UnreadableMediaError(f"heic: {len(file)} pictures in it; expected one")
    picture = file[0]
    if picture.size[0] > width or picture.size[1] > height:
        raise UnreadableMediaError(f"heic: decoder sees {picture.size} pixels; more than it states")
    pixels = np.asarray(picture)[:, : picture.size[0]]
    match picture.mode:
        case "RGB" | "RGBA":
            return pixels
        case "RGBa":
            alpha = pixels[:, :, 3:].astype(np.uint16)
            color = np.minimum(255, pixels[:, :, :3] * np.uint16(255) // np.maximum(alpha, 1))
            return np.concatenate((color.astype(np.uint8), pixels[:, :, 3:]), axis=2)
        case "L":
            return np.repeat(pixels[:, :, None], 3, axis=2)
        case _:
            raise UnreadableMediaError("heic: its pixels are of a form that is not known")


def noted_heic(data: bytes) -> tuple[bytes, bytes]:
    """Its EXIF and its XMP as they stand in the file, empty where there are none."""
    told = pi_heif.open_heif(data)[0].info
    return told.get("exif") or b"", told.get("xmp") or b""
