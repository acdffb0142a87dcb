"""A recording is opened: what is known of it, and the samples that are heard.

Rules kept here:
 * The file is hashed, then opened in the sandbox of `media`. One that changed between is refused.
 * Moving pictures are dropped there, unseen; that there were any is told.
 * Muted time stays in: times count from the first sample of the track. What a camera keeps from
   before it was switched on is such a time, and so is what an officer muted.
 * A clock that is burnt into the picture is known only where a person has typed it.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from countenance.errors import UnreadableMediaError
from countenance.media.recording_in import RecordedSound, RecordingSettings, recorded_sound
from countenance.reports.recording import RATE, Overlay, Recording, Span

__all__ = ["Heard", "as_bytes", "hear", "muted_spans", "samples_digest", "samples_in"]

_PIECE = 1 << 22
_FRAME = 160  # samples: 10 ms
_FRAME_MS = 1000 * _FRAME // RATE
_SILENCE = 2
"""The largest sample of digital silence, out of 32,768: nought, and what codecs make of it."""
_MUTED = 1000
"""Milliseconds of digital silence that are told; a microphone that is on is never so quiet."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording that was opened. `samples`: one channel, `RATE` a second, 16 bits; read-only."""

    recording: Recording
    samples: NDArray[np.int16]


def hear(
    path: Path,
    name: str | None = None,
    overlay: Overlay | None = None,
    settings: RecordingSettings | None = None,
) -> Heard:
    """The recording in a file. `name`: as its owner calls it, else the file's own.

    Raises a `MediaError` when it cannot be opened, and `DetectorError` when we cannot open it.
    """
    file = _opened(path)
    try:
        before = os.fstat(file)
        digest = _file_digest(file)
        sound = recorded_sound(file, settings or RecordingSettings())
        after = os.fstat(file)
    finally:
        os.close(file)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UnreadableMediaError(f"{path.name}: it was changed while it was read; try it again")
    recording = _recording(name or path.name, before.st_size, digest, sound, overlay)
    return Heard(recording, sound.samples)


def samples_in(path: Path) -> memoryview:
    """The samples of the recording in a file, as bytes. Raises what `hear` raises."""
    return as_bytes(hear(path).samples)


def as_bytes(samples: NDArray[np.int16]) -> memoryview:
    """Samples as bytes, each with its low byte first; they are not copied."""
    return np.ascontiguousarray(samples, "<i2").view(np.uint8).data


def muted_spans(samples: NDArray[np.int16]) -> tuple[Span, ...]:
    """Where there is digital silence for a second and longer."""
    edges: list[Span] = []
    for start, end in _silent_runs(samples):
        if (end - start) * _FRAME_MS >= _MUTED:
            edges.append(Span(start * _FRAME_MS, end * _FRAME_MS))
    return tuple(edges)


def samples_digest(samples: NDArray[np.int16]) -> str:
    """The SHA-256 of samples, each of 16 bits with its low byte first."""
    digest = hashlib.sha256()
    for at in range(0, len(samples), _PIECE):
        digest.update(samples[at : at + _PIECE].astype("<i2", copy=False).tobytes())
    return f"sha256:{digest.hexdigest()}"


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as cause:
        raise UnreadableMediaError(f"{path}: {cause.strerror or 'it cannot be opened'}") from cause


def _file_digest(file: int) -> str:
    digest = hashlib.sha256()
    at = 0
    while piece := os.pread(file, _PIECE, at):
        digest.update(piece)
        at += len(piece)
    return f"sha256:{digest.hexdigest()}"


def _recording(
    name: str, size: int, digest: str, sound: RecordedSound, overlay: Overlay | None
) -> Recording:
    return Recording(
        file=name,
        kind=sound.container,
        bytes=size,
        sha256=digest,
        samples_sha256=samples_digest(sound.samples),
        milliseconds=max(1, len(sound.samples) * 1000 // RATE),
        video="dropped" if sound.pictures else "none",
        muted=muted_spans(sound.samples),
        overlay=overlay,
    )


def _silent_runs(samples: NDArray[np.int16]) -> Iterator[tuple[int, int]]:
    """Runs of silent frames: the first, and the one after the last."""
    whole = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    # Not by the absolute value: that of the lowest sample does not fit in 16 bits.
    silent = (whole.max(axis=1) <= _SILENCE) & (whole.min(axis=1) >= -_SILENCE)
    edges = np.flatnonzero(np.diff(silent, prepend=False, append=False))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
