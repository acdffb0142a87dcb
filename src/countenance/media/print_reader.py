"""The gate's side of reading print: pixels in shared memory in, lines of words out.

A `PrintReader` starts `countenance.media.print_worker` and starts it anew when it is lost. It reads
beside whoever looks for faces in the same pixels.

Rules kept here:
 * It is asked for by name. Asked for without its packages, a gate does not start.
 * What could not be read although it was asked for fails the picture: nothing goes on unread.
 * A picture that the worker had not begun when it was lost goes to the next one, once.
 * Lines are believed as words that somebody may have put into a picture, never as instructions.
"""

import importlib.util
from collections.abc import Sequence
from typing import Final

from countenance.errors import DetectorError, MediaTooLargeError, SettingsError
from countenance.media.pipe import Deadline, PipeClosedError, PipeLateError, PipeUnreadError
from countenance.media.pixels import Decoded
from countenance.media.print_messages import PrintFound, PrintJob
from countenance.media.printed import MOST_LETTERS, MOST_LINES, Line
from countenance.media.process import MemoryFile, Worker

__all__ = ["NAME", "PrintReader", "check_ocr_extra"]

NAME: Final = "ppocr-v4@sha256:48fc40f24f6d2a20"
"""As entries name it: the network, and the beginning of the digest of what recognises letters."""

_START_SECONDS = 60.0
_GRACE_SECONDS = 10.0  # what one frame may take beyond the time for the whole picture
_PACKAGES: Final = ("rapidocr_onnxruntime", "cv2", "pyclipper", "shapely", "yaml")


def check_ocr_extra() -> None:
    """Raise `SettingsError` when the packages that read print are not installed."""
    absent = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if absent:
        raise SettingsError(
            f"`pictures.read_text` is `on`, and these are not installed: {', '.join(absent)}; "
            "`pip install countenance[ocr]`, then "
            "`pip install --no-deps rapidocr-onnxruntime==1.4.4`"
        )


class PrintReader:
    """Reads the pixels in `rooms`, one picture at a time."""

    def __init__(self, rooms: Sequence[MemoryFile]) -> None:
        self._rooms = rooms
        self._worker: Worker | None = None
        self._job: PrintJob | None = None

    @property
    def number(self) -> int | None:
        """The number of the worker's process; None while there is none."""
        return self._worker.number if self._worker else None

    def start(self) -> None:
        """Start the worker unless one runs that owes no answer. Raises `DetectorError`."""
        # An answer that nobody waited for would be taken for that of the next picture.
        if self._worker is not None and self._worker.alive and self._job is None:
            return
        self.close()
        self._worker = Worker("countenance.media.print_worker", self._rooms)
        found = self._received(_START_SECONDS)
        if found.failure:
            self.close()
            raise DetectorError(found.failure)

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None
        self._job = None

    def begin(self, decoded: Decoded, room: int, seconds: float) -> None:
        """Let it read the pixels in the room of this index; `lines` waits for what it reads."""
        if self._worker is None:
            raise DetectorError("print: no reader runs")
        self._job = PrintJob(decoded, room, seconds)
        try:
            self._worker.tell(self._job, Deadline(_GRACE_SECONDS))
        except PipeUnreadError:
            pass  # `lines` asks another one
        except (PipeClosedError, PipeLateError) as cause:
            self.close()
            raise DetectorError("print: the reader was lost") from cause

    def lines(self, seconds: float) -> tuple[Line, ...]:
        """What was read. Raises `MediaTooLargeError` when it took too long, or `DetectorError`."""
        found = self._received(seconds + _GRACE_SECONDS)
        self._job = None
        if found.failure == "late":
            raise MediaTooLargeError("picture: reading the print in it takes too long")
        if found.failure or not _is_bounded(found.lines):
            self.close()
            raise DetectorError("print: the reader's answer is not one")
        return found.lines

    def _received(self, seconds: float) -> PrintFound:
        assert self._worker is not None
        job = self._job
        try:
            try:
                return self._worker.answer(PrintFound, Deadline(seconds))
            except PipeUnreadError:
                self.start()
                self._job = job
                return self._worker.ask(job, PrintFound, Deadline(seconds))
        except PipeLateError as cause:
            self.close()
            raise DetectorError("print: the reader did not answer in time") from cause
        except PipeClosedError as cause:
            self.close()
            raise DetectorError("print: the reader was lost") from cause


def _is_bounded(lines: Sequence[Line]) -> bool:
    return len(lines) <= MOST_LINES and all(len(line.text) <= MOST_LETTERS for line in lines)
