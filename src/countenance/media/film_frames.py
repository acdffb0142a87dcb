"""A film to upright frames, some at a time. Runs only inside the sandbox.

Rules kept here:
 * INVARIANT: frames are upright and their pixels are square, as a player would show them.
 * Every frame is decoded. Where fewer leave (`FilmLimits.rate`), the others are dropped whole.
 * The same bytes give the same frames: one thread, no clock.
 * Only the first track of moving pictures is opened. Sound, subtitles, chapters, cover pictures,
   further tracks, transparency and metadata go nowhere; of its making only a few words are read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from countenance.errors import MediaTooLargeError, UnreadableMediaError
from countenance.media.capture import Capture, short
from countenance.media.film_kinds import FilmKind
from countenance.media.film_messages import FilmLimits, Reel, Shape
from countenance.media.film_open import opened_film, video_of
from countenance.media.pixels import Pixels

__all__ = ["FrameReader", "opened_frames"]

_MAKE, _MODEL = ("com.apple.quicktime.make", "make"), ("com.apple.quicktime.model", "model")
_SOFTWARE = ("com.apple.quicktime.software", "encoder", "software")
_PLACE = ("location", "com.apple.quicktime.location.iso6709", "location-eng")
_STRETCH = (Fraction(1, 4), Fraction(4))


@contextmanager
def opened_frames(data: bytes, kind: FilmKind, limits: FilmLimits) -> Iterator["FrameReader"]:
    """A reader of the frames in these bytes.

    Raises `UnreadableMediaError` for what does not decode, `MediaTooLargeError` past a limit, also
    while it is read.
    """
    with opened_film(data, kind) as container:
        yield FrameReader(container, video_of(container), kind, limits)


class FrameReader:
    """The frames of one film, in order."""

    def __init__(
        self, container: InputContainer, stream: VideoStream, kind: FilmKind, limits: FilmLimits
    ) -> None:
        self._name = kind.value
        self._limits = limits
        self._begins = float(container.start_time or 0) / av.time_base
        if (container.duration or 0) > limits.seconds * av.time_base:
            raise self._too_long()
        wide, high = _square(stream)
        # Before the first frame is decoded: the decoder makes room for what the track states.
        if not 1 <= wide * high <= limits.pixels:
            raise MediaTooLargeError(
                f"{self._name}: {wide}x{high} pixels; expected at most {limits.pixels}"
            )
        self._size = wide, high
        self._coded = stream.width, stream.height
        self._frames = self._kept(container, stream)
        self._waiting = next(self._frames, None)
        if self._waiting is None:
            raise UnreadableMediaError(f"{self._name}: no frame in it")
        height, width = self._waiting[1].shape[:2]
        self.shape = Shape(width, height, _capture(container))

    def read(self, room: memoryview, most: int) -> Reel:
        """The next frames, at most so many, written one after the other into `room`."""
        height, width = self.shape.height, self.shape.width
        space = np.frombuffer(room, np.uint8)[: most * height * width * 3]
        space = space.reshape(-1, height, width, 3)
        times: list[int] = []
        while self._waiting is not None and len(times) < len(space):
            time, pixels = self._waiting
            if pixels.shape != space.shape[1:]:
                raise UnreadableMediaError(f"{self._name}: its frames change their size")
            space[len(times)] = pixels
            times.append(time)
            self._waiting = next(self._frames, None)
        return Reel(tuple(times), self._waiting is None)

    def _kept(
        self, container: InputContainer, stream: VideoStream
    ) -> Iterator[tuple[int, Pixels]]:
        """The millisecond and the pixels of every frame that may leave."""
        last, count, due = -1, 0, 0.0
        for frame in container.decode(stream):
            if frame.is_corrupt or (frame.width, frame.height) != self._coded:
                raise UnreadableMediaError(f"{self._name}: a frame is damaged, or of another size")
            if frame.pts is None:
                raise UnreadableMediaError(f"{self._name}: a frame without its time")
            second = max(0.0, frame.time - self._begins)
            if second > self._limits.seconds:
                raise self._too_long()
            if second < due:
                continue
            if self._limits.rate:
                # On a grid, so that times that are rounded do not add up.
                due = (int(second * self._limits.rate + 1e-6) + 1) / self._limits.rate - 1e-6
            count += 1
            if count > self._limits.frames:
                raise MediaTooLargeError(
                    f"{self._name}: expected at most {self._limits.frames} frames"
                )
            last = max(last + 1, round(second * 1000))
            yield last, _upright(frame, *self._size)

    def _too_long(self) -> MediaTooLargeError:
        return MediaTooLargeError(
            f"{self._name}: expected at most {self._limits.seconds} seconds"
        )


def _square(stream: VideoStream) -> tuple[int, int]:
    """Width and height in square pixels, before the film is turned."""
    stretch = stream.sample_aspect_ratio or Fraction(1)
    if not _STRETCH[0] <= stretch <= _STRETCH[1]:
        raise UnreadableMediaError("film: its pixels are stretched beyond what is opened")
    if stretch >= 1:
        return round(stream.width * stretch), stream.height
    return stream.width, round(stream.height / stretch)


def _upright(frame: VideoFrame, width: int, height: int) -> Pixels:
    turns, rest = divmod(frame.rotation, 90)
    if rest:
        raise UnreadableMediaError("film: it is turned by less than a right angle")
    pixels = frame.to_ndarray(format="rgb24", width=width, height=height, threads=1)
    return np.rot90(pixels, turns)


def _capture(container: InputContainer) -> Capture:
    said = {name.lower(): value for name, value in container.metadata.items()}

    def first(names: tuple[str, ...]) -> str:
        return next((word for name in names if (word := short(said.get(name)))), "")

    return Capture(
        make=first(_MAKE),
        model=first(_MODEL),
        software=first(_SOFTWARE),
        taken=first(("com.apple.quicktime.creationdate", "creation_time")),
        located=bool(first(_PLACE)),
    )
