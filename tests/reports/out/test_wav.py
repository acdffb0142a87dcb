"""Samples as a file that browsers play, and back."""

import io
import wave
from hashlib import sha256

import pytest

from countenance.errors import ReportError
from countenance.reports.out.ranges import Part
from countenance.reports.out.wav import as_wav, samples_digest, samples_of, wav_part, wav_pieces


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


def test_pieces_and_parts_of_it_are_those_of_the_whole() -> None:
    samples = bytes(range(200))
    whole = as_wav(samples)

    assert b"".join(wav_pieces(200, [samples[:9], samples[9:]])) == whole
    for first, last in ((0, 243), (0, 0), (40, 50), (44, 100), (243, 243)):
        part = Part(first, last, len(whole))
        read = wav_part(part, 200, lambda start, end: iter([samples[start:end]]))
        assert b"".join(read) == whole[first : last + 1]


def test_its_digest_is_that_of_its_samples_whoever_wrote_it() -> None:
    samples = bytes(range(200))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 16_000, 100, "NONE", "not packed"))
        file.writeframes(samples)
    other = out.getvalue().replace(b"WAVE", b"WAVELIST\x04\x00\x00\x00abcd")
    other = other[:4] + (len(other) - 8).to_bytes(4, "little") + other[8:]

    told = f"sha256:{sha256(samples).hexdigest()}"
    assert samples_digest(as_wav(samples)) == samples_digest(out.getvalue()) == told
    assert samples_digest(other) == told
    with pytest.raises(ReportError, match="not a WAV file"):
        samples_digest(b"RIFF")
