"""A row of pictures without end, each another one, in every form that a caller may send.

They are cut out of one photograph that comes with scikit-image, mirrored, made darker or lighter
and grained, so that neither bytes nor pixels come twice. Some are cut off in the middle. HEIC,
which no package here writes, is one drawn picture with another box at its end: its bytes differ,
its pixels do not.
"""

import base64
import io
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.data import astronaut

__all__ = ["KINDS", "body", "is_broken", "picture"]

_TESTS = str(Path(__file__).resolve().parents[2] / "tests")
sys.path.append(_TESTS)
try:
    from made_heic import HEIC_PORTRAIT
finally:
    sys.path.remove(_TESTS)

KINDS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIC", "TIFF", "PDF", "GIF")
_TYPES = {"PDF": "application/pdf"}
_PHOTO: NDArray[np.uint8] = astronaut()  # type: ignore[no-untyped-call]


def picture(number: int) -> tuple[str, bytes]:
    """The media type and the bytes of one picture; every number has its own."""
    kind = KINDS[number % len(KINDS)]
    if kind == "HEIC":
        data = HEIC_PORTRAIT + _box(number)
    else:
        buffer = io.BytesIO()
        Image.fromarray(_altered(number)).save(buffer, kind)
        data = buffer.getvalue()
    whole = len(data) // 2 if is_broken(number) else len(data)
    return _TYPES.get(kind, f"image/{kind.lower()}"), data[:whole]


def is_broken(number: int) -> bool:
    """Whether this picture is cut off, so that nobody can open it."""
    return number % 21 == 20


def body(number: int) -> bytes:
    """A call that shows this picture and asks what is in it."""
    media_type, data = picture(number)
    url = f"data:{media_type};base64,{base64.b64encode(data).decode()}"
    shown: dict[str, Any] = {"type": "image_url", "image_url": {"url": url}}
    if media_type == "application/pdf":
        shown = {"type": "file", "file": {"filename": "a.pdf", "file_data": url}}
    content = [{"type": "text", "text": "Describe this picture."}, shown]
    asked = {"model": "gpt-4o", "messages": [{"role": "user", "content": content}]}
    return json.dumps(asked, separators=(",", ":")).encode()


def _altered(number: int) -> NDArray[np.uint8]:
    chance = np.random.default_rng(number)
    side = int(chance.integers(160, 400))
    left, top = (int(each) for each in chance.integers(0, _PHOTO.shape[0] - side, 2))
    cut = _PHOTO[top : top + side, left : left + side].astype(np.float32)
    cut = cut[:, ::-1] if chance.random() < 0.5 else cut
    grained = cut * chance.uniform(0.6, 1.2) + chance.normal(0, 4, cut.shape)
    return np.clip(grained, 0, 255).astype(np.uint8)


def _box(number: int) -> bytes:
    """A box that readers of such files skip."""
    return (16).to_bytes(4, "big") + b"free" + number.to_bytes(8, "big")
