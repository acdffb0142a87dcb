"""Frames to a film that holds nothing else: VP8 in WebM.

VP8 is free to use, plays in browsers and opens wherever FFmpeg does; its encoder (libvpx, BSD) is
no part of what makes the package below GPL.

Rules kept here:
 * What is written is made from pixels and times alone: no sound, title, date, place or name of a
   program of the original can be in it, because the original is not here.
 * The same frames give the same bytes.
"""

import io
from fractions import Fraction

import av
import numpy as np
from av.error import FFmpegError

from countenance.errors import MediaError
from countenance.media.pixels import Pixels

__all__ = ["FilmWriter"]

_BITS_A_PIXEL = 0.15  # and frame, at 25 frames a second
_STYLE = {"deadline": "realtime", "cpu-used": "6", "crf": "8", "lag-in-frames": "0"}


class FilmWriter:
    """One film that is being written."""

    def __init__(self, width: int, height: int) -> None:
        self._file = io.BytesIO()
        self._container = av.open(
            self._file, "w", format="webm", options={"fflags": "+bitexact"}
        )
        stream = self._container.add_stream("libvpx", rate=25, options=dict(_STYLE))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.bit_rate = max(400_000, int(width * height * 25 * _BITS_A_PIXEL))
        stream.codec_context.time_base = Fraction(1, 1000)
        stream.codec_context.thread_count = 1
        self._stream = stream

    def add(self, frame: Pixels, time: int) -> None:
        """The next frame (height x width x 3) at its millisecond. Raises `MediaError`."""
        try:
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
            picture.pts, picture.time_base = time, Fraction(1, 1000)
            self._container.mux(self._stream.encode(picture))
        except (FFmpegError, OSError, ValueError) as cause:
            raise MediaError("film: the covered film cannot be written") from cause

    def finish(self) -> bytes:
        """The whole film. Raises `MediaError`."""
        try:
            self._container.mux(self._stream.encode(None))
            self._container.close()
        except (FFmpegError, OSError, ValueError) as cause:
            raise MediaError("film: the covered film cannot be written") from cause
        return self._file.getvalue()
