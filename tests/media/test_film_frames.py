"""A film to upright frames."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.errors import MediaTooLargeError, UnreadableMediaError
from countenance.media.drawn import landscape, portrait
from countenance.media.film_frames import opened_frames
from countenance.media.film_kinds import film_kind_of
from countenance.media.film_messages import FilmLimits, Shape
from media.made_films import face_film, film, remuxed, sound_film

ALL = FilmLimits(rate=0)


def frames(
    data: bytes, limits: FilmLimits = ALL, each: int = 3
) -> tuple[Shape, list[int], NDArray[np.uint8]]:
    kind = film_kind_of(data)
    assert kind is not None
    times: list[int] = []
    pixels: list[NDArray[np.uint8]] = []
    with opened_frames(data, kind, limits) as reader:
        shape = reader.shape
        room = bytearray(each * shape.width * shape.height * 3)
        is_last = False
        while not is_last:
            reel = reader.read(memoryview(room), each)
            count = len(reel.times)
            assert 1 <= count <= each
            seen = np.frombuffer(room, np.uint8).reshape(each, shape.height, shape.width, 3)
            pixels += [frame.copy() for frame in seen[:count]]
            times += reel.times
            is_last = reel.is_last
    return shape, times, np.stack(pixels)


@pytest.mark.parametrize("form", ["mp4", "mov", "webm", "matroska"])
def test_every_frame_comes_with_its_time(form: str) -> None:
    shape, times, pixels = frames(face_film(form))

    assert (shape.width, shape.height) == (160, 160)
    assert times == [100 * place for place in range(8)]
    for place, frame in enumerate(pixels):
        drawn = portrait(160) if place in (3, 4, 5) else landscape(160, 160)
        assert np.abs(frame.astype(int) - drawn.pixels).mean() < 6


@pytest.mark.parametrize(
    ("rate", "kept"),
    [(0, 20), (1000, 20), (5, 10), (2, 4), (1, 2), (0.4, 1), (3, 6)],
)
def test_of_more_frames_than_may_leave_the_others_are_dropped(rate: float, kept: int) -> None:
    data = film([landscape(64, 48).pixels] * 20)

    _, times, _ = frames(data, replace(ALL, rate=rate))

    assert len(times) == kept
    assert times[0] == 0
    assert all(later > earlier for earlier, later in itertools.pairwise(times))


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_frames_are_upright(turned: int) -> None:
    upright = landscape(96, 64).pixels
    data = remuxed(film([np.rot90(upright, -turned // 90)] * 2), turned=turned)

    shape, _, pixels = frames(data)

    assert (shape.width, shape.height) == (96, 64)
    assert np.abs(pixels[0].astype(int) - upright).mean() < 6


def test_pixels_are_square() -> None:
    squeezed = portrait(160).pixels[:, ::2]

    shape, _, pixels = frames(film([squeezed], stretch=2))

    assert (shape.width, shape.height) == (160, 160)
    assert np.abs(pixels[0].astype(int) - portrait(160).pixels).mean() < 12


def test_a_few_words_of_its_making_are_read() -> None:
    said = {"make": "Axon", "model": "Body 4", "location": "+51.5-000.1/"}
    data = film([landscape(64, 48).pixels], "mov", says=said)

    shape, _, _ = frames(data)

    assert (shape.capture.make, shape.capture.model) == ("Axon", "Body 4")
    assert shape.capture.located


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (replace(ALL, frames=7), "at most 7 frames"),
        (replace(ALL, pixels=25_000), "160x160 pixels; expected at most 25000"),
    ],
)
def test_what_is_beyond_the_limits_is_too_large(limits: FilmLimits, says: str) -> None:
    with pytest.raises(MediaTooLargeError, match=says):
        frames(face_film(), limits)


def test_a_long_film_is_too_large_before_it_is_decoded() -> None:
    with pytest.raises(MediaTooLargeError, match="at most 1 seconds"):
        frames(sound_film(seconds=1.5), replace(ALL, seconds=1))


def test_what_is_cut_off_or_damaged_is_unreadable() -> None:
    data = face_film("mov")
    broken = bytearray(data)
    start = data.index(b"mdat") + 3000
    broken[start : start + 2000] = bytes(2000)

    for each in (data[: len(data) // 2], bytes(broken)):
        with pytest.raises(UnreadableMediaError):
            frames(each)


def test_a_picture_on_the_cover_is_no_film() -> None:
    only_sound = film([], "mp4", samples=np.zeros((4800, 1), np.int16))

    with pytest.raises(UnreadableMediaError, match="no moving pictures"):
        frames(only_sound)


def test_the_same_bytes_give_the_same_frames() -> None:
    data = face_film("webm")

    assert np.array_equal(frames(data, each=2)[2], frames(data, each=5)[2])
