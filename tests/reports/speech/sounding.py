"""A model of voices for tests: how loud a piece is says whose voice it is."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from countenance.reports.speech.voice_model import VoiceModel, VoiceWeights

__all__ = ["Sounding"]


class Sounding(VoiceModel):
    """Gives one of two voices, by the band that is the loudest; remembers what it gave."""

    def __init__(self) -> None:
        nothing = np.zeros((1, 1), np.float32)
        super().__init__(VoiceWeights((), nothing, nothing[0], "1", f"sha256:{'0' * 64}"))
        self.given: list[NDArray[np.float32]] = []
        self.asked = 0

    def voices(self, pieces: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `VoiceModel`."""
        self.asked += len(pieces)
        base = np.sin(np.arange(256, dtype=np.float32) * 1.7)
        high = pieces.mean(axis=1).argmax(axis=1) > 12
        other = np.sin(np.arange(256, dtype=np.float32) * 0.9)
        raw = np.where(high[:, None], base, other)
        rows = np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), np.float32)
        self.given.append(rows)
        return rows

    def as_written(self) -> Iterator[bytes]:
        """Each number that it gave, in the ways in which it would be written."""
        for rows in self.given:
            yield rows[0][1:4].tobytes()
            for number in rows[0][1:8].tolist():
                yield f"{number:.6f}".lstrip("-0").encode()
                yield repr(number)[:9].encode()
