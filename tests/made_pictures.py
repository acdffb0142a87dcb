"""Pictures for tests, drawn by the product or shipped inside a package, never downloaded."""

import base64
import io
from pathlib import Path

import numpy as np
import skimage
from numpy.typing import NDArray
from PIL import Image

from countenance.media.drawn import landscape, portrait
from countenance.media.kinds import MediaKind
from made_heic import HEIC_PORTRAIT

__all__ = ["ASTRONAUT_FACE", "astronaut", "face_gif", "jpeg", "landscape_jpeg", "portrait_file",
           "portrait_jpeg", "saved"]  # fmt: skip

Picture = NDArray[np.uint8]

ASTRONAUT_FACE = (178, 58, 272, 178)


def astronaut() -> Picture:
    """Eileen Collins, NASA, public domain; a file inside scikit-image. 512 x 512, one face."""
    path = Path(skimage.__file__).parent / "data" / "astronaut.png"
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def saved(picture: Picture | Image.Image, kind: str, **style: object) -> bytes:
    """The picture as a file of this kind."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    buffer = io.BytesIO()
    image.save(buffer, kind, **style)
    return buffer.getvalue()


def jpeg(picture: Picture, **style: object) -> bytes:
    """The picture as a JPEG of high quality."""
    return saved(picture, "JPEG", quality=92, **style)


def portrait_jpeg(size: int = 320) -> bytes:
    """One drawn face."""
    return jpeg(portrait(size).pixels)


def portrait_file(kind: MediaKind) -> bytes:
    """`portrait(160)`, one drawn face, as a file of this kind."""
    if kind is MediaKind.HEIC:
        return HEIC_PORTRAIT
    if kind is MediaKind.SVG:
        inside = base64.b64encode(saved(portrait(160).pixels, "PNG")).decode()
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="160">'
            f'<image width="160" height="160" href="data:image/png;base64,{inside}"/></svg>'
        ).encode()
    return saved(portrait(160).pixels, kind.name)


def landscape_jpeg() -> bytes:
    """A drawn landscape without a face; flat, so that looking at it is quick."""
    return jpeg(landscape(480, 160).pixels)


def face_gif(kind: str = "GIF") -> bytes:
    """Two frames of 320 x 320; the drawn face is on the second one only."""
    frames = [Image.fromarray(drawn.pixels) for drawn in (landscape(320, 320), portrait(320))]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=200, loop=0)
