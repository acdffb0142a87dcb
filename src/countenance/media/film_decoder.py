"""The gate's side of decoding a film: bytes in, frames in shared memory out, some at a time.

Rules kept here:
 * A process for each film, ended with it. It is believed about nothing that can be checked: sizes,
   times and numbers of frames have to be within the limits that were asked for.
 * Without the required limits (`sandbox.REQUIRED`) no film is opened, unless the operator has
   accepted that by name.
 * A film that a limit stopped is the film's fault (`MediaError`); a worker that cannot be started
   or hangs is ours (`DetectorError`).
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

from countenance.errors import DetectorError, MediaTooLargeError, UnreadableMediaError
from countenance.media.capture import is_short
from countenance.media.decoder import Unsandboxed
from countenance.media.film_kinds import FilmKind, check_film_extra
from countenance.media.film_messages import FilmJob, FilmLimits, FilmSaid, Next, Reel, Shape
from countenance.media.pipe import Deadline, PipeClosedError, PipeLateError, receive, send
from countenance.media.process import MemoryFile, Worker
from countenance.media.sandbox import REQUIRED, SandboxLimits

__all__ = ["FILM_MEMORY", "ROOM", "Projector", "projected"]

ROOM = 64 * 1024 * 1024
"""Bytes of pixels that are decoded ahead."""
FILM_MEMORY = 2 * 1024 * 1024 * 1024
"""Bytes of address space of one decoder; the film itself counts twice."""
_START_SECONDS = 30.0


@contextmanager
def projected(
    data: bytes,
    kind: FilmKind,
    room: MemoryFile,
    *,
    limits: FilmLimits,
    deadline: Deadline,
    sandbox: SandboxLimits,
    unsandboxed: Unsandboxed = Unsandboxed.REFUSE,
) -> Iterator["Projector"]:
    """A film that is open, its frames to be asked for.

    Raises `UnsupportedMediaError` without the extra, `UnreadableMediaError`, `MediaTooLargeError`,
    and `DetectorError` when the worker is lost, late or not limited.
    """
    check_film_extra(kind, "film")
    if len(data) > limits.bytes:
        raise MediaTooLargeError(f"film: {len(data)} bytes; expected at most {limits.bytes}")
    file = MemoryFile("film")
    worker: Worker | None = None
    try:
        file.fill(data)
        room.clear(max(ROOM, limits.pixels * 3))
        worker = Worker("countenance.media.film_worker", [file, room])
        yield Projector(
            worker, FilmJob(kind, len(data), limits, sandbox), deadline, unsandboxed
        )
    finally:
        if worker is not None:
            worker.end()
        room.clear()
        file.close()


class Projector:
    """Gives out the frames of one open film."""

    def __init__(
        self, worker: Worker, job: FilmJob, deadline: Deadline, unsandboxed: Unsandboxed
    ) -> None:
        self._worker = worker
        self._name = job.kind.value
        self._limits = job.limits
        self._deadline = deadline
        self._frames = 0
        self._last = -1
        self._is_over = False
        # Until it is in the sandbox it has not seen the film: what goes wrong there is ours.
        try:
            start = Deadline(_START_SECONDS)
            send(worker.down, job, deadline=start)
            self.held = receive(worker.up, FilmSaid, start).held or {}
        except (PipeClosedError, PipeLateError) as cause:
            raise DetectorError("film: the worker does not start") from cause
        missing = sorted(name for name in REQUIRED if not self.held.get(name, False))
        if missing and unsandboxed is not Unsandboxed.I_KNOW_THE_RISK:
            raise DetectorError(
                f"film: these limits do not hold here: {', '.join(missing)}; films are refused "
                f"unless the operator sets `{Unsandboxed.I_KNOW_THE_RISK.value}`"
            )
        self.shape = self._shape()
        self._each = max(1, ROOM // (self.shape.width * self.shape.height * 3))

    def reels(self) -> Iterator[Reel]:
        """Frames after frames, each time in the room in place of the ones before."""
        while not self._is_over:
            reel = self._ask(Next(self._each), self._deadline).reel
            self._check(reel)
            assert reel is not None
            yield reel

    def _shape(self) -> Shape:
        shape = self._ask(None, self._deadline).shape
        if (
            shape is None
            or shape.width < 1
            or shape.height < 1
            or shape.width * shape.height > self._limits.pixels
            or not is_short(shape.capture)
        ):
            raise self._nonsense()
        return shape

    def _check(self, reel: Reel | None) -> None:
        """What it says stands in the room, as far as it is within the limits."""
        if reel is None:
            raise self._nonsense()
        times = (self._last, *reel.times)
        self._frames += len(reel.times)
        if (
            not 1 <= len(reel.times) <= self._each
            or self._frames > self._limits.frames
            or any(later <= earlier for earlier, later in itertools.pairwise(times))
            # Frames that share a time are moved apart, each by a millisecond.
            or times[-1] > self._limits.seconds * 1000 + self._frames
        ):
            raise self._nonsense()
        self._last = times[-1]
        self._is_over = reel.is_last

    def _ask(self, message: object, deadline: Deadline) -> FilmSaid:
        """What the worker says to a message, or next."""
        try:
            if message is not None:
                send(self._worker.down, message, deadline=deadline)
            said = receive(self._worker.up, FilmSaid, deadline)
        except PipeLateError as cause:
            raise MediaTooLargeError(f"{self._name}: looking at it takes too long") from cause
        except PipeClosedError as cause:
            if self._worker.is_limited:
                raise MediaTooLargeError(
                    f"{self._name}: decoding it takes too much processor time"
                ) from cause
            raise UnreadableMediaError(f"{self._name}: decoding it broke the decoder") from cause
        if said.too_large:
            raise MediaTooLargeError(f"{self._name}: {_words(self._limits)}")
        if said.unreadable:
            # The worker's words stay here: they may have been put in its mouth.
            raise UnreadableMediaError(
                f"{self._name}: it does not decode whole and without a complaint"
            )
        return said

    def _nonsense(self) -> UnreadableMediaError:
        return UnreadableMediaError(f"{self._name}: the decoder's answer is beyond the limits")


def _words(limits: FilmLimits) -> str:
    return (
        f"it is beyond a limit; expected at most {limits.seconds} seconds, {limits.frames} frames"
        f" that leave, {limits.pixels} pixels each, and memory and processor time of the decoder"
    )
