"""Where somebody speaks."""

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.reports.recording import Span
from countenance.reports.speech import activity
from countenance.reports.speech.activity import Silero, Speech, speech_in
from media.made_sound import tone

NONE = Speech((), ())


def windows(*pieces: tuple[float, int]) -> list[float]:
    """Probabilities, each for so many windows of 32 ms."""
    return [probability for probability, count in pieces for _ in range(count)]


def test_speech_begins_high_and_ends_low() -> None:
    found = speech_in(windows((0.05, 20), (0.9, 10), (0.15, 10), (0.05, 20)), 1920)

    assert found == Speech((Span(640 - 60, 1280 + 60),), (Span(640, 960),))
    assert speech_in(windows((0.25, 50)), 1600) == NONE


def test_a_short_pause_is_no_end_and_a_click_no_speech() -> None:
    assert speech_in(windows((0.9, 10), (0.0, 8), (0.9, 10)), 2000).spans == (Span(0, 956),)
    assert speech_in(windows((0.0, 10), (0.9, 2), (0.0, 20)), 2000).spans == ()


def test_speech_may_go_on_to_the_end() -> None:
    assert speech_in(windows((0.0, 10), (0.9, 20)), 950).spans == (Span(260, 950),)
    assert speech_in([], 0) == NONE


def test_a_tone_and_silence_are_no_speech() -> None:
    silero = Silero()

    assert silero.speech(tone(2.0)[:, 0]).spans == ()
    assert silero.speech(np.zeros(0, np.int16)) == NONE
    assert silero.program.name == "silero-vad"


def test_a_long_recording_is_heard_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each from a little before its beginning, and none twice."""
    monkeypatch.setattr(activity, "_BLOCK", 100)
    monkeypatch.setattr(activity, "_LEAD", 10)
    silero, sizes = Silero(), []

    def model(piece: NDArray[np.float32]) -> NDArray[np.float32]:
        sizes.append(len(piece) // 512)
        found: NDArray[np.float32] = np.abs(piece.reshape(-1, 512)).max(axis=1)
        return found

    monkeypatch.setattr(silero, "_model", model)
    samples = np.zeros(250 * 512, np.int16)
    samples[95 * 512 : 205 * 512] = 32_000

    assert silero.speech(samples).spans == (Span(95 * 32 - 60, 205 * 32 + 60),)
    assert sizes == [100, 110, 60]
