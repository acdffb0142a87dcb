"""Frames to a film that holds nothing else."""

import io

import av
import numpy as np
import pytest

from countenance.errors import MediaError
from countenance.media.drawn import landscape
from countenance.media.film_write import FilmWriter
from media.made_films import shown

TIMES = (0, 40, 500, 2000)


def written() -> bytes:
    writer = FilmWriter(161, 97)
    for place, time in enumerate(TIMES):
        frame = landscape(161, 97).pixels.copy()
        frame[20:60, 20 + place : 80 + place] = 0
        writer.add(frame, time)
    return writer.finish()


def test_frames_come_back_at_their_times() -> None:
    frames = shown(written())

    assert [time for time, _ in frames] == list(TIMES)
    assert {frame.shape for _, frame in frames} == {(97, 161, 3)}
    assert np.abs(frames[2][1].astype(int)[70:] - landscape(161, 97).pixels[70:]).mean() < 8


def test_a_covered_place_stays_one_color() -> None:
    for place, (_, frame) in enumerate(shown(written())):
        assert np.ptp(frame[28:52, 28 + place : 72 + place]) <= 6


def test_it_holds_a_track_of_vp8_and_says_nothing_of_its_making() -> None:
    data = written()
    with av.open(io.BytesIO(data)) as film:
        assert [stream.codec_context.codec.name for stream in film.streams] == ["vp8"]
        assert "matroska" in film.format.name
        assert set(film.metadata) <= {"encoder"}
        assert film.metadata.get("encoder", "Lavf") == "Lavf"


def test_the_same_frames_give_the_same_bytes() -> None:
    assert written() == written()


def test_what_cannot_be_written_is_a_media_error() -> None:
    writer = FilmWriter(64, 48)

    with pytest.raises(MediaError, match="cannot be written"):
        writer.add(landscape(64, 48).pixels[:, :, 0], 10)
