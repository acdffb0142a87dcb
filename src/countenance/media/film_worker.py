"""The side that decodes a film: one process for one film.

Started as `python -I -m countenance.media.film_worker FILE ROOM`, numbers of open memory files: the
bytes of the film, and room for some of its frames. It loads the library, enters the sandbox, and
only then opens the film. It gives out frames as they are asked for, and ends with its film.
"""

import contextlib
import mmap
import os
import signal
import sys

from countenance.errors import MediaTooLargeError, UnreadableMediaError
from countenance.media.film_frames import opened_frames
from countenance.media.film_messages import FilmJob, FilmSaid, Next
from countenance.media.film_open import warm_up
from countenance.media.pipe import Deadline, PipeClosedError, receive, send
from countenance.media.sandbox import enter, held

__all__ = ["main"]


def main() -> None:
    """Serve one film from standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    file, room = (int(number) for number in sys.argv[1:])
    warm_up()
    with contextlib.suppress(PipeClosedError):
        _serve(receive(0, FilmJob, Deadline(None)), file, room)


def _serve(job: FilmJob, file: int, room: int) -> None:
    # Both are mapped first: afterwards no memory file can be opened or copied any more.
    data = mmap.mmap(file, job.length, prot=mmap.PROT_READ)[:]
    space = memoryview(mmap.mmap(room, os.fstat(room).st_size))
    enter(job.sandbox)
    send(1, FilmSaid(held=held(job.sandbox)))
    try:
        with opened_frames(data, job.kind, job.limits) as reader:
            send(1, FilmSaid(shape=reader.shape))
            while True:
                asked = receive(0, Next, Deadline(None))
                send(1, FilmSaid(reel=reader.read(space, asked.frames)))
    except UnreadableMediaError as error:
        send(1, FilmSaid(unreadable=str(error)))
    except MediaTooLargeError as error:
        send(1, FilmSaid(too_large=str(error)))
    except MemoryError:
        send(1, FilmSaid(too_large="memory"))


if __name__ == "__main__":
    main()
