"""The side that decodes sound: a parent that never reads any, and a child for every file.

Started as `python -I -m countenance.media.sound_worker FILE ROOM`, numbers of open memory files:
the bytes of the sound (of a recording, its file), and room for its samples. It loads the library
once; for every job on its standard input it forks a child, which enters the sandbox, decodes one
file and exits.

How the child is listened to and ended is `countenance.media.child`.
"""

import contextlib
import importlib
import mmap
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, BinaryIO

import msgspec
import numpy as np

from countenance.errors import MediaTooLargeError, UnreadableMediaError
from countenance.media.child import in_child
from countenance.media.messages import Answer, Ended
from countenance.media.pipe import Deadline, PipeClosedError, receive, send
from countenance.media.sandbox import enter, held
from countenance.media.sound import DecodedSound, SoundLimits, decode_sound, encoded_sound
from countenance.media.sound_kinds import SoundKind
from countenance.media.sound_messages import SoundJob, SoundSaid

__all__ = ["main"]


def main() -> None:
    """Serve jobs from standard input until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    file, room = (int(number) for number in sys.argv[1:])
    _warm_up()
    send(1, Answer(Ended.ANSWERED))
    while True:
        try:
            job = receive(0, SoundJob, Deadline(None))
        except PipeClosedError:
            return
        if job.speech:
            _load("recorded")
        if job.kind.film is not None or job.speech:
            _load("film_sound")
            _load("film_open").warm_up()
        send(1, in_child(partial(_decode_one, job, file, room, os.getpid()), job.seconds))


def _decode_one(job: SoundJob, file: int, room: int, parent: int, speak: int) -> None:
    os.close(0)
    os.close(1)
    if not job.length:
        enter(job.sandbox, parent)
        said = SoundSaid(held=held(job.sandbox))
    else:
        # Both are there first: afterwards no file can be opened or copied any more.
        data = _source(job, file)
        space = memoryview(mmap.mmap(room, os.fstat(room).st_size))
        enter(job.sandbox, parent)
        try:
            said = SoundSaid(decoded=_decoded(job, data, lambda size: space[:size]))
        except UnreadableMediaError as error:
            said = SoundSaid(unreadable=str(error))
        except (MediaTooLargeError, MemoryError):
            said = SoundSaid(too_large=True)
    os.write(speak, msgspec.json.encode(said))


def _source(job: SoundJob, file: int) -> bytes | BinaryIO:
    """The bytes of the sound; of a recording, which may be larger than memory, its file."""
    if job.speech:
        source = open(file, "rb", closefd=False)  # noqa: SIM115 - it is open already
        source.seek(0)
        return source
    return mmap.mmap(file, job.length, prot=mmap.PROT_READ)[:]


def _decoded(
    job: SoundJob, data: bytes | BinaryIO, room: Callable[[int], memoryview]
) -> DecodedSound:
    if not isinstance(data, bytes):
        recorded: DecodedSound = _load("recorded").decode_recorded(
            data, job.kind, job.limits, room
        )
        return recorded
    if job.kind.film is None:
        return decode_sound(data, job.kind, job.limits, room)
    film_sound = _load("film_sound")
    decoded: DecodedSound = film_sound.decode_film_sound(data, job.kind.film, job.limits, room)
    return decoded


def _load(name: str) -> Any:
    """A module that only films need: the package below it is an extra."""
    return importlib.import_module(f"countenance.media.{name}")


def _warm_up() -> None:
    """Decode a little of everything, so that the library has nothing to open later."""
    silence = np.zeros((1600, 1), np.int16)
    for kind in dict.fromkeys(kind.leaves_as for kind in SoundKind):
        data = encoded_sound(kind, silence, 16_000)
        for damaged in (data, data[: len(data) // 2]):
            with contextlib.suppress(UnreadableMediaError):
                decode_sound(
                    damaged, kind, SoundLimits(), lambda size: memoryview(bytearray(size))
                )


if __name__ == "__main__":
    main()
