"""Who may be speaking, by how the voices of one recording sound.

    segments -> how each sounds -> the most alike become one voice, until none are alike -> letters

Rules kept here:
 * It is a proposal: a person says who is who. A letter means no more than in this one recording.
 * How a voice sounds is a number in the memory of this call, and gone with it: it is not returned,
   not written anywhere, and compared with no other recording.
 * What is too short to sound like anybody goes to the voice that it is least unlike.

Whether it may be done is decided elsewhere: it is a biometric act.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from countenance.reports.program import Program
from countenance.reports.speech.voice_model import FRAMES, VoiceModel, mel
from countenance.reports.speech.windows import piece_of
from countenance.reports.transcript import Segment

__all__ = ["BySound", "letters"]

_ALIKE: Final = 0.62
"""Voices that are on the mean more alike than this are one. With it pieces of 1.6 to 4.8 seconds
of two to four of ten readers of LibriSpeech were put together best; it was chosen on them alone."""

_LONG: Final = 1000
"""Milliseconds from which on a segment may be a voice of its own."""

_STEP: Final = 80
"""Frames from one look at a segment to the next; each is of 1.6 seconds."""

_AT_ONCE: Final = 64
_LONGEST: Final = 30_000
"""Milliseconds of a segment that are looked at."""

_COMPARED: Final = 400
"""So many segments, the longest, are compared each with each; the others go to the nearest."""

_MOST: Final = 12
"""Voices of one recording."""

Floats = NDArray[np.float32]


class BySound:
    """Proposes voices by their sound."""

    def __init__(self, model: VoiceModel) -> None:
        self._model = model
        self.program = Program(
            "speakers",
            "resemblyzer-voice-encoder",
            model.weights.version,
            weights=model.weights.sha256,
            settings={"alike": round(_ALIKE * 1000), "long_ms": _LONG, "most": _MOST},
        )

    def proposed(
        self, segments: Sequence[Segment], samples: NDArray[np.int16]
    ) -> tuple[Segment, ...]:
        """The segments, each with the letter of whoever may be speaking."""
        if not segments:
            return ()
        sounds = self._sounds(segments, samples)
        found = letters(sounds, [each.span.length for each in segments])
        return tuple(
            msgspec.structs.replace(segment, voice=letter)
            for segment, letter in zip(segments, found, strict=True)
        )

    def _sounds(self, segments: Sequence[Segment], samples: NDArray[np.int16]) -> Floats:
        """How each segment sounds, as numbers of length one."""
        sums = np.zeros((len(segments), 256), np.float32)
        owners: list[int] = []
        pieces: list[Floats] = []
        for number, segment in enumerate(segments):
            for piece in _looks(piece_of(samples, segment.span)):
                owners.append(number)
                pieces.append(piece)
                if len(pieces) == _AT_ONCE:
                    np.add.at(sums, owners, self._model.voices(np.stack(pieces)))
                    owners, pieces = [], []
        if pieces:
            np.add.at(sums, owners, self._model.voices(np.stack(pieces)))
        return _of_length_one(sums)


def letters(sounds: Floats, lengths: Sequence[int]) -> tuple[str, ...]:
    """A letter for each, in the order in which they begin. `lengths`: in milliseconds."""
    order = sorted(range(len(lengths)), key=lambda at: -lengths[at])
    long = [at for at in order if lengths[at] >= _LONG][:_COMPARED] or order[:_COMPARED]
    groups = _grouped(sounds[long], np.array([max(1, lengths[at]) for at in long], np.float64))
    centers = _of_length_one(
        np.stack([sounds[[long[one] for one in group]].sum(axis=0) for group in groups])
    )
    of = np.argmax(sounds @ centers.T, axis=1)
    for number, group in enumerate(groups):
        of[[long[one] for one in group]] = number
    names = {number: chr(ord("A") + at) for at, number in enumerate(dict.fromkeys(of.tolist()))}
    return tuple(names[number] for number in of.tolist())


def _grouped(sounds: Floats, weights: NDArray[np.float64]) -> list[list[int]]:
    """The most alike are put together, by the mean of all their pairs, until none are alike."""
    groups = [[at] for at in range(len(sounds))]
    alike = (sounds @ sounds.T).astype(np.float64)
    np.fill_diagonal(alike, -np.inf)
    while len(groups) > 1:
        one, two = sorted(divmod(int(alike.argmax()), len(groups)))
        if alike[one, two] < _ALIKE and len(groups) <= _MOST:
            break
        both = weights[one] + weights[two]
        row = (weights[one] * alike[one] + weights[two] * alike[two]) / both
        alike[one], alike[:, one] = row, row
        alike[one, one] = -np.inf
        alike = np.delete(np.delete(alike, two, axis=0), two, axis=1)
        weights[one] = both
        weights = np.delete(weights, two)
        groups[one] += groups.pop(two)
    return groups


def _looks(samples: NDArray[np.int16]) -> list[Floats]:
    """Rows of `mel` of a segment, as much of it at a time as the model hears."""
    rows = mel(samples[: _LONGEST * 16])
    if len(rows) < FRAMES:
        rows = np.pad(rows, ((0, FRAMES - len(rows)), (0, 0)))
    last = len(rows) - FRAMES
    return [rows[at : at + FRAMES] for at in range(0, last + 1, _STEP)]


def _of_length_one(rows: Floats) -> Floats:
    sizes = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(sizes, 1e-9), np.float32)
