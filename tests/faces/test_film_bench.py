"""A bench for films; the processes behind it are the real ones."""

import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from countenance.errors import (
    DetectorError,
    MediaTooLargeError,
    UnreadableMediaError,
    UnsupportedMediaError,
)
from countenance.faces.cascade import find_faces
from countenance.faces.cover import Cover
from countenance.faces.detector import Detector, open_detector
from countenance.faces.film_bench import FilmBench
from countenance.faces.settings import FaceSettings, Inspection
from countenance.faces.weights import DetectorKind
from countenance.media import film_decoder
from countenance.media.drawn import landscape, portrait
from countenance.media.film_kinds import FilmKind
from countenance.media.film_messages import FilmLimits
from countenance.media.pixels import Pixels
from countenance.stores.weights import built_in_weights, weights_from_file
from lost_workers import Moment, lose
from made_pictures import portrait_jpeg
from media.made_films import face_film, film, shown, sound_film
from shared_data import shared

pytestmark = pytest.mark.long

YUNET = "104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12"

FILM = face_film(codec="mjpeg")
SETTINGS = FaceSettings(built_in_weights(), films=FilmLimits(rate=0), film_seconds=60)


@pytest.fixture(scope="module")
def bench() -> Iterator[FilmBench]:
    with FilmBench(SETTINGS, key=os.urandom(32)) as bench:
        yield bench


@pytest.fixture(scope="module")
def inspected(bench: FilmBench) -> Inspection:
    """What is seen in `FILM`."""
    return bench.inspect(FILM)


@pytest.mark.parametrize("form", ["mp4", pytest.param("mov", marks=pytest.mark.long), "webm"])
def test_a_face_on_three_frames_is_found_and_covered_there_and_beside(
    bench: FilmBench, detector: Detector, form: str
) -> None:
    data = face_film(form, at=(2, 3, 4), count=7)

    inspection = bench.inspect(data)
    rendered = bench.render(data, inspection, Cover.SOLID)

    assert inspection.frames == 7
    assert [face.frame for face in inspection.faces] == [2, 3, 4]
    assert inspection.leaves_as is FilmKind.WEBM
    assert (rendered.media_type, rendered.covered) == ("video/webm", 3)
    frames = [frame for _, frame in shown(rendered.data)]
    assert len(frames) == 7
    for place, frame in enumerate(frames):
        assert not detector.find(frame, detector.threshold)
        assert bool(np.ptp(frame[60:110, 60:100]) <= 6) is (0 <= place <= 6)


@pytest.mark.long
def test_another_detector_finds_nobody_in_what_leaves(bench: FilmBench) -> None:
    weights = weights_from_file(
        shared("models/yunet_n_dynamic.onnx"), DetectorKind.YUNET, YUNET
    )
    second = open_detector(weights)
    data = face_film("webm", at=range(4), count=4)
    inspection = bench.inspect(data)

    before = [frame for _, frame in shown(bench.render(data, inspection, None).data)]
    after = [frame for _, frame in shown(bench.render(data, inspection, Cover.SOLID).data)]

    assert all(find_faces(frame, second).faces for frame in before)
    assert not any(find_faces(frame, second).faces for frame in after)


@pytest.mark.long
def test_frames_that_come_in_pieces_keep_their_places(
    bench: FilmBench, inspected: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = FILM
    whole = bench.render(data, inspected, Cover.SOLID)
    monkeypatch.setattr(film_decoder, "ROOM", 2 * 160 * 160 * 3)

    inspection = bench.inspect(data)

    assert [face.frame for face in inspection.faces] == [3, 4, 5]
    assert bench.render(data, inspection, Cover.SOLID).data == whole.data


@pytest.mark.long
def test_a_face_that_blinks_out_is_covered_there_too(bench: FilmBench) -> None:
    data = film(_seen_on((2, 3, 5, 6), 9), "mov")

    inspection = bench.inspect(data)
    frames = [frame for _, frame in shown(bench.render(data, inspection, Cover.SOLID).data)]

    assert 4 not in [face.frame for face in inspection.faces]
    assert np.ptp(frames[4][60:110, 60:100]) <= 6


def test_without_a_cover_it_is_made_anew_as_it_is(
    bench: FilmBench, inspected: Inspection
) -> None:
    rendered = bench.render(FILM, inspected, None)

    assert rendered.covered == 0
    assert shown(rendered.data)[4][1].max() > 180
    assert b"isom" in FILM
    assert b"isom" not in rendered.data


def test_sound_and_metadata_stay_behind(bench: FilmBench) -> None:
    data = sound_film("mov", 0.3)

    rendered = bench.render(data, bench.inspect(data), Cover.SOLID)

    assert len(shown(rendered.data)) == 3


@pytest.mark.long
def test_fewer_frames_a_second_leave_and_each_is_looked_at(detector: Detector) -> None:
    data = film(_seen_on(range(0, 20, 5), 20), "mov")
    thin = replace(SETTINGS, films=FilmLimits(rate=2))
    with FilmBench(thin, key=os.urandom(32)) as bench:
        inspection = bench.inspect(data)
        frames = [frame for _, frame in shown(bench.render(data, inspection, Cover.SOLID).data)]

    assert inspection.times == (0, 500, 1000, 1500)
    assert [face.frame for face in inspection.faces] == [0, 1, 2, 3]
    assert not any(detector.find(frame, detector.threshold) for frame in frames)


def test_an_inspection_of_another_film_renders_nothing(
    bench: FilmBench, inspected: Inspection
) -> None:
    with pytest.raises(DetectorError, match="of another film"):
        bench.render(face_film(count=7), inspected, Cover.SOLID)


def test_frames_that_are_not_those_inspected_do_not_leave(
    bench: FilmBench, inspected: Inspection
) -> None:
    with pytest.raises(UnreadableMediaError, match="another film than before"):
        bench.render(FILM, replace(inspected, digest="0" * 64), Cover.SOLID)


@pytest.mark.long
def test_what_takes_too_long_is_too_large() -> None:
    with (
        FilmBench(replace(SETTINGS, film_seconds=0.5), key=bytes(32)) as bench,
        pytest.raises(MediaTooLargeError, match="takes too long"),
    ):
        bench.inspect(film([landscape(320, 200).pixels] * 60))


@pytest.mark.long
def test_an_examiner_that_is_lost_is_replaced_for_the_next_film(
    bench: FilmBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = face_film(at=(1,), count=2, codec="mjpeg")
    bench.inspect(data)
    number = bench.examiner_number

    lost = lose(monkeypatch, Moment.BEFORE, number)

    assert len(bench.inspect(data).faces) == 1
    assert lost == [number]
    assert bench.examiner_number != number


def test_stills_of_a_film_have_their_faces_blurred(
    bench: FilmBench, inspected: Inspection, detector: Detector
) -> None:
    stills = bench.stills(FILM, inspected, [0, 4], 1024, plain=True)

    assert [(each.frame, each.faces > 0) for each in stills] == [(0, False), (4, True)]
    plain, blurred = (
        np.asarray(Image.open(io.BytesIO(data))) for data in (stills[1].plain, stills[1].blurred)
    )
    assert find_faces(plain, detector).faces
    assert find_faces(blurred, detector).faces == ()


def test_no_still_is_taken_of_another_film(bench: FilmBench, inspected: Inspection) -> None:
    with pytest.raises(DetectorError, match="another film"):
        bench.stills(face_film("mov"), inspected, [0], 1024, plain=False)
    with pytest.raises(UnreadableMediaError, match="another film than before"):
        bench.stills(FILM, replace(inspected, digest="00"), [0], 1024, plain=False)


def test_a_picture_is_no_film(bench: FilmBench) -> None:
    with pytest.raises(UnsupportedMediaError, match="no MP4"):
        bench.inspect(portrait_jpeg())


def _seen_on(places: Sequence[int], count: int) -> list[Pixels]:
    empty, face = landscape(160, 160).pixels, portrait(160).pixels
    return [face if place in places else empty for place in range(count)]
