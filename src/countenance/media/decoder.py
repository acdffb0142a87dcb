"""The gate's side of decoding: bytes in, pixels in shared memory out.

A `Decoder` starts `countenance.media.worker`, hands it one picture at a time, and starts it anew
when it is lost. It believes the worker about nothing that can be checked: sizes and frames have to
agree with the header that was read here.

Rules kept here:
 * Without the required limits (`sandbox.REQUIRED`) no picture is opened, unless the operator has
   accepted that by name.
 * A picture that a limit stopped is the picture's fault (`MediaError`); a lost worker is ours
   (`DetectorError`).
 * A picture that the worker had not begun when it was lost goes to the next one, once.
"""

import importlib.util
from collections.abc import Mapping, Sequence
from enum import Enum
from types import TracebackType
from typing import assert_never

import msgspec

from countenance.errors import (
    DetectorError,
    MediaTooLargeError,
    SettingsError,
    UnreadableMediaError,
    UnsupportedMediaError,
)
from countenance.media.capture import is_short
from countenance.media.header import Header
from countenance.media.kinds import MediaKind
from countenance.media.messages import Answer, Ended, Job, Said
from countenance.media.pipe import Deadline, PipeClosedError, PipeLateError, PipeUnreadError
from countenance.media.pixels import Complaint, Decoded, Detail, room_needed
from countenance.media.process import MemoryFile, Worker
from countenance.media.sandbox import REQUIRED, SandboxLimits

__all__ = ["Decoder", "Unsandboxed", "check_c2pa_extra"]

START_SECONDS = 30.0
_COMPLAINTS = {
    Complaint.TEXT: "it has text, and there are no fonts here to draw it; send a PNG of it",
    Complaint.ELSEWHERE: "it shows what stands in another file, which is not opened; send a PNG of "
    "it, or put the picture into it as a data URL",
    Complaint.ENTITIES: "it declares entities, which are not opened; send a PNG of it",
}
_GRACE_SECONDS = 2.0  # the worker itself ends a late child; this is for a worker that is stuck


def check_c2pa_extra() -> None:
    """Raise `SettingsError` when the package that reads content credentials is not installed."""
    if importlib.util.find_spec("c2pa") is None:
        raise SettingsError(
            "`pictures.read_credentials` is `on`, and c2pa-python is not installed; "
            "`pip install countenance[c2pa]`"
        )


class Unsandboxed(Enum):
    """What to do where the decoder's limits do not hold."""

    REFUSE = "refuse"
    I_KNOW_THE_RISK = "i-know-the-risk"


class Decoder:
    """Decodes pictures in processes of their own, into `rooms`. One picture at a time."""

    def __init__(
        self,
        rooms: Sequence[MemoryFile],
        *,
        limits: SandboxLimits,
        unsandboxed: Unsandboxed = Unsandboxed.REFUSE,
        credentials: bool = False,
    ) -> None:
        """`credentials`: manifests are read as well, for a verdict."""
        self._credentials = credentials
        self._file = MemoryFile("picture")
        self._rooms = rooms
        self._limits = limits
        self._unsandboxed = unsandboxed
        self._worker: Worker | None = None
        self._held: dict[str, bool] = {}

    def __enter__(self) -> "Decoder":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def number(self) -> int | None:
        """The number of the worker's process; None while there is none."""
        return self._worker.number if self._worker else None

    @property
    def held(self) -> Mapping[str, bool]:
        """Which limits were found to hold when the worker started."""
        return self._held

    @property
    def missing(self) -> tuple[str, ...]:
        """The required limits that do not hold."""
        return tuple(sorted(name for name in REQUIRED if not self._held.get(name, False)))

    def start(self) -> None:
        """Start the worker unless it runs, and try its limits. Raises `DetectorError`."""
        if self._worker is not None and self._worker.alive:
            return
        self._stop()
        self._worker = Worker("countenance.media.worker", [self._file, *self._rooms])
        deadline = Deadline(START_SECONDS)
        probe = self._job(Header(MediaKind.PNG, 1, 1), Detail.VERDICT, 0, 0, START_SECONDS)
        try:
            self._worker.answer(Answer, deadline)
            self._held = _said(self._ask(probe, deadline)).held or {}
        except (PipeClosedError, PipeLateError) as cause:
            self._stop()
            raise DetectorError("decoder: the worker does not start") from cause

    def close(self) -> None:
        """End the worker and give its memory back."""
        self._stop()
        self._file.close()

    def decode(
        self, data: bytes, header: Header, detail: Detail, room: int, seconds: float
    ) -> Decoded:
        """Decode into the room of this index; what stands there then.

        Raises `UnreadableMediaError`, `MediaTooLargeError` when a limit stopped it, and
        `DetectorError` when the worker was lost or its limits do not hold.
        """
        self._start_limited()
        self._file.fill(data)
        self._rooms[room].clear(room_needed(header))
        try:
            job = self._job(header, detail, len(data), room + 1, seconds)
            try:
                answer = self._ask(job, Deadline(seconds + _GRACE_SECONDS))
            except PipeUnreadError:
                self._start_limited()
                answer = self._ask(job, Deadline(seconds + _GRACE_SECONDS))
        except (PipeClosedError, PipeLateError) as cause:
            self._stop()
            raise DetectorError("decoder: the worker was lost") from cause
        finally:
            self._file.clear()
        return _checked(answer, header, detail)

    def _start_limited(self) -> None:
        """Start the worker unless it runs. Raises `DetectorError`, also when limits are missing."""
        self.start()
        if self.missing and self._unsandboxed is not Unsandboxed.I_KNOW_THE_RISK:
            raise DetectorError(
                f"decoder: these limits do not hold here: {', '.join(self.missing)}; pictures are "
                f"refused unless the operator sets `{Unsandboxed.I_KNOW_THE_RISK.value}`"
            )

    def _ask(self, job: Job, deadline: Deadline) -> Answer:
        if self._worker is None:
            raise PipeClosedError("no worker runs")
        return self._worker.ask(job, Answer, deadline)

    def _job(self, header: Header, detail: Detail, length: int, room: int, seconds: float) -> Job:
        return Job(
            header=header, detail=detail, length=length, room=room, memory=self._limits.memory,
            cpu_seconds=self._limits.seconds, seconds=seconds,
            credentials=self._credentials and detail is Detail.VERDICT and room > 0,
        )  # fmt: skip

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


def _checked(answer: Answer, header: Header, detail: Detail) -> Decoded:
    """What the child says, as far as it agrees with the header."""
    name = header.kind.value
    match answer.ended:
        case Ended.LATE:
            raise MediaTooLargeError(f"{name}: decoding it takes too long")
        case Ended.KILLED:
            raise UnreadableMediaError(f"{name}: decoding it broke the decoder")
        case Ended.LIMITED:
            raise MediaTooLargeError(f"{name}: decoding it takes too much processor time")
        case Ended.ANSWERED:
            pass
        case _:
            assert_never(answer.ended)
    said = _said(answer)
    if said.too_large:
        raise MediaTooLargeError(f"{name}: decoding it takes too much memory")
    if said.too_many:
        raise MediaTooLargeError(
            f"{name}: more than {header.frames} pages; expected at most {header.frames}"
        )
    if said.complaint is not None:
        raise UnsupportedMediaError(f"{name}: {_COMPLAINTS[said.complaint]}")
    decoded = said.decoded
    if decoded is None:
        # The child's words stay here: they may have been put in its mouth.
        raise UnreadableMediaError(f"{name}: it does not decode whole and without a complaint")
    _check_sizes(decoded, header, detail)
    return decoded


def _check_sizes(decoded: Decoded, header: Header, detail: Detail) -> None:
    full = (decoded.full_width, decoded.full_height)
    if header.at_most:
        right = (
            1 <= full[0] <= max(header.width, header.height)
            and 1 <= full[1] <= max(header.width, header.height)
            and 1 <= decoded.frames <= header.frames
            and decoded.frames * full[0] * full[1] <= header.pixels
        )
    else:
        right = decoded.frames == header.frames and full in (
            (header.width, header.height),
            (header.height, header.width),
        )
    factors = (1,) if detail is Detail.FULL or header.kind is not MediaKind.JPEG else (1, 2, 4, 8)
    scaled = {tuple(-(-side // factor) for side in full) for factor in factors}
    bare = decoded.bare
    if (
        not right
        or (decoded.width, decoded.height) not in scaled
        or list(bare) != sorted(set(bare))
        or any(not 0 <= frame < decoded.frames for frame in bare)
        or len(decoded.durations) not in (0, decoded.frames)
        or any(not 0 <= duration < 1 << 24 for duration in decoded.durations)
        or not -1 <= decoded.loop < 1 << 16
        or (bare and not header.kind.can_hide)
        or len(decoded.sizes) not in (0, decoded.frames)
        or any(not (1 <= x <= full[0] and 1 <= y <= full[1]) for x, y in decoded.sizes)
        or not is_short(decoded.capture)
    ):
        raise UnreadableMediaError(
            f"{header.kind.value}: the decoder's answer does not agree with the header"
        )


def _said(answer: Answer) -> Said:
    try:
        return msgspec.json.decode(answer.said, type=Said, strict=True)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as cause:
        raise UnreadableMediaError("picture: the decoder's answer is not one") from cause
