"""Pictures made harder on purpose, with the boxes that their faces then have.

Used when a detector is measured: how many faces are still found when a picture is turned, shrunk,
faint, dark or blurred. The changes are made here from pictures with labels, the same way every
time; nothing is random but grain from a fixed seed.
"""

import math
from dataclasses import replace
from enum import Enum
from typing import assert_never

import numpy as np
from PIL import Image, ImageFilter

from countenance.faces.boxes import Face
from countenance.media.drawn import landscape
from countenance.media.pixels import Pixels

__all__ = ["Change", "changed"]

SHRUNK_TO = 24  # pixels, the height of the largest face
CANVAS = (1600, 1200)


class Change(Enum):
    """What is done to a picture."""

    TURNED_90 = "turned-90"
    TURNED_180 = "turned-180"
    TURNED_270 = "turned-270"
    TILTED_30 = "tilted-30"
    TILTED_45 = "tilted-45"
    MIRRORED = "mirrored"
    SHRUNK = "shrunk-to-24px"
    FAINT = "contrast-5%"
    DARK = "dark-10%"
    BLURRED = "blurred-4px"


def changed(
    picture: Pixels, faces: tuple[Face, ...], change: Change
) -> tuple[Pixels, tuple[Face, ...]]:
    """The picture (height x width x 3, RGB) after the change, and where its faces are then."""
    match change:
        case Change.TURNED_90:
            return _tilted(picture, faces, 90)
        case Change.TURNED_180:
            return _tilted(picture, faces, 180)
        case Change.TURNED_270:
            return _tilted(picture, faces, 270)
        case Change.TILTED_30:
            return _tilted(picture, faces, 30)
        case Change.TILTED_45:
            return _tilted(picture, faces, 45)
        case Change.MIRRORED:
            width = picture.shape[1]
            mirrored = tuple(
                replace(face, x0=width - face.x1, x1=width - face.x0) for face in faces
            )
            return np.ascontiguousarray(picture[:, ::-1]), mirrored
        case Change.SHRUNK:
            return _shrunk(picture, faces)
        case Change.FAINT:
            return (128 + (picture.astype(np.float32) - 128) * 0.05).astype(np.uint8), faces
        case Change.DARK:
            grain = np.random.default_rng(7).normal(0, 3, picture.shape)
            return np.clip(picture * 0.1 + grain, 0, 255).astype(np.uint8), faces
        case Change.BLURRED:
            soft = Image.fromarray(picture).filter(ImageFilter.GaussianBlur(4))
            return np.asarray(soft), faces
        case _:
            assert_never(change)


def _tilted(
    picture: Pixels, faces: tuple[Face, ...], degrees: int
) -> tuple[Pixels, tuple[Face, ...]]:
    """Turned counterclockwise; a face keeps its size and moves with its middle."""
    tilted = np.asarray(
        Image.fromarray(picture).rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    )
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    old_x, old_y = picture.shape[1] / 2, picture.shape[0] / 2
    new_x, new_y = tilted.shape[1] / 2, tilted.shape[0] / 2
    moved = []
    for face in faces:
        x, y = (face.x0 + face.x1) / 2 - old_x, (face.y0 + face.y1) / 2 - old_y
        middle_x, middle_y = new_x + x * cos + y * sin, new_y - x * sin + y * cos
        wide, high = face.x1 - face.x0, face.y1 - face.y0
        if degrees in (90, 270):
            wide, high = high, wide
        moved.append(
            replace(
                face,
                x0=middle_x - wide / 2,
                x1=middle_x + wide / 2,
                y0=middle_y - high / 2,
                y1=middle_y + high / 2,
            )
        )
    return tilted, tuple(moved)


def _shrunk(picture: Pixels, faces: tuple[Face, ...]) -> tuple[Pixels, tuple[Face, ...]]:
    """Pasted into the middle of a large landscape, so small that its largest face is 24 px high."""
    share = min(1.0, SHRUNK_TO / max((face.y1 - face.y0 for face in faces), default=SHRUNK_TO))
    canvas = Image.fromarray(landscape(*CANVAS).pixels)
    wide, high = (max(1, round(side * share)) for side in (picture.shape[1], picture.shape[0]))
    small = Image.fromarray(picture).resize((wide, high), Image.Resampling.LANCZOS)
    left, top = (CANVAS[0] - wide) // 2, (CANVAS[1] - high) // 2
    canvas.paste(small, (left, top))
    x, y = wide / picture.shape[1], high / picture.shape[0]
    return np.asarray(canvas), tuple(face.scaled(x, y).moved(left, top) for face in faces)
