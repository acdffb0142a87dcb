"""One bench for films: frames pass from a decoder to an examiner, some at a time.

    bytes -> decoder process -> frames in shared memory -> examiner process -> faces
                                                           `-> cover -> film without metadata

Rules kept here:
 * Every frame that can leave is looked at; the others are neither looked at nor sent.
 * A film is decoded twice, for the verdict and for what leaves. The second time has to show the
   same frames at the same times, by their digest; else nothing leaves.
 * The process that opened hostile bytes has no part in the answer: the faces come from another.
 * Calls block; `countenance.faces.inspect` keeps them off the event loop.
"""

import hashlib
import hmac
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType

from countenance.errors import (
    DetectorError,
    MediaError,
    MediaTooLargeError,
    UnreadableMediaError,
    UnsupportedMediaError,
)
from countenance.faces.bench import commit_key, received_stills
from countenance.faces.boxes import Face
from countenance.faces.cover import Cover
from countenance.faces.examining import Examining
from countenance.faces.messages import Copied, Copy, Examined, Failure, Find, Painted, Roll, Work
from countenance.faces.settings import FaceSettings, Inspection, Rendered, Still
from countenance.faces.tracks import followed
from countenance.media.film_decoder import FILM_MEMORY, Projector, projected
from countenance.media.film_kinds import FilmKind, film_kind_of
from countenance.media.film_messages import Reel, Shape
from countenance.media.pipe import Deadline
from countenance.media.pixels import Decoded
from countenance.media.process import MemoryFile
from countenance.media.sandbox import SandboxLimits

__all__ = ["FilmBench"]

_GRACE_SECONDS = 5.0


class FilmBench:
    """Judges and renders films, for one thread at a time; its processes start with the first."""

    def __init__(self, settings: FaceSettings, *, key: bytes) -> None:
        self._settings = settings
        self._key = key
        self._room = MemoryFile("frames")
        self._examining = Examining(settings.weights, [self._room])

    def __enter__(self) -> "FilmBench":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def examiner_number(self) -> int | None:
        """The number of the examiner's process; None while there is none."""
        return self._examining.number

    def close(self) -> None:
        """End the process and give the memory back."""
        self._examining.close()
        self._room.close()

    def inspect(self, data: bytes) -> Inspection:
        """Look for faces in every frame that can leave.

        Raises a `MediaError` when the film cannot be judged, and `DetectorError` when we cannot
        judge it.
        """
        kind, deadline = _kind(data), Deadline(self._settings.film_seconds)
        digest = hashlib.sha256()
        times: list[int] = []
        faces: list[Face] = []
        passes: list[str] = []
        with self._open(data, kind, deadline) as film:
            for reel in film.reels():
                left = deadline.left() or 0.0
                job = Work(Find(_decoded(film.shape, reel), 0, left))
                examined = self._examining.ask(job, Examined, left + _GRACE_SECONDS)
                _raise_failure(examined.failure, kind)
                faces += (
                    replace(face, frame=len(times) + face.frame) for face in examined.faces
                )
                passes += (step for step in examined.passes if step not in passes)
                times += reel.times
                digest.update(_told(reel, examined.digest))
            shape = film.shape
        return Inspection(
            kind=kind,
            width=shape.width,
            height=shape.height,
            frames=len(times),
            faces=tuple(faces),
            passes=tuple(passes),
            detector=self._settings.weights.name,
            inspected=(shape.width, shape.height),
            digest=digest.hexdigest(),
            commit_key=commit_key(self._key, data),
            capture=shape.capture,
            times=tuple(times),
        )

    def render(
        self,
        data: bytes,
        inspection: Inspection,
        cover: Cover | None,
        *,
        digest: bytes | None = None,
    ) -> Rendered:
        """The film that was inspected as new bytes, its faces covered unless `cover` is None.
        `digest`: the SHA-256 of `data`, where it is known.

        Raises `DetectorError` when the inspection is of other bytes, `UnreadableMediaError` when
        the film decodes differently now, and as `inspect` does.
        """
        self._check(data, inspection, digest)
        kind, deadline = _kind(data), Deadline(self._settings.film_seconds)
        faces = followed(inspection.faces, inspection.times)
        seen = hashlib.sha256()
        done, file = 0, b""
        with self._open(data, kind, deadline) as film:
            for reel in film.reels():
                end = done + len(reel.times)
                job = Roll(
                    decoded=_decoded(film.shape, reel),
                    room=0,
                    times=reel.times,
                    faces=tuple(
                        replace(face, frame=face.frame - done)
                        for face in faces
                        if done <= face.frame < end
                    ),
                    cover=cover,
                    is_first=not done,
                    is_last=reel.is_last,
                )
                seconds = (deadline.left() or 0.0) + _GRACE_SECONDS
                painted = self._examining.ask(Work(roll=job), Painted, seconds)
                _raise_failure(painted.failure, kind)
                file = self._examining.bytes(painted.length, seconds)
                seen.update(_told(reel, painted.digest))
                done = end
        if not hmac.compare_digest(seen.hexdigest(), inspection.digest):
            raise UnreadableMediaError(f"{kind.value}: it decodes to another film than before")
        covered = 0 if cover is None else len(inspection.faces)
        return Rendered(file, inspection.leaves_as.media_type, covered)

    def stills(
        self, data: bytes, inspection: Inspection, places: Sequence[int], side: int, *, plain: bool
    ) -> tuple[Still, ...]:
        """Small copies of these frames of the film that was inspected, as those of a picture.

        Raises as `render` does.
        """
        self._check(data, inspection)
        kind, deadline = _kind(data), Deadline(self._settings.film_seconds)
        faces = followed(inspection.faces, inspection.times)
        digest = hashlib.sha256()
        done = 0
        stills: list[Still] = []
        with self._open(data, kind, deadline) as film:
            for reel in film.reels():
                end = done + len(reel.times)
                here = [place - done for place in places if done <= place < end]
                job = Copy(
                    decoded=_decoded(film.shape, reel),
                    room=0,
                    places=tuple(here),
                    faces=tuple(
                        replace(face, frame=face.frame - done)
                        for face in faces
                        if done <= face.frame < end
                    ),
                    side=side,
                    plain=plain,
                )
                seconds = (deadline.left() or 0.0) + _GRACE_SECONDS
                copied = self._examining.ask(Work(copy=job), Copied, seconds)
                _raise_failure(copied.failure, kind)
                stills += (
                    replace(still, frame=still.frame + done)
                    for still in received_stills(self._examining, copied, here, job.faces, seconds)
                )
                digest.update(_told(reel, copied.digest))
                done = end
        if not hmac.compare_digest(digest.hexdigest(), inspection.digest):
            raise UnreadableMediaError(f"{kind.value}: it decodes to another film than before")
        return tuple(stills)

    def _check(self, data: bytes, inspection: Inspection, digest: bytes | None = None) -> None:
        if not hmac.compare_digest(inspection.commit_key, commit_key(self._key, data, digest)):
            raise DetectorError("render: the inspection is of another film")

    @contextmanager
    def _open(self, data: bytes, kind: FilmKind, deadline: Deadline) -> Iterator[Projector]:
        settings = self._settings
        with projected(
            data,
            kind,
            self._room,
            limits=settings.films,
            deadline=deadline,
            sandbox=SandboxLimits(FILM_MEMORY, math.ceil(settings.film_seconds)),
            unsandboxed=settings.unsandboxed,
        ) as film:
            self._examining.start()
            yield film


def _kind(data: bytes) -> FilmKind:
    kind = film_kind_of(data)
    if kind is None:
        raise UnsupportedMediaError("film: its content is no MP4, QuickTime or WebM")
    return kind


def _decoded(shape: Shape, reel: Reel) -> Decoded:
    return Decoded(shape.width, shape.height, len(reel.times), shape.width, shape.height)


def _told(reel: Reel, digest: str) -> bytes:
    """What tells these frames from any others: their times and the digest of their pixels."""
    return f"{','.join(map(str, reel.times))} {digest}\n".encode()


def _raise_failure(failure: Failure | None, kind: FilmKind) -> None:
    match failure:
        case None:
            return
        case Failure(reason="late"):
            raise MediaTooLargeError(f"{kind.value}: looking at its frames takes too long")
        case Failure(reason="render"):
            raise MediaError(failure.says)
        case _:
            raise DetectorError(failure.says or "detector: it failed")
