"""Covered frames to a film, some at a time. Runs inside the examiner's process.

Rules kept here:
 * The digest of the pixels as they came, before anything is covered, goes back with every answer:
   whoever asked compares it with that of the pixels that were inspected.
 * A frame that cannot be covered or written ends the film; nothing of it is handed out.
"""

import hashlib
import importlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from countenance.errors import MediaError
from countenance.faces.cover import cover_faces
from countenance.faces.messages import Failure, Painted, Roll
from countenance.media.pixels import pixels_in

__all__ = ["Filming"]


class Filming:
    """At most one film that is being written."""

    def __init__(self, rooms: Sequence[int]) -> None:
        self._rooms = rooms
        self._writer: Any = None

    def rolled(self, job: Roll) -> tuple[Painted, bytes]:
        """What became of these frames, and the whole film after the last ones."""
        frames = pixels_in(self._rooms[job.room], job.decoded)
        digest = hashlib.sha256(frames.data).hexdigest()
        try:
            if job.is_first:
                # The package below it is an extra, and only whoever films needs it.
                module = importlib.import_module("countenance.media.film_write")
                self._writer = module.FilmWriter(job.decoded.width, job.decoded.height)
            if self._writer is None:
                raise MediaError("film: it was not begun")
            covered = 0
            if job.cover is not None:
                frames = np.array(frames)
                covered = cover_faces(frames, job.faces, job.cover)
            for frame, time in zip(frames, job.times, strict=True):
                self._writer.add(frame, time)
            file: bytes = self._writer.finish() if job.is_last else b""
        except (MediaError, ValueError, ImportError) as error:
            self._writer = None
            return Painted(failure=Failure("render", str(error))), b""
        if job.is_last:
            self._writer = None
        return Painted(len(file), covered, digest=digest), file
