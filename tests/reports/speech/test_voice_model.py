"""The encoder of voices: its file read as data, and its numbers as those of a known formula."""

import math
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.errors import ModelError
from countenance.reports.speech import voice_model
from countenance.reports.speech.voice_model import (
    VoiceModel,
    VoiceWeights,
    installed_weights,
    mel,
)


def tone(hertz: float, loud: float = 0.5, seconds: float = 2.0) -> NDArray[np.int16]:
    at = np.arange(int(16_000 * seconds)) / 16_000
    return np.round(32_767 * loud * np.sin(2 * np.pi * hertz * at)).astype(np.int16)


@pytest.mark.parametrize(("hertz", "band"), [(200, 2), (1000, 13), (4000, 31)])
def test_a_tone_is_loud_in_its_own_band(hertz: float, band: int) -> None:
    rows = mel(tone(hertz))

    assert rows.shape == (201, 40)
    assert abs(int(rows[100].argmax()) - band) <= 1
    assert rows[100].max() > 0.9 * rows[100].sum() / 2


def test_quiet_sound_is_heard_as_loud_as_other_sound() -> None:
    quiet, less, loud = (float(mel(tone(500, by))[50].max()) for by in (0.001, 0.01, 0.5))

    assert quiet == pytest.approx(less, rel=0.05)
    assert loud > 10 * less
    assert not mel(np.zeros(16_000, np.int16)).any()


def small(width: int = 3, bands: int = 2) -> VoiceWeights:
    chance = np.random.default_rng(7)

    def numbers(*shape: int) -> NDArray[np.float32]:
        return chance.normal(size=shape).astype(np.float32)

    layers = tuple(
        (numbers(bands if layer == 0 else width, 4 * width), numbers(width, 4 * width),
         numbers(4 * width))
        for layer in range(2)
    )  # fmt: skip
    return VoiceWeights(layers, numbers(width, 5), numbers(5), "1", "sha256:x")


def test_it_is_long_short_term_memory_as_the_formula_has_it() -> None:
    """Once more, number by number: in, keep, new, out."""
    weights = small()
    piece = np.random.default_rng(3).normal(size=(4, 2)).astype(np.float32)
    rows = [list(map(float, row)) for row in piece]
    for into, back, bias in weights.layers:
        width = len(back)
        state, memory, out = [0.0] * width, [0.0] * width, []
        for row in rows:
            sums = [
                float(bias[at])
                + sum(value * float(into[number][at]) for number, value in enumerate(row))
                + sum(value * float(back[number][at]) for number, value in enumerate(state))
                for at in range(4 * width)
            ]
            gate = [1 / (1 + math.exp(-value)) for value in sums]
            memory = [
                gate[width + at] * memory[at] + gate[at] * math.tanh(sums[2 * width + at])
                for at in range(width)
            ]
            state = [gate[3 * width + at] * math.tanh(memory[at]) for at in range(width)]
            out.append(state)
        rows = out
    raw = np.maximum(np.array(rows[-1]) @ weights.linear + weights.bias, 0)

    (found,) = VoiceModel(weights).voices(piece[None])

    assert np.allclose(found, raw / np.linalg.norm(raw), atol=1e-5)


def test_the_file_in_the_package_gives_voices_of_length_one() -> None:
    weights = installed_weights()
    assert [each[0].shape for each in weights.layers] == [(40, 1024), (256, 1024), (256, 1024)]

    pieces = np.stack([mel(tone(hertz, seconds=0.5))[:20] for hertz in (200, 900, 200)])
    one, two, same = VoiceModel(weights).voices(pieces)

    assert one.shape == (256,)
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)
    assert np.allclose(one, same, atol=1e-5)
    assert one @ two < 0.95


def test_a_package_that_is_absent_or_another_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(_: str) -> SimpleNamespace:
        raise PackageNotFoundError("resemblyzer")

    path = tmp_path / "pretrained.pt"

    def found(_: str) -> SimpleNamespace:
        return SimpleNamespace(version="9", locate_file=lambda _: path)

    cases = [
        (absent, "`resemblyzer` is not installed; .*requirements/diarize.lock"),
        (found, "cannot be read"),
        (found, "expected 39373b86"),
    ]
    for number, (stands_in, says) in enumerate(cases):
        if number == 2:
            path.write_bytes(b"another model")
        monkeypatch.setattr(voice_model, "distribution", stands_in)
        installed_weights.cache_clear()
        with pytest.raises(ModelError, match=says):
            installed_weights()
    installed_weights.cache_clear()
