"""One bench: a decoder and an examiner side by side, judging one picture after another.

    bytes -> header -> decoder process -> pixels in shared memory -> examiner process -> faces

Rules kept here:
 * The process that opened hostile bytes has no part in the answer: the faces come from another.
 * When either process dies, answers nonsense or is late, this picture fails and the process is
   replaced for the next one. Nothing of a failed look is ever used.
 * Print is read, where it is asked for, beside the look for faces and in a process of its own; a
   picture that was not read is as good as not looked at.
 * Calls block; `countenance.faces.inspect` keeps them off the event loop.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import TracebackType

from countenance.errors import DetectorError, MediaError, MediaTooLargeError, UnreadableMediaError
from countenance.faces.boxes import Face
from countenance.faces.cover import Cover
from countenance.faces.examining import Examining
from countenance.faces.look import Look
from countenance.faces.messages import (
    Copied,
    Copy,
    Examined,
    Failure,
    Find,
    Painted,
    Render,
    Soften,
    Work,
)
from countenance.faces.settings import FaceSettings, Inspection, Rendered, Still
from countenance.media.capture import NOTHING
from countenance.media.decoder import Decoder
from countenance.media.header import Header, read_header
from countenance.media.kinds import MediaKind
from countenance.media.pipe import Deadline
from countenance.media.pixels import Decoded, Detail
from countenance.media.print_reader import NAME, PrintReader
from countenance.media.process import MemoryFile

__all__ = ["Bench", "commit_key", "received_stills"]

_GRACE_SECONDS = 5.0  # what one frame may take beyond the time for the whole picture
_FIRST, _SECOND = 0, 1


def commit_key(key: bytes, data: bytes, digest: bytes | None = None) -> str:
    """Keyed BLAKE2b of the SHA-256 of a picture's bytes, hex; `digest`: the latter, where whoever
    asks has worked it out already. `key` never leaves the process that made it."""
    known = hashlib.sha256(data).digest() if digest is None else digest
    return hashlib.blake2b(known, key=key, digest_size=32).hexdigest()


@dataclass(frozen=True, slots=True)
class _Whole:
    """What stands in the rooms of a picture that is written anew, and the time that is left."""

    header: Header
    decoded: Decoded
    inspected: Decoded | None
    seconds: float


def received_stills(
    examining: Examining,
    copied: Copied,
    places: Sequence[int],
    faces: Sequence[Face],
    seconds: float,
) -> tuple[Still, ...]:
    """The copies of these frames that follow an answer. Raises `DetectorError`."""
    found = []
    for place, (blurred, plain) in zip(places, copied.lengths, strict=True):
        count = sum(face.frame == place for face in faces)
        data = examining.bytes(blurred, seconds)
        found.append(Still(place, count, data, examining.bytes(plain, seconds) if plain else b""))
    return tuple(found)


class Bench:
    """Judges and renders pictures with two processes of its own, for one thread at a time."""

    def __init__(self, settings: FaceSettings, *, key: bytes) -> None:
        self._settings = settings
        self._key = key
        self._rooms = (MemoryFile("pixels"), MemoryFile("pixels"))
        self._examining = Examining(settings.weights, self._rooms)
        self._decoder = Decoder(
            self._rooms,
            limits=settings.sandbox,
            unsandboxed=settings.unsandboxed,
            credentials=settings.read_credentials,
        )
        self._reader = PrintReader(self._rooms) if settings.read_text else None

    def __enter__(self) -> "Bench":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def decoder(self) -> Decoder:
        """The decoding side."""
        return self._decoder

    @property
    def examiner_number(self) -> int | None:
        """The number of the examiner's process; None while there is none."""
        return self._examining.number

    def start(self) -> None:
        """Start whichever process does not run. Raises `DetectorError`."""
        self._decoder.start()
        self._examining.start()
        if self._reader is not None:
            self._reader.start()

    def close(self) -> None:
        """End every process and give the memory back."""
        self._decoder.close()
        self._examining.close()
        if self._reader is not None:
            self._reader.close()
        for room in self._rooms:
            room.close()

    def inspect(self, data: bytes) -> Inspection:
        """Look for faces in a picture.

        Raises a `MediaError` when the picture cannot be judged, and `DetectorError` when we cannot
        judge it.
        """
        header = read_header(data, self._settings.limits)
        self.start()
        deadline = Deadline(self._settings.seconds)
        try:
            decoded = self._decode(data, header, Detail.VERDICT, _FIRST, deadline)
            # What the file says of itself is none of the examiner's business.
            said, decoded = decoded.capture, replace(decoded, capture=NOTHING)
            left = deadline.left() or 0.0
            if self._reader is not None:
                self._reader.begin(decoded, _FIRST, left)
            examined = self._examining.ask(
                Work(Find(decoded, _FIRST, left)), Examined, left + _GRACE_SECONDS
            )
            _raise_failure(examined.failure, header)
            printed = () if self._reader is None else self._reader.lines(deadline.left() or 0.0)
        finally:
            self._rooms[_FIRST].clear()
        x, y = decoded.full_width / decoded.width, decoded.full_height / decoded.height
        return Inspection(
            kind=header.kind,
            width=decoded.full_width,
            height=decoded.full_height,
            frames=decoded.frames,
            faces=tuple(face.scaled(x, y) for face in examined.faces),
            passes=examined.passes if self._reader is None else (*examined.passes, NAME),
            detector=self._settings.weights.name,
            inspected=(decoded.width, decoded.height),
            digest=examined.digest,
            commit_key=commit_key(self._key, data),
            capture=said,
            sketch=examined.sketch,
            printed=printed,
        )

    def render(
        self,
        data: bytes,
        inspection: Inspection,
        cover: Cover | None,
        *,
        mask: bool = False,
        digest: bytes | None = None,
    ) -> Rendered:
        """The picture that was inspected as new bytes, its faces covered unless `cover` is None;
        of a `mask` only where it was white. `digest`: the SHA-256 of `data`, where it is known.

        Raises `DetectorError` when the inspection is of other bytes, `UnreadableMediaError` when
        the picture decodes differently now, and as `inspect` does.
        """
        with self._whole(data, inspection, digest) as whole:
            header = whole.header
            leaves = MediaKind.PNG if mask else header.kind.leaves_as(inspection.frames)
            job = Render(
                decoded=whole.decoded, room=_SECOND, kind=leaves, lossless=header.lossless,
                faces=inspection.faces, cover=cover, digest=inspection.digest,
                inspected=whole.inspected, inspected_room=_FIRST, mask=mask,
            )  # fmt: skip
            painted = self._examining.ask(Work(render=job), Painted, whole.seconds)
            _raise_failure(painted.failure, header)
            file = self._examining.bytes(painted.length, whole.seconds)
        return Rendered(file, leaves.media_type, painted.covered)

    def stills(
        self, data: bytes, inspection: Inspection, places: Sequence[int], side: int, *, plain: bool
    ) -> tuple[Still, ...]:
        """Small copies of these frames of the picture that was inspected, their faces blurred; and
        as they are, where they are wanted `plain`. No side of one is longer than `side`.

        Raises as `render` does.
        """
        with self._whole(data, inspection) as whole:
            job = Copy(
                decoded=whole.decoded, room=_SECOND, places=tuple(places), faces=inspection.faces,
                side=side, plain=plain, digest=inspection.digest,
                inspected=whole.inspected, inspected_room=_FIRST,
            )  # fmt: skip
            copied = self._examining.ask(Work(copy=job), Copied, whole.seconds)
            _raise_failure(copied.failure, whole.header)
            return received_stills(
                self._examining, copied, places, inspection.faces, whole.seconds
            )

    def softened(self, data: bytes, look: Look) -> bytes:
        """A copy that was kept, as somebody wants to see it: JPEG. Raises as `inspect` does."""
        header = read_header(data, self._settings.limits)
        self.start()
        deadline = Deadline(self._settings.seconds)
        try:
            decoded = self._decode(data, header, Detail.FULL, _SECOND, deadline)
            seconds = (deadline.left() or 0.0) + _GRACE_SECONDS
            job = Soften(replace(decoded, capture=NOTHING), _SECOND, look)
            painted = self._examining.ask(Work(soften=job), Painted, seconds)
            _raise_failure(painted.failure, header)
            return self._examining.bytes(painted.length, seconds)
        finally:
            self._rooms[_SECOND].clear()

    @contextmanager
    def _whole(
        self, data: bytes, inspection: Inspection, digest: bytes | None = None
    ) -> Iterator["_Whole"]:
        """The pixels of the picture that was inspected, in the second room; and where they were
        scaled down then, those that were looked at in the first."""
        if not hmac.compare_digest(inspection.commit_key, commit_key(self._key, data, digest)):
            raise DetectorError("render: the inspection is of another picture")
        header = read_header(data, self._settings.limits)
        self.start()
        deadline = Deadline(self._settings.seconds)
        inspected: Decoded | None = None
        try:
            if inspection.inspected != (inspection.width, inspection.height):
                inspected = self._decode(data, header, Detail.VERDICT, _FIRST, deadline)
            decoded = self._decode(data, header, Detail.FULL, _SECOND, deadline)
            yield _Whole(header, decoded, inspected, (deadline.left() or 0.0) + _GRACE_SECONDS)
        finally:
            for room in self._rooms:
                room.clear()

    def _decode(
        self, data: bytes, header: Header, detail: Detail, room: int, deadline: Deadline
    ) -> Decoded:
        return self._decoder.decode(data, header, detail, room, deadline.left() or 0.0)


def _raise_failure(failure: Failure | None, header: Header) -> None:
    name = header.kind.value
    match failure:
        case None:
            return
        case Failure(reason="late"):
            raise MediaTooLargeError(
                f"{name}: looking at its {header.frames} frames takes too long"
            )
        case Failure(reason="changed"):
            raise UnreadableMediaError(f"{name}: it decodes to another picture than was inspected")
        case Failure(reason="render"):
            raise MediaError(failure.says)
        case _:
            raise DetectorError(failure.says or "detector: it failed")
