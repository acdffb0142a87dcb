"""The worker that decodes a film, asked over its pipe."""

import os

from countenance.media.film_kinds import FilmKind
from countenance.media.film_messages import FilmJob, FilmLimits, FilmSaid, Next
from countenance.media.pipe import Deadline, receive, send
from countenance.media.process import MemoryFile, Worker
from countenance.media.sandbox import REQUIRED, SandboxLimits
from media.made_films import face_film


def test_it_enters_the_sandbox_opens_one_film_and_gives_out_its_frames() -> None:
    file, room = MemoryFile("film"), MemoryFile("frames")
    data = face_film()
    file.fill(data)
    room.clear(1 << 20)
    worker = Worker("countenance.media.film_worker", [file, room])
    try:
        limits = FilmLimits(rate=0)
        sandbox = SandboxLimits(memory=2**31, seconds=20)
        send(worker.down, FilmJob(FilmKind.MP4, len(data), limits, sandbox))
        held = receive(worker.up, FilmSaid, Deadline(30)).held or {}
        assert {name for name in REQUIRED if not held[name]} == set()
        shape = receive(worker.up, FilmSaid, Deadline(30)).shape
        assert shape is not None
        assert (shape.width, shape.height) == (160, 160)
        send(worker.down, Next(5))
        first = receive(worker.up, FilmSaid, Deadline(30)).reel
        assert first is not None
        assert (first.times, first.is_last) == ((0, 100, 200, 300, 400), False)
        assert any(os.pread(room.number, 160 * 160 * 3, 4 * 160 * 160 * 3))
        send(worker.down, Next(5))
        rest = receive(worker.up, FilmSaid, Deadline(30)).reel
        assert rest is not None
        assert (rest.times, rest.is_last) == ((500, 600, 700), True)
    finally:
        worker.end()
        file.close()
        room.close()
