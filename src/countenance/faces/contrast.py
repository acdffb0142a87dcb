"""Stretching contrast, place by place, so that a washed-out face has edges again.

Contrast-limited adaptive histogram equalization on brightness: the frame is divided into 8 x 8
fields, each gets its own curve, and a pixel takes a mixture of the curves of the four nearest
fields. The limit keeps flat fields (sky, walls) from turning into noise.

The stretched copy is only looked at. It is never shown or forwarded.
"""

import numpy as np
from numpy.typing import NDArray

from countenance.faces.detector import Picture

__all__ = ["stretched"]

FIELDS = 8
LIMIT = 4.0  # how many times its even share one level may have


def stretched(picture: Picture) -> Picture:
    """The picture (height x width x 3, RGB) with its brightness equalized field by field."""
    bright = (picture.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)).astype(
        np.uint8
    )
    height, width = bright.shape
    rows, columns = min(FIELDS, height), min(FIELDS, width)
    curves = _curves(bright, rows, columns)
    up, down, share_y = _neighbors(height, rows)
    left, right, share_x = _neighbors(width, columns)
    above = _mixed(curves, bright, up, left, right, share_x)
    below = _mixed(curves, bright, down, left, right, share_x)
    level = above * (1 - share_y[:, None]) + below * share_y[:, None]
    gain = level - bright
    lifted: Picture = np.clip(picture + gain[:, :, None], 0, 255).astype(np.uint8)
    return lifted


def _curves(bright: NDArray[np.uint8], rows: int, columns: int) -> NDArray[np.float32]:
    """rows x columns x 256: the new level of every level, for each field."""
    curves = np.empty((rows, columns, 256), np.float32)
    for row, strip in enumerate(np.array_split(bright, rows, axis=0)):
        for column, field in enumerate(np.array_split(strip, columns, axis=1)):
            count = np.bincount(field.ravel(), minlength=256).astype(np.float32)
            most = max(LIMIT * field.size / 256, 1.0)
            over = np.clip(count - most, 0, None).sum()
            count = np.minimum(count, most) + over / 256
            curves[row, column] = np.cumsum(count) * (255 / field.size)
    return curves


def _neighbors(
    length: int, fields: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """For each place: the fields before and after its own middle, and the share of the latter."""
    place = (np.arange(length, dtype=np.float32) + 0.5) * fields / length - 0.5
    before = np.floor(place).astype(np.intp)
    share = (place - before).astype(np.float32)
    return before.clip(0, fields - 1), (before + 1).clip(0, fields - 1), share


def _mixed(
    curves: NDArray[np.float32],
    bright: NDArray[np.uint8],
    rows: NDArray[np.intp],
    left: NDArray[np.intp],
    right: NDArray[np.intp],
    share: NDArray[np.float32],
) -> NDArray[np.float32]:
    at_left = curves[rows[:, None], left[None, :], bright]
    at_right = curves[rows[:, None], right[None, :], bright]
    mixed: NDArray[np.float32] = at_left * (1 - share) + at_right * share
    return mixed
