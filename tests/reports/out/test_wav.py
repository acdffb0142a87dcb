"""Samples as a file that browsers play, and back."""

import io
import wave

import pytest

from countenance.errors import ReportError
from countenance.reports.out.wav import as_wav, samples_of


def test_samples_come_back_as_they_were() -> None:
    assert samples_of(as_wav(b"\x01\x00\xff\x7f")) == b"\x01\x00\xff\x7f"


def test_another_rate_and_what_is_no_wav_are_refused() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)

    with pytest.raises(ReportError, match="2 channels, 16 bits, 8000 a second; 1, 16 and 16000"):
        samples_of(out.getvalue())
    with pytest.raises(ReportError, match="not a WAV file"):
        samples_of(b"RIFF")
