"""How a voice sounds, as 256 numbers: the encoder in the package `resemblyzer`, run here.

Rules kept here:
 * Of the package only its file of weights is wanted: it is looked up as an installed distribution
   and never imported, and none of its code runs. The file is checked by its digest, and its numbers
   are read at their places: it is never unpickled.
 * What comes out is about a living voice. It is for whoever asks to keep it in memory, for as long
   as it takes, and nowhere else.
"""

import hashlib
import math
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from countenance.errors import ModelError
from countenance.reports.recording import RATE

__all__ = ["FRAMES", "VoiceModel", "VoiceWeights", "installed_weights", "mel"]

_PACKAGE: Final = "resemblyzer"
_FILE: Final = "resemblyzer/pretrained.pt"
_SHA256: Final = "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"
_INSTALL: Final = "`pip install --no-deps -r requirements/diarize.lock` brings the file"

_BANDS, _WIDTH, _LAYERS = 40, 256, 3
_LSTM, _LINEAR, _BIAS = 269_883, 7_731, 6_699
"""Where the numbers of the parts of this very file begin, in bytes."""

FRAMES: Final = 160
"""Of 10 ms each: what it hears at once."""

_FFT, _HOP = 400, 160
_LOUD: Final = 10 ** (-30 / 20)
"""Quieter sound is made as loud as this; louder sound stays as it is."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class VoiceWeights:
    """The numbers of the encoder: of each layer those for what comes in, for what it remembers, and
    its bias; then what its last state is turned into. `sha256`: of the file."""

    layers: tuple[tuple[Floats, Floats, Floats], ...]
    linear: Floats
    bias: Floats
    version: str
    sha256: str


@cache
def installed_weights() -> VoiceWeights:
    """Those in the package. Raises `ModelError` when it is absent, or another one."""
    try:
        found = distribution(_PACKAGE)
        data = Path(str(found.locate_file(_FILE))).read_bytes()
    except PackageNotFoundError as cause:
        raise ModelError(f"package `{_PACKAGE}` is not installed; {_INSTALL}") from cause
    except OSError as cause:
        raise ModelError(f"package `{_PACKAGE}`: `{_FILE}` cannot be read; {_INSTALL}") from cause
    digest = hashlib.sha256(data).hexdigest()
    if digest != _SHA256:
        raise ModelError(f"package `{_PACKAGE}`: its SHA-256 is {digest}; expected {_SHA256}")
    return _read(data, found.version, f"sha256:{digest}")


def _read(data: bytes, version: str, sha256: str) -> VoiceWeights:
    gates, place = 4 * _WIDTH, _LSTM

    def numbers(at: int, *shape: int) -> Floats:
        count = int(np.prod(shape))
        return np.frombuffer(data, "<f4", count, at).reshape(shape).astype(np.float32)

    shapes = [
        shape
        for layer in range(_LAYERS)
        for shape in ((gates, _WIDTH if layer else _BANDS), (gates, _WIDTH))
    ]
    matrices = []
    for shape in shapes:
        matrices.append(numbers(place, *shape).T)
        place += 4 * shape[0] * shape[1]
    biases = []
    for _ in range(_LAYERS):
        biases.append(numbers(place, gates) + numbers(place + 4 * gates, gates))
        place += 8 * gates
    return VoiceWeights(
        tuple(zip(matrices[::2], matrices[1::2], biases, strict=True)),
        numbers(_LINEAR, _WIDTH, _WIDTH).T,
        numbers(_BIAS, _WIDTH),
        version,
        sha256,
    )


class VoiceModel:
    """The encoder."""

    def __init__(self, weights: VoiceWeights) -> None:
        self.weights = weights

    def voices(self, pieces: NDArray[np.float32]) -> Floats:
        """For each piece, `FRAMES` rows of `mel`, numbers of length one."""
        found: Floats = pieces
        for into, back, bias in self.weights.layers:
            found = _layer(found, into, back, bias)
        raw = np.maximum(found[:, -1] @ self.weights.linear + self.weights.bias, 0)
        sizes = np.linalg.norm(raw, axis=1, keepdims=True)
        return np.asarray(raw / np.maximum(sizes, 1e-9), np.float32)


def mel(samples: NDArray[np.int16]) -> Floats:
    """How loud each of 40 bands is, a row every 10 ms."""
    sound = samples.astype(np.float32) / 32768
    loud = float(np.sqrt(np.mean(sound**2))) if len(sound) else 0.0
    if 0 < loud < _LOUD:
        sound = sound * (_LOUD / loud)
    padded = np.pad(sound, _FFT // 2)
    count = 1 + (len(padded) - _FFT) // _HOP
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::_HOP][:count]
    power = np.abs(np.fft.rfft(frames * _window(), axis=1)) ** 2
    return np.asarray(power @ _filters().T, np.float32)


def _layer(given: Floats, into: Floats, back: Floats, bias: Floats) -> Floats:
    """A layer of long short-term memory, over all pieces at once."""
    pieces, steps, _ = given.shape
    width = len(back)
    come = given @ into + bias
    state = np.zeros((pieces, width), np.float32)
    memory = np.zeros((pieces, width), np.float32)
    out = np.empty((pieces, steps, width), np.float32)
    for step in range(steps):
        enter, keep, new, leave = np.split(come[:, step] + state @ back, 4, axis=1)
        memory = _gate(keep) * memory + _gate(enter) * np.tanh(new)
        state = _gate(leave) * np.tanh(memory)
        out[:, step] = state
    return out


def _gate(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -60, 60))), np.float32)


@cache
def _window() -> NDArray[np.float64]:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_FFT) / _FFT)


@cache
def _filters() -> NDArray[np.float64]:
    """Triangles over the bands of Slaney's scale, each of the same area."""
    edges = _hertz(np.linspace(0, _mels(RATE / 2), _BANDS + 2))
    bins = np.arange(_FFT // 2 + 1) * RATE / _FFT
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    area = 2 / (edges[2:] - edges[:-2])
    return np.maximum(0, np.minimum(rising, falling)) * area[:, None]


def _mels(hertz: float) -> float:
    return 15 + math.log(hertz / 1000) * 27 / math.log(6.4)


def _hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mels < 15, mels * 200 / 3, 1000 * np.exp((mels - 15) * np.log(6.4) / 27))
