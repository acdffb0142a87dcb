"""Covered frames to a film."""

import hashlib

import numpy as np

from countenance.faces.boxes import Face
from countenance.faces.cover import Cover
from countenance.faces.filming import Filming
from countenance.faces.messages import Roll
from countenance.media.drawn import portrait
from countenance.media.pixels import Decoded
from countenance.media.process import MemoryFile
from media.made_films import shown

FRAMES = np.stack([portrait(96).pixels] * 2)
ROLL = Roll(
    decoded=Decoded(96, 96, 2, 96, 96),
    room=0,
    times=(0, 40),
    faces=(Face(28, 26, 68, 74, 0.9, 1),),
    cover=Cover.SOLID,
    is_first=True,
    is_last=False,
)


def rolled(*jobs: Roll) -> tuple[list[str], bytes, int]:
    """Reasons and digests, the last bytes, and how many faces were covered."""
    room = MemoryFile("frames")
    room.fill(FRAMES.tobytes())
    filming = Filming([room.number])
    told, file, covered = [], b"", 0
    for job in jobs:
        painted, file = filming.rolled(job)
        told.append(painted.failure.reason if painted.failure else painted.digest)
        covered += painted.covered
        assert painted.length == len(file)
    room.close()
    return told, file, covered


def test_frames_come_out_covered_where_a_face_is() -> None:
    last = replace_times(ROLL, (80, 120), is_first=False, is_last=True)

    told, file, covered = rolled(ROLL, last)

    assert told == [hashlib.sha256(FRAMES.tobytes()).hexdigest()] * 2
    assert covered == 2
    frames = [frame for _, frame in shown(file)]
    assert [bool(frame[35:65, 35:60].max() < 8) for frame in frames] == [False, True, False, True]


def test_a_face_that_cannot_be_covered_ends_the_film() -> None:
    away = replace_faces(ROLL, (Face(28, 26, 68, 74, 0.9, 7),))
    last = replace_times(ROLL, (80, 120), is_first=False, is_last=True)

    told, file, _ = rolled(ROLL, away, last)

    assert told[1:] == ["render", "render"]
    assert file == b""


def test_without_a_cover_every_face_stays() -> None:
    plain = Roll(ROLL.decoded, 0, ROLL.times, ROLL.faces, None, True, True)

    _, file, covered = rolled(plain)

    assert covered == 0
    assert all(frame.max() > 150 for _, frame in shown(file))


def replace_times(job: Roll, times: tuple[int, ...], *, is_first: bool, is_last: bool) -> Roll:
    return Roll(job.decoded, job.room, times, job.faces, job.cover, is_first, is_last)


def replace_faces(job: Roll, faces: tuple[Face, ...]) -> Roll:
    return Roll(job.decoded, job.room, job.times, faces, job.cover, False, False)


