"""Sound in, the same sound made anew out, for a server: one worker, started when first needed.

    bytes -> kind -> worker's child in the sandbox -> samples in shared memory -> new bytes

Rules kept here:
 * Hostile bytes are opened where nothing can be reached; what leaves is made here, of samples.
 * Nothing of what is said is listened to: it is opened, measured and made anew, no more.
 * A worker that dies, answers nonsense or is late fails this sound and is replaced for the next. A
   sound that it had not begun goes to the next one, once.
"""

import asyncio
import hashlib
import mmap
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from countenance.errors import DetectorError, MediaTooLargeError
from countenance.media.decoder import Unsandboxed
from countenance.media.film_kinds import check_film_extra
from countenance.media.messages import Answer
from countenance.media.pipe import Deadline, PipeClosedError, PipeLateError, PipeUnreadError
from countenance.media.process import MemoryFile, Worker
from countenance.media.sandbox import REQUIRED, SandboxLimits
from countenance.media.sound import DecodedSound, Samples, SoundLimits, encoded_sound
from countenance.media.sound_asked import START_SECONDS, ask, decoded_by
from countenance.media.sound_kinds import SoundKind, sound_kind_of
from countenance.media.sound_messages import SoundJob

__all__ = ["Ears", "Heard", "SoundSettings"]


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """The limits on sound; `seconds` is the time for decoding one."""

    limits: SoundLimits = field(default_factory=SoundLimits)
    sandbox: SandboxLimits = field(
        default_factory=lambda: SandboxLimits(memory=2 * 1024**3, seconds=60)
    )
    seconds: float = 60.0
    unsandboxed: Unsandboxed = Unsandboxed.REFUSE


@dataclass(frozen=True, slots=True)
class Heard:
    """One sound that was opened: its kind, milliseconds, channels, samples a second, the SHA-256 of
    its samples, and the bytes that were made of these, of the kind that `kind` leaves as."""

    kind: SoundKind
    milliseconds: int
    channels: int
    rate: int
    digest: str
    data: bytes


class Ears:
    """Opens sound for many callers, one file after the other."""

    def __init__(self, settings: SoundSettings) -> None:
        self._settings = settings
        self._file = MemoryFile("sound")
        self._room = MemoryFile("samples")
        self._worker: Worker | None = None
        self._held: Mapping[str, bool] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ears")

    async def hear(self, data: bytes) -> Heard:
        """Open one sound and make it anew.

        Raises a `MediaError` when it cannot be opened, and `DetectorError` when we cannot open it.
        """
        kind = sound_kind_of(data)
        if kind.film is not None:
            check_film_extra(kind.film, "sound")
        most = self._settings.limits.bytes
        if len(data) > most:
            raise MediaTooLargeError(f"sound: {len(data)} bytes; expected at most {most}")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._hear, kind, data)

    async def close(self) -> None:
        """End the worker and give its memory back; waits for the sound being opened."""
        await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)
        self._stop()
        self._file.close()
        self._room.close()

    @property
    def number(self) -> int | None:
        """The number of the worker's process; None while there is none."""
        return self._worker.number if self._worker else None

    @property
    def missing(self) -> tuple[str, ...]:
        """The required limits that do not hold, as far as a worker was started."""
        return tuple(sorted(name for name in REQUIRED if not self._held.get(name, False)))

    def _hear(self, kind: SoundKind, data: bytes) -> Heard:
        self._start_limited()
        self._file.fill(data)
        self._room.clear(self._settings.limits.room)
        try:
            try:
                decoded = self._decoded(kind, len(data))
            except PipeUnreadError:
                self._start_limited()
                decoded = self._decoded(kind, len(data))
            samples = _samples(self._room, decoded)
            made = encoded_sound(kind, samples, decoded.rate)
            return Heard(
                kind,
                decoded.samples * 1000 // decoded.rate,
                decoded.channels,
                decoded.rate,
                f"sha256:{hashlib.sha256(samples.tobytes()).hexdigest()}",
                made,
            )
        except (PipeClosedError, PipeLateError) as cause:
            self._stop()
            raise DetectorError("sound: the worker was lost") from cause
        finally:
            self._file.clear()
            self._room.clear()

    def _start_limited(self) -> None:
        self._start()
        if self.missing and self._settings.unsandboxed is not Unsandboxed.I_KNOW_THE_RISK:
            raise DetectorError(
                f"sound: these limits do not hold here: {', '.join(self.missing)}; sound is "
                f"refused unless the operator sets `{Unsandboxed.I_KNOW_THE_RISK.value}`"
            )

    def _start(self) -> None:
        if self._worker is not None and self._worker.alive:
            return
        self._stop()
        self._worker = Worker("countenance.media.sound_worker", [self._file, self._room])
        deadline = Deadline(START_SECONDS)
        try:
            self._worker.answer(Answer, deadline)
            self._held = ask(self._worker, self._job(SoundKind.WAV, 0, START_SECONDS)).held or {}
        except (PipeClosedError, PipeLateError) as cause:
            self._stop()
            raise DetectorError("sound: the worker does not start") from cause

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def _decoded(self, kind: SoundKind, length: int) -> DecodedSound:
        """What the child says stands in the room, as far as it is within the limits."""
        if self._worker is None:
            raise PipeClosedError("no worker runs")
        return decoded_by(self._worker, self._job(kind, length, self._settings.seconds))

    def _job(self, kind: SoundKind, length: int, seconds: float) -> SoundJob:
        return SoundJob(kind, length, self._settings.limits, self._settings.sandbox, seconds)


def _samples(room: MemoryFile, decoded: DecodedSound) -> Samples:
    size = decoded.samples * decoded.channels * 2
    # A copy: what is made of it cannot change under the writer's hands.
    with mmap.mmap(room.number, size, prot=mmap.PROT_READ) as space:
        flat = np.frombuffer(space[:], np.int16)
    return flat.reshape(decoded.samples, decoded.channels)
