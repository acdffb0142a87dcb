"""The reader of print: pixels in, lines of words out. A process of its own.

Started as `python -I -m countenance.media.print_worker ROOM ROOM`, numbers of open memory files. It
never sees the bytes of a picture, only pixels that a decoder left in a room.

Rules kept here:
 * The digests of the weights are checked before they are loaded.
 * It proves itself before its first job: printed words have to be read.
 * One thread: a gate runs as many readers as it judges pictures at once.
 * A thin strip is laid on a larger sheet first, because its reader would blow it up without end.
"""

import hashlib
import importlib.util
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rapidocr_onnxruntime import RapidOCR  # type: ignore[import-untyped]  # ships no py.typed

from countenance.errors import DetectorError
from countenance.media.pipe import Deadline, PipeClosedError, receive, send
from countenance.media.pixels import Pixels, pixels_in
from countenance.media.print_messages import MOST_FRAMES, PrintFound, PrintJob
from countenance.media.printed import MOST_LETTERS, MOST_LINES, Line

__all__ = ["DIGESTS", "Reader", "main", "picked", "sheet"]

DIGESTS: Final = {
    "ch_PP-OCRv4_det_infer.onnx": (
        "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9"
    ),
    "ch_PP-OCRv4_rec_infer.onnx": (
        "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b"
    ),
    "ch_ppocr_mobile_v2.0_cls_infer.onnx": (
        "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c"
    ),
}
"""The weights inside the package that was tested (SHA-256)."""

_PROOF: Final = ("READ", "THIS 7")  # on a square, which is the least to look through
_SHORT: Final = 736  # the reader brings the shorter side of a picture to this
_LONG: Final = 2000  # and the longer side may then be so long


class Reader:
    """Reads print in pixels. Raises `DetectorError` when it is not what was tested."""

    def __init__(self) -> None:
        _check_weights()
        self._read = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)
        read = "".join(line.text for line in self.lines(_proof()))
        if "".join(_PROOF).replace(" ", "") not in read.replace(" ", ""):
            raise DetectorError("print: the reader does not read printed words")

    def lines(self, frame: Pixels) -> Iterator[Line]:
        """The lines of one picture (height x width x 3, RGB), from top to bottom."""
        height, width = frame.shape[:2]
        found: Sequence[Any] | None = self._read(sheet(frame)[:, :, ::-1])[0]
        for corners, text, sure in found or ():
            x = sum(x for x, _ in corners) / 4 / width
            y = sum(y for _, y in corners) / 4 / height
            yield Line(
                str(text)[:MOST_LETTERS], _permille(x), _permille(y), _permille(float(sure))
            )


def main() -> None:
    """Serve jobs from standard input until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    rooms = [int(number) for number in sys.argv[1:]]
    try:
        reader = Reader()
    except DetectorError as error:
        send(1, PrintFound(failure=str(error)))
        return
    send(1, PrintFound())
    while True:
        try:
            job = receive(0, PrintJob, Deadline(None))
        except PipeClosedError:
            return
        send(1, _found(reader, job, rooms))


def _found(reader: Reader, job: PrintJob, rooms: Sequence[int]) -> PrintFound:
    until = time.monotonic() + job.seconds
    frames = pixels_in(rooms[job.room], job.decoded)
    lines: list[Line] = []
    seen: set[bytes] = set()
    for frame in picked(job.decoded.frames, MOST_FRAMES):
        digest = hashlib.sha256(frames[frame].data).digest()
        if digest in seen:
            continue
        seen.add(digest)
        if time.monotonic() > until:
            return PrintFound(failure="late")
        lines += reader.lines(frames[frame])
    # The same words on several frames are one line.
    unique = {line.text: line for line in reversed(lines)}
    return PrintFound(tuple(reversed(unique.values()))[:MOST_LINES])


def picked(frames: int, most: int) -> list[int]:
    """At most so many frames, the first and the last among them, spread evenly."""
    if frames <= most:
        return list(range(frames))
    return [round(step * (frames - 1) / (most - 1)) for step in range(most)]


def sheet(frame: Pixels) -> Pixels:
    """The picture, or the picture in the upper left of a larger sheet where it is a thin strip."""
    height, width = frame.shape[:2]
    short, long = min(height, width), max(height, width)
    if long * _SHORT <= short * _LONG or long <= _SHORT:
        return frame
    side = -(-long * _SHORT // _LONG)
    laid = np.full((max(height, side), max(width, side), 3), 255, np.uint8)
    laid[:height, :width] = frame
    return laid


def _permille(share: float) -> int:
    return min(1000, max(0, round(share * 1000)))


def _proof() -> Pixels:
    drawn = Image.new("RGB", (160, 160), "white")
    font = ImageFont.load_default(40)
    ImageDraw.Draw(drawn).text((10, 30), "\n".join(_PROOF), fill="black", font=font)
    return np.asarray(drawn)


def _check_weights() -> None:
    found = importlib.util.find_spec("rapidocr_onnxruntime")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "models"
    for name, expected in DIGESTS.items():
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if digest != expected:
            raise DetectorError(f"print: weights `{name}`: digest is {digest}; expected {expected}")


if __name__ == "__main__":
    main()
