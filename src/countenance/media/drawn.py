"""Pictures that this module draws: people who never lived, and a landscape without any.

They stand in for photographs in the demo, in examples and in tests, so that no picture of a person
needs to be shipped. The faces are shaded ellipses: plain to the eye as drawings, and clear enough
for both detectors to find.

Rules kept here:
 * The same arguments give the same pixels: nothing is random, nothing is read.
 * `portrait` tells where its face is, so that a test can ask whether it was covered.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

__all__ = ["Drawn", "Looks", "landscape", "portrait"]

_FINE = 2  # everything is drawn at twice the size and averaged down
_Color = tuple[int, int, int]
_Mask = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Looks:
    """What tells one drawn person from another. Colors are RGB, 0..255."""

    skin: _Color = (205, 155, 125)
    hair: _Color = (62, 42, 30)
    iris: _Color = (84, 62, 40)
    lips: _Color = (166, 84, 80)
    shirt: _Color = (46, 84, 120)
    wall: _Color = (176, 186, 184)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn picture (height x width x 3, RGB) and the box of its face, if it has one.

    The box is x0, y0, x1, y1 in pixels, forehead to chin and ear to ear.
    """

    pixels: NDArray[np.uint8]
    face: tuple[int, int, int, int] | None


def portrait(size: int = 480, looks: Looks | None = None) -> Drawn:
    """One person from the front, head and shoulders, in a picture of `size` x `size` pixels."""
    looks = looks or Looks()
    canvas = _Canvas(size * _FINE)
    # 1. A wall, lighter where the lamp stands.
    canvas.shade(canvas.ellipse(0.5, 0.5, 2.0, 2.0), looks.wall, light=0.22)
    # 2. Shoulders, then the neck with the shadow of the chin on it.
    canvas.shade(canvas.ellipse(0.5, 1.08, 0.40, 0.28), looks.shirt, light=0.30, blur=0.0015)
    neck = canvas.ellipse(0.5, 0.80, 0.105, 0.16)
    canvas.shade(neck, looks.skin, light=0.20, blur=0.0015)
    under = neck * canvas.ellipse(0.5, 0.74, 0.20, 0.07)
    canvas.paint(under, looks.skin, dark=0.62, blur=0.014)
    # 3. Hair behind the head, ears, head.
    canvas.shade(canvas.ellipse(0.5, 0.42, 0.245, 0.290), looks.hair, light=0.45, blur=0.003)
    for side in (-1, 1):
        canvas.shade(
            canvas.ellipse(0.5 + side * 0.205, 0.51, 0.030, 0.062),
            looks.skin,
            light=0.1,
            blur=0.002,
        )
    head = canvas.ellipse(0.5, 0.475, 0.200, 0.270)
    jaw = canvas.ellipse(0.5, 0.580, 0.158, 0.190)
    canvas.shade(np.maximum(head, jaw), looks.skin, light=0.34, blur=0.0015)
    # 4. Hair over the forehead.
    cap = canvas.ellipse(0.5, 0.33, 0.228, 0.190) * (1 - canvas.ellipse(0.52, 0.50, 0.182, 0.215))
    canvas.shade(cap, looks.hair, light=0.4, blur=0.003)
    # 5. Sockets, cheeks, and what makes them eyes.
    for side in (-1, 1):
        x = 0.5 + side * 0.083
        canvas.paint(canvas.ellipse(x, 0.462, 0.058, 0.034), looks.skin, dark=0.66, blur=0.016)
        canvas.paint(
            canvas.ellipse(x, 0.580, 0.05, 0.040), looks.lips, dark=1.25, blur=0.04, part=0.3
        )
        canvas.paint(canvas.ellipse(x, 0.472, 0.040, 0.019), (238, 234, 228), blur=0.003)
        canvas.paint(canvas.ellipse(x, 0.471, 0.0185, 0.0195), looks.iris, blur=0.002)
        canvas.paint(canvas.ellipse(x, 0.471, 0.0088, 0.0092), (14, 12, 12), blur=0.001)
        canvas.paint(canvas.ellipse(x - 0.006, 0.465, 0.004, 0.004), (250, 250, 250), blur=0.001)
        canvas.stroke(
            [(x - 0.043, 0.473), (x - 0.02, 0.455), (x + 0.02, 0.455), (x + 0.043, 0.473)],
            0.007,
            (44, 30, 26),
        )
        canvas.stroke(
            [(x - side * 0.046, 0.425), (x - side * 0.01, 0.410), (x + side * 0.05, 0.421)],
            0.014,
            looks.hair,
        )
    # 6. Nose: a lit ridge between two shadows, wings and nostrils.
    canvas.paint(canvas.ellipse(0.5, 0.515, 0.016, 0.075), looks.skin, dark=1.16, blur=0.010)
    for side in (-1, 1):
        canvas.paint(
            canvas.ellipse(0.5 + side * 0.028, 0.525, 0.010, 0.055),
            looks.skin,
            dark=0.8,
            blur=0.010,
        )
        canvas.paint(
            canvas.ellipse(0.5 + side * 0.030, 0.577, 0.014, 0.014),
            looks.skin,
            dark=0.78,
            blur=0.005,
        )
        canvas.paint(
            canvas.ellipse(0.5 + side * 0.017, 0.588, 0.009, 0.0055),
            looks.skin,
            dark=0.35,
            blur=0.003,
        )
    canvas.paint(canvas.ellipse(0.5, 0.572, 0.020, 0.016), looks.skin, dark=1.14, blur=0.008)
    # 7. Mouth: two lips, the line between them, the shadow under them.
    canvas.paint(canvas.ellipse(0.5, 0.648, 0.066, 0.0125), looks.lips, dark=0.86, blur=0.003)
    canvas.paint(canvas.ellipse(0.5, 0.664, 0.054, 0.0160), looks.lips, dark=1.10, blur=0.003)
    canvas.stroke(
        [(0.436, 0.650), (0.455, 0.655), (0.5, 0.659), (0.545, 0.655), (0.564, 0.650)],
        0.005,
        (88, 40, 40),
    )
    canvas.paint(canvas.ellipse(0.5, 0.697, 0.046, 0.011), looks.skin, dark=0.74, blur=0.010)
    box = (round(0.3 * size), round(0.27 * size), round(0.7 * size), round(0.772 * size))
    return Drawn(canvas.pixels(), box)


def landscape(width: int = 640, height: int = 400) -> Drawn:
    """Hills, a lake and a sky with a low sun; nobody in it."""
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = across / width, down / height
    sky = _mix((96, 148, 206), (238, 214, 178), np.clip(y / 0.55, 0, 1))
    glow = np.exp(-(((x - 0.74) / 0.16) ** 2 + ((y - 0.40) / 0.12) ** 2))
    picture = sky + glow[..., None] * np.array([30, 24, -20], np.float32)
    ridges: tuple[tuple[float, float, float, _Color], ...] = (
        (0.50, 0.060, 3.1, (128, 146, 168)),
        (0.57, 0.045, 5.3, (92, 120, 126)),
        (0.64, 0.035, 8.7, (62, 96, 78)),
    )
    for level, swing, waves, color in ridges:
        line = (
            level - swing * np.sin(waves * x + level * 40) - 0.3 * swing * np.sin(3.7 * waves * x)
        )
        edge = np.clip((y - line) * height, 0, 1)[..., None]
        shade = 1 - 0.25 * np.clip((y - line) / 0.2, 0, 1)[..., None]
        picture = picture * (1 - edge) + edge * shade * np.array(color, np.float32)
    water = np.clip((y - 0.74) * height, 0, 1)[..., None]
    ripple = 6 * np.sin(190 * y**1.5 + 9 * x) * (y - 0.6)
    lake = (
        _mix((148, 170, 186), (44, 78, 104), np.clip((y - 0.74) / 0.26, 0, 1)) + ripple[..., None]
    )
    picture = picture * (1 - water) + lake * water
    return Drawn(np.clip(picture, 0, 255).astype(np.uint8), None)


class _Canvas:
    """A square of float pixels; places and lengths are parts of its side."""

    def __init__(self, side: int) -> None:
        self._side = side
        self._picture = np.zeros((side, side, 3), np.float32)
        self._axis = np.arange(side, dtype=np.float32) / np.float32(side)

    def ellipse(self, x: float, y: float, wide: float, high: float) -> _Mask:
        """1 inside the ellipse around (x, y), 0 outside, smooth on the rim."""
        mask: _Mask = np.zeros((self._side, self._side), np.float32)
        rows, columns = self._between(y - high, y + high), self._between(x - wide, x + wide)
        across = ((self._axis[columns] - x) / wide) ** 2
        down = ((self._axis[rows] - y) / high) ** 2
        away = np.sqrt(down[:, None] + across[None, :])
        mask[rows, columns] = np.clip((1 - away) * min(wide, high) * self._side + 0.5, 0, 1)
        return mask

    def shade(self, mask: _Mask, color: _Color, *, light: float, blur: float = 0) -> None:
        """Fill with a color lit from the upper left; `light` is the part it gains or loses."""
        inside = mask > 0.5
        ys, xs = (self._axis[np.nonzero(inside.any(axis=axis))[0]] for axis in (1, 0))
        middle_x, middle_y = (xs.min() + xs.max()) / 2, (ys.min() + ys.max()) / 2
        half_x, half_y = max(np.ptp(xs) / 2, 1e-3), max(np.ptp(ys) / 2, 1e-3)
        u = ((self._axis - middle_x) / half_x)[None, :]
        v = ((self._axis - middle_y) / half_y)[:, None]
        lit = 1 + light * (0.35 - 0.30 * u - 0.25 * v - 0.55 * np.clip(u * u + v * v, 0, 1.2))
        self._blend(mask, np.array(color, np.float32), lit.astype(np.float32), blur, 1)

    def paint(
        self, mask: _Mask, color: _Color, *, dark: float = 1, blur: float = 0, part: float = 1
    ) -> None:
        """Fill with one color, times `dark`, letting `1 - part` of what was there shine through."""
        lit = np.full((1, 1), dark, np.float32)
        self._blend(mask, np.array(color, np.float32), lit, blur, part)

    def stroke(self, points: list[tuple[float, float]], thick: float, color: _Color) -> None:
        """A soft line through the points."""
        image = Image.new("L", (self._side, self._side))
        pen = ImageDraw.Draw(image)
        pen.line(
            [(x * self._side, y * self._side) for x, y in points],
            fill=255,
            width=max(1, round(thick * self._side)),
            joint="curve",
        )
        line: _Mask = np.asarray(image, np.float32) / np.float32(255)
        self._blend(line, np.array(color, np.float32), np.ones((1, 1), np.float32), thick / 4, 1)

    def pixels(self) -> NDArray[np.uint8]:
        """The finished picture at its own size."""
        side = self._side // _FINE
        blocks = self._picture.reshape(side, _FINE, side, _FINE, 3).mean(axis=(1, 3))
        finished: NDArray[np.uint8] = np.clip(blocks, 0, 255).astype(np.uint8)
        return finished

    def _between(self, start: float, end: float) -> slice:
        """The pixels of an axis between two places, with room for a soft rim."""
        return slice(
            max(0, int(start * self._side) - 2), min(self._side, int(end * self._side) + 3)
        )

    def _blend(
        self, mask: _Mask, color: NDArray[np.float32], lit: _Mask, blur: float, part: float
    ) -> None:
        """Mix a color into the picture; only the rows and columns that the mask touches move."""
        room = 3 * blur
        rows, columns = (
            self._between(places[0] / self._side - room, places[-1] / self._side + room)
            for places in (np.nonzero(mask.any(axis=axis))[0] for axis in (1, 0))
        )
        window = mask[rows, columns]
        if blur:
            soft = Image.fromarray((window * 255).astype(np.uint8)).filter(
                ImageFilter.GaussianBlur(blur * self._side)
            )
            window = np.asarray(soft, np.float32) / np.float32(255)
        if lit.shape != (1, 1):
            lit = lit[rows, columns]
        weight = (window * np.float32(part))[..., None]
        under = self._picture[rows, columns]
        under += (color * lit[..., None] - under) * weight


def _mix(start: _Color, end: _Color, share: _Mask) -> NDArray[np.float32]:
    from_, to = np.array(start, np.float32), np.array(end, np.float32)
    mixed: NDArray[np.float32] = from_ + (to - from_) * share[..., None]
    return mixed
