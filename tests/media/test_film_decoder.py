"""The gate's side of decoding a film; the worker behind it is the real one."""

import importlib.util
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from countenance.errors import (
    DetectorError,
    MediaTooLargeError,
    UnreadableMediaError,
    UnsupportedMediaError,
)
from countenance.media import film_decoder
from countenance.media.film_decoder import FILM_MEMORY, projected
from countenance.media.film_kinds import FilmKind
from countenance.media.film_messages import FilmLimits, FilmSaid, Reel, Shape
from countenance.media.pipe import Deadline, send
from countenance.media.process import MemoryFile
from countenance.media.sandbox import REQUIRED, SandboxLimits
from media.made_films import face_film, sound_film

ALL = FilmLimits(rate=0)
SANDBOX = SandboxLimits(FILM_MEMORY, 20)


@pytest.fixture
def room() -> Iterator[MemoryFile]:
    file = MemoryFile("frames")
    yield file
    file.close()


def times(
    data: bytes,
    room: MemoryFile,
    limits: FilmLimits = ALL,
    *,
    sandbox: SandboxLimits = SANDBOX,
    seconds: float = 30,
    kind: FilmKind = FilmKind.MP4,
) -> list[int]:
    found: list[int] = []
    with projected(
        data, kind, room, limits=limits, deadline=Deadline(seconds), sandbox=sandbox
    ) as film:
        for reel in film.reels():
            found += reel.times
    return found


def test_a_film_comes_in_pieces_that_fit_into_the_room(
    room: MemoryFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film_decoder, "ROOM", 3 * 160 * 160 * 3)

    found = times(face_film(), room, replace(ALL, pixels=160 * 160))

    assert found == [100 * place for place in range(8)]
    assert os.fstat(room.number).st_size == 0


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (replace(ALL, frames=3), "3 frames"),
        (replace(ALL, pixels=9), "9 pixels each"),
        (replace(ALL, bytes=900), "bytes; expected at most 900"),
    ],
)
def test_what_is_over_a_limit_is_too_large(
    room: MemoryFile, limits: FilmLimits, says: str
) -> None:
    with pytest.raises(MediaTooLargeError, match=says):
        times(face_film(), room, limits)


def test_a_film_that_takes_too_long_is_too_large(room: MemoryFile) -> None:
    with pytest.raises(MediaTooLargeError, match="takes too long"):
        times(sound_film(seconds=2), room, seconds=0)


@pytest.mark.parametrize("data", [b"\x00\x00\x00\x20ftypisom" + bytes(400), face_film()[:3000]])
def test_what_does_not_decode_is_unreadable_without_the_workers_words(
    room: MemoryFile, data: bytes
) -> None:
    with pytest.raises(UnreadableMediaError, match="without a complaint"):
        times(data, room)


@pytest.mark.parametrize("kind", FilmKind)
@pytest.mark.parametrize("text", ["ffconcat version 1.0\nfile {}\n", "#EXTM3U\n#EXTINF:1,\n{}\n"])
def test_a_list_of_files_is_no_film(
    room: MemoryFile, tmp_path: Path, text: str, kind: FilmKind
) -> None:
    there = tmp_path / "film.mp4"
    there.write_bytes(face_film())

    with pytest.raises(UnreadableMediaError):
        times(text.format(there).encode(), room, kind=kind)


def test_without_the_extra_it_is_refused_by_name(
    room: MemoryFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(UnsupportedMediaError, match="install the extra `film`"):
        times(face_film(), room)


def test_without_its_limits_nothing_is_opened(
    room: MemoryFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film_decoder, "REQUIRED", frozenset({"no-such-limit"}))

    with pytest.raises(DetectorError, match="limits do not hold here: no-such-limit"):
        times(face_film(), room)


GOOD = Shape(160, 160)


@pytest.mark.parametrize(
    ("shape", "reel"),
    [
        (Shape(0, 160), None),
        (Shape(160, 160_000), None),
        (None, None),
        (GOOD, None),
        (GOOD, Reel((), False)),
        (GOOD, Reel((5, 5), True)),
        (GOOD, Reel((9, 3), True)),
        (GOOD, Reel((-1,), True)),
        (GOOD, Reel((61_000_000,), True)),
        (GOOD, Reel(tuple(range(200)), True)),
    ],
)
def test_a_worker_is_believed_about_nothing_that_can_be_checked(
    room: MemoryFile, monkeypatch: pytest.MonkeyPatch, shape: Shape | None, reel: Reel | None
) -> None:
    answers = [FilmSaid(held=dict.fromkeys(REQUIRED, True)), FilmSaid(shape=shape)]
    monkeypatch.setattr(film_decoder, "Worker", _lying([*answers, FilmSaid(reel=reel)]))

    with pytest.raises(UnreadableMediaError, match="beyond the limits"):
        times(face_film(), room)


def test_a_worker_that_does_not_start_is_our_fault(
    room: MemoryFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film_decoder, "Worker", _lying([]))

    with pytest.raises(DetectorError, match="does not start"):
        times(face_film(), room)


def _lying(answers: list[FilmSaid]) -> Callable[..., object]:
    """A worker that says these things, whatever it is asked, and closes its pipe."""

    class Lying:
        is_limited = False

        def __init__(self, *_: object) -> None:
            self._ear, self.down = os.pipe()
            self.up, mouth = os.pipe()
            for answer in answers:
                send(mouth, answer)
            os.close(mouth)

        def end(self) -> None:
            for pipe in (self._ear, self.down, self.up):
                os.close(pipe)

    return Lying
