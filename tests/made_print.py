"""Pictures with words in them, for tests."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

__all__ = ["printed", "written_on"]

Picture = NDArray[np.uint8]


def written_on(picture: Picture, *texts: tuple[int, int, int, str]) -> Picture:
    """The picture with texts on it: x, y, height of the letters, and the words."""
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    for x, y, size, text in texts:
        draw.text((x, y), text, fill="white", stroke_width=1, stroke_fill="black",
                  font=ImageFont.load_default(size))  # fmt: skip
    return np.asarray(image)


def printed(*lines: str, width: int = 640, size: int = 28) -> Picture:
    """Lines of words on a gray sheet, one below the other.

    It is no strip: the reader would blow that up, which takes ten times as long.
    """
    height = max(2 * size * (len(lines) + 1), width * 3 // 4)
    placed: Sequence[tuple[int, int, int, str]] = [
        (20, size + 2 * size * at, size, line) for at, line in enumerate(lines)
    ]
    return written_on(np.full((height, width, 3), 90, np.uint8), *placed)
