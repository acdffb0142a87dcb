"""How well copies of a picture are known again by its sketch, and that other pictures are not.

The pictures are the originals of the labelled set (photographs, drawn people, pictures of nobody);
the boxes of faces are those of its labels. Nothing here was fitted to a bar: the number of corners
in common that counts was chosen on these pictures, so the figures are of the set it was chosen on.
"""

import io
import json
import time
from collections.abc import Callable, Sequence

import numpy as np
from part import Part, data
from PIL import Image

from countenance.media.corners import ENOUGH, corners_in_common
from countenance.media.sketch import sketch_of

__all__ = ["links"]

_ORIGINALS = ("photo", "cgi", "negative")
Box = tuple[float, float, float, float]
Shown = tuple[Image.Image, list[Box]]


def links() -> Part:
    """Copies that are found, by what was done to them, and pairs of others that are."""
    folder, why = data("data/faces")
    if folder is None:
        return Part(skipped=why)
    rows = json.loads((folder / "ground_truth.json").read_text(encoding="utf-8"))["images"]
    shown: list[Shown] = []
    for row in rows:
        if row["kind"] in _ORIGINALS:
            with Image.open(folder / row["file"]) as opened:
                shown.append((opened.convert("RGB"), [_box(box) for box in row["boxes"]]))
    began = time.process_time()
    sketches = [_sketch(each) for each in shown]
    spent = 1000 * (time.process_time() - began) / len(shown)
    found = {
        name: sum(
            corners_in_common(_sketch(change(each)), sketch) >= ENOUGH
            for each, sketch in zip(shown, sketches, strict=True)
        )
        for name, change in _CHANGES.items()
    }
    pairs = [
        corners_in_common(one, other)
        for first, one in enumerate(sketches)
        for second, other in enumerate(sketches)
        if first != second
    ]
    wrong = sum(common >= ENOUGH for common in pairs)
    lines = [f"{name:24} {count:3} of {len(shown)} found" for name, count in found.items()]
    lines += [
        f"{'two other pictures':24} {wrong:3} of {len(pairs)} taken for copies",
        f"CPU for one sketch       {spent:.0f} ms",
    ]
    content = {
        "pictures": len(shown), "enough": ENOUGH, "found": found, "pairs": len(pairs),
        "wrong": wrong, "milliseconds": round(spent, 1),
    }  # fmt: skip
    return Part("\n".join(lines), content)


def _box(box: Sequence[float]) -> Box:
    x0, y0, x1, y1 = box
    return x0, y0, x1, y1


def _sketch(shown: Shown) -> tuple[bytes, ...]:
    return sketch_of(np.asarray(shown[0]), shown[1])


def _saved(shown: Shown, quality: int = 80) -> Shown:
    out = io.BytesIO()
    shown[0].save(out, "JPEG", quality=quality)
    with Image.open(io.BytesIO(out.getvalue())) as opened:
        return opened.convert("RGB"), shown[1]


def _scaled(shown: Shown, by: float) -> Shown:
    picture, boxes = shown
    size = (max(1, round(picture.width * by)), max(1, round(picture.height * by)))
    smaller = picture.resize(size, Image.Resampling.LANCZOS)
    return _saved((smaller, [_box([edge * by for edge in box]) for box in boxes]))


def _cut(shown: Shown, part: float) -> Shown:
    """A part of each side, a little left of the middle and above it."""
    picture, boxes = shown
    width, height = round(picture.width * part), round(picture.height * part)
    left, top = round((picture.width - width) * 0.4), round((picture.height - height) * 0.3)
    moved = [_box([box[0] - left, box[1] - top, box[2] - left, box[3] - top]) for box in boxes]
    return _saved((picture.crop((left, top, left + width, top + height)), moved))


_CHANGES: dict[str, Callable[[Shown], Shown]] = {
    "saved anew, quality 40": lambda shown: _saved(shown, 40),
    "three quarters as large": lambda shown: _scaled(shown, 0.75),
    "half as large": lambda shown: _scaled(shown, 0.5),
    "a third as large": lambda shown: _scaled(shown, 0.33),
    "cut to 0.8 of each side": lambda shown: _cut(shown, 0.8),
    "cut to 0.6 of each side": lambda shown: _cut(shown, 0.6),
    "cut to 0.5 of each side": lambda shown: _cut(shown, 0.5),
    "cut to 0.3 of each side": lambda shown: _cut(shown, 0.3),
}
