"""A sketch of a picture: small numbers by which a copy is known again, smaller, cut or saved anew.

    gray -> ten sizes, each 2^(1/4) smaller -> corners -> a patch around each -> four short codes

A code says which of two spots of a patch is brighter, for 40 pairs of spots. The same corner of the
same picture mostly has one of its four codes again after it was scaled, cut or compressed; another
corner hardly ever has all 40 bits of one.

Rules kept here:
 * Nothing inside a face is looked at: a sketch knows pictures again, never people.
 * A sketch is none of a picture's content; whoever keeps one keeps it under a key.
 * It finds copies that were scaled, cut or saved anew. Turned, mirrored and strongly changed ones
   it does not find, nor what is left of a picture when little but a face is.

How well: `make evaluate`. Comparing two of them is the matter of `countenance.media.corners`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from countenance.media.corners import CODES

__all__ = ["sketch_of"]

_BITS, _LONGEST, _SIZES, _SMALLEST = 40, 384, 10, 48
_CORNERS = 16
"""The most corners of one size, strongest first."""
_HALF, _SPOTS, _APART = 10, 5, 7
_STRENGTH, _CONTRAST = 4.0, 4.0

Gray = NDArray[np.float32]
Box = tuple[float, float, float, float]


def sketch_of(pixels: NDArray[np.uint8], faces: Sequence[Box] = ()) -> tuple[bytes, ...]:
    """The corners of one frame (height, width, channels), each as its codes one after the other.

    `faces`: x0, y0, x1, y1 in pixels of the frame; corners inside are left out.
    """
    height, width = pixels.shape[:2]
    base = _shrunk(pixels)
    found: list[bytes] = []
    for step in range(_SIZES):
        by = 2.0 ** (-step / 4)
        rows, columns = round(base.shape[0] * by), round(base.shape[1] * by)
        if min(rows, columns) < _SMALLEST:
            break
        sized = _smooth(_resized(base, rows, columns), 3)
        for y, x in _corners(sized):
            at = (x * width / columns, y * height / rows)
            if not any(x0 <= at[0] <= x1 and y0 <= at[1] <= y1 for x0, y0, x1, y1 in faces):
                codes = _codes(sized[y - _HALF : y + _HALF, x - _HALF : x + _HALF])
                if codes:
                    found.append(codes)
    return tuple(dict.fromkeys(found))


def _shrunk(pixels: NDArray[np.uint8]) -> Gray:
    """The frame in gray, its longer side at most `_LONGEST`."""
    plain = pixels if pixels.ndim == 2 or pixels.shape[2] < 3 else pixels[..., :3]
    flat = plain if plain.ndim == 2 or plain.shape[2] == 3 else plain[..., 0]
    height, width = flat.shape[:2]
    by = min(1.0, _LONGEST / max(height, width))
    # Gray after it was made smaller: the same mean, of far fewer pixels.
    small = Image.fromarray(np.ascontiguousarray(flat)).resize(
        (max(1, round(width * by)), max(1, round(height * by))), Image.Resampling.BOX
    )
    return np.asarray(small.convert("L"), np.float32)


def _resized(image: Gray, rows: int, columns: int) -> Gray:
    """Each new pixel the mean of what it stands for, whatever the ratio."""
    if (rows, columns) == image.shape:
        return image
    sized = Image.fromarray(image).resize((columns, rows), Image.Resampling.BOX)
    return np.asarray(sized, np.float32)


def _smooth(image: Gray, size: int) -> Gray:
    """The mean over a square of an odd size."""
    return _mean_along(_mean_along(image, size).T, size).T


def _mean_along(image: Gray, size: int) -> Gray:
    rows = image.shape[0]
    padded = np.pad(image, ((size // 2, size // 2), (0, 0)), mode="edge")
    total = padded[:rows].copy()
    for step in range(1, size):
        total += padded[step : step + rows]
    total /= size
    return total


def _corners(image: Gray) -> list[tuple[int, int]]:
    """Where brightness changes in two directions, strongest first, away from the edge."""
    down, across = (np.asarray(each, np.float32) for each in np.gradient(image))
    products = (across * across, down * down, across * down)
    a, b, c = (_smooth(product, 5) for product in products)
    strength: Gray = ((a + b) / 2 - np.sqrt(((a - b) / 2) ** 2 + c * c)).astype(np.float32)
    is_corner = (strength >= _highest_near(strength)) & (strength > _STRENGTH)
    edge = _HALF + 2
    is_corner[:edge] = is_corner[-edge:] = False
    is_corner[:, :edge] = is_corner[:, -edge:] = False
    ys, xs = np.nonzero(is_corner)
    order = np.argsort(-strength[ys, xs], kind="stable")[:_CORNERS]
    return [(int(y), int(x)) for y, x in zip(ys[order], xs[order], strict=True)]


def _highest_near(strength: Gray) -> Gray:
    """The highest value within `_APART` in either direction."""
    return _highest_along(_highest_along(strength).T).T


def _highest_along(strength: Gray) -> Gray:
    """The same down the rows alone: of 2, of 4, of 8 rows, and of two eights 15."""
    rows = strength.shape[0]
    wide = np.pad(strength, ((_APART, _APART), (0, 0)), constant_values=-1)
    for step in (1, 2, 4):
        wide = np.maximum(wide[:-step], wide[step:])
    return np.maximum(wide[:rows], wide[_APART : _APART + rows])


def _codes(patch: Gray) -> bytes:
    """The codes of a patch; none where it is too flat to say which spot is brighter."""
    size = 2 * _HALF // _SPOTS
    spots = patch.reshape(_SPOTS, size, _SPOTS, size).mean((1, 3)).ravel()
    if spots.std() < _CONTRAST:
        return b""
    brighter = spots[_PAIRS[..., 0]] > spots[_PAIRS[..., 1]]
    return np.packbits(brighter, axis=1).tobytes()


def _pairs() -> NDArray[np.int64]:
    """Pairs of spots for each code: always the same, drawn without a rule."""
    spots = _SPOTS * _SPOTS
    pairs = np.array([(one, other) for one in range(spots) for other in range(one)])
    drawn = np.random.default_rng(7).permutation(len(pairs))[: CODES * _BITS]
    return pairs[drawn].reshape(CODES, _BITS, 2)


_PAIRS = _pairs()
