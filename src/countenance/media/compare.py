"""Whether two decodings show the same picture, one of them scaled down.

A verdict on a large JPEG is reached on a scaled decoding; what is forwarded is a full one, made
later. A decoder that was taken over could show a landscape first and a face afterwards. So the full
pixels are averaged down to the size that was inspected and compared, field by field.

The limit is loose enough for the difference between scaling in the decoder and averaging here, and
far tighter than the difference that a face of the size of a field makes.
"""

import numpy as np
from PIL import Image

from countenance.media.pixels import Pixels

__all__ = ["same_picture"]

FIELD = 8  # pixels of the inspected picture; no detector finds a face of that size
MOST_LEVELS = 32.0
# Measured on noise, text, grids and crowds: 3 to 23 levels at this size of field.


def same_picture(full: Pixels, inspected: Pixels) -> bool:
    """Whether the full frame (height x width x 3), averaged down, is the inspected one."""
    height, width = inspected.shape[:2]
    if full.shape[:2] == (height, width):
        return bool(np.array_equal(full, inspected))
    size = (-(-width // FIELD), -(-height // FIELD))
    averaged = [
        np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX), np.int16)
        for pixels in (full, inspected)
    ]
    return bool(np.abs(averaged[0] - averaged[1]).max() <= MOST_LEVELS)
