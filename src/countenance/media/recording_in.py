"""A long recording in, the samples for recognizing speech out: one worker for one recording.

    open file -> kind -> worker's child in the sandbox -> samples in shared memory

Rules kept here:
 * Hostile bytes are opened where nothing can be reached but this one file, for reading.
 * The samples stand in memory that has no name and never reaches a disk, and nobody else writes
   into it any more when they are handed out: the worker has ended.
 * Moving pictures are not decoded anywhere.
"""

import mmap
import os
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from countenance.errors import DetectorError, MediaTooLargeError, UnsupportedMediaError
from countenance.media.decoder import Unsandboxed
from countenance.media.film_kinds import has_film_extra
from countenance.media.messages import Answer
from countenance.media.pipe import Deadline, PipeClosedError, PipeLateError
from countenance.media.process import MemoryFile, OpenFile, Worker
from countenance.media.sandbox import REQUIRED, SandboxLimits
from countenance.media.sound import SPEECH_RATE, SoundLimits
from countenance.media.sound_asked import START_SECONDS, ask, decoded_by
from countenance.media.sound_kinds import Container, SoundKind, container_of, sound_kind_of
from countenance.media.sound_messages import SoundJob

__all__ = ["RecordedSound", "RecordingSettings", "recorded_sound"]

_HEAD = 256
_HOUR = 3600
_MEMORY = 1024**3


@dataclass(frozen=True, slots=True)
class RecordingSettings:
    """What is opened at all; most seconds of decoding it, of a `processor` and of the clock."""

    limits: SoundLimits = field(
        default_factory=lambda: SoundLimits(64 * 1024**3, 12 * _HOUR, 192_000, 8)
    )
    processor: int = _HOUR
    seconds: float = 2.0 * _HOUR
    unsandboxed: Unsandboxed = Unsandboxed.REFUSE

    @property
    def room(self) -> int:
        """Most bytes of samples."""
        return self.limits.seconds * SPEECH_RATE * 2


@dataclass(frozen=True, slots=True)
class RecordedSound:
    """One recording that was opened. `samples`: one channel, 16 bits; read-only. `pictures`:
    whether there were moving pictures, which nobody has looked at."""

    container: Container
    samples: NDArray[np.int16]
    pictures: bool


def recorded_sound(file: int, settings: RecordingSettings) -> RecordedSound:
    """The sound of the recording in an open file.

    Raises a `MediaError` when it cannot be opened, and `DetectorError` when we cannot open it.
    """
    size = os.fstat(file).st_size
    head = os.pread(file, _HEAD, 0)
    kind, container = sound_kind_of(head), container_of(head)
    if not has_film_extra():
        raise UnsupportedMediaError(
            "recording: to open it, install the extra `reports` "
            "(`pip install countenance[reports]`)"
        )
    if size > settings.limits.bytes:
        raise MediaTooLargeError(
            f"recording: {size} bytes; expected at most {settings.limits.bytes}"
        )
    room = MemoryFile("samples")
    try:
        room.clear(settings.room)
        worker = Worker("countenance.media.sound_worker", [OpenFile(file), room])
        try:
            decoded = _decoded(worker, kind, size, settings)
        finally:
            worker.end()
        space = mmap.mmap(room.number, decoded[0] * 2, prot=mmap.PROT_READ)
    finally:
        room.close()
    return RecordedSound(container, np.frombuffer(space, np.int16), decoded[1])


def _decoded(
    worker: Worker, kind: SoundKind, size: int, settings: RecordingSettings
) -> tuple[int, bool]:
    sandbox = SandboxLimits(memory=_MEMORY + settings.room, seconds=settings.processor)
    unsafe = settings.unsandboxed is Unsandboxed.I_KNOW_THE_RISK

    def job(length: int, seconds: float) -> SoundJob:
        return SoundJob(kind, length, settings.limits, sandbox, seconds, speech=length > 0)

    try:
        worker.answer(Answer, Deadline(START_SECONDS))
        held = ask(worker, job(0, START_SECONDS)).held or {}
        missing = sorted(name for name in REQUIRED if not held.get(name, False))
        if missing and not unsafe:
            raise DetectorError(
                f"recording: these limits do not hold here: {', '.join(missing)}; it is refused "
                f"unless the operator sets `{Unsandboxed.I_KNOW_THE_RISK.value}`"
            )
        decoded = decoded_by(worker, job(size, settings.seconds))
    except (PipeClosedError, PipeLateError) as cause:
        raise DetectorError("recording: the worker was lost") from cause
    return decoded.samples, decoded.pictures
