"""The detector's process: pixels in, faces out; and pixels in, a covered picture out.

Started as `python -I -m countenance.faces.examiner WEIGHTS ROOM ROOM`, numbers of open memory
files. It never sees the bytes of a picture, only pixels that a decoder left in a room.

Rules kept here:
 * It proves itself before its first job: a drawn face has to be found, a drawn landscape has to
   be found empty.
 * Every frame is looked at. Only a frame with the very same pixels as an earlier one takes over
   that one's faces.
 * What is rendered has to be what was inspected: the same pixels by their digest, or, where the
   inspected ones were scaled down, the same picture (`countenance.media.compare`).
"""

import hashlib
import mmap
import signal
import sys
import time
from dataclasses import replace

import numpy as np

from countenance.errors import DetectorError, MediaError
from countenance.faces.boxes import Face, merged
from countenance.faces.cascade import find_faces
from countenance.faces.cover import cover_faces
from countenance.faces.detector import Detector, open_detector
from countenance.faces.filming import Filming
from countenance.faces.messages import (
    Copied,
    Copy,
    Examined,
    Failure,
    Find,
    Open,
    Painted,
    Render,
    Soften,
    Work,
)
from countenance.faces.stills import softened, still_of
from countenance.faces.weights import Weights
from countenance.media.compare import same_picture
from countenance.media.drawn import landscape, portrait
from countenance.media.encode import encoded, encoded_mask
from countenance.media.pipe import Deadline, PipeClosedError, receive, send
from countenance.media.pixels import Pixels, pixels_in
from countenance.media.sketch import sketch_of

__all__ = ["main"]


def main() -> None:
    """Serve jobs from standard input until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    weights, *rooms = (int(number) for number in sys.argv[1:])
    try:
        opened = receive(0, Open, Deadline(None))
        model = mmap.mmap(weights, opened.length, prot=mmap.PROT_READ)[:]
        detector = open_detector(Weights(opened.kind, model, opened.sha256))
        _prove(detector)
    except DetectorError as error:
        send(1, Examined(failure=Failure("detector", str(error))))
        return
    send(1, Examined())
    filming = Filming(rooms)
    while True:
        try:
            work = receive(0, Work, Deadline(None))
        except PipeClosedError:
            return
        if work.find is not None:
            send(1, _examined(work.find, rooms, detector))
        if work.render is not None:
            painted, file = _painted(work.render, rooms)
            send(1, painted, file)
        if work.roll is not None:
            send(1, *filming.rolled(work.roll))
        if work.copy is not None:
            send(1, *_copied(work.copy, rooms))
        if work.soften is not None:
            send(1, *_softened(work.soften, rooms))


def _prove(detector: Detector) -> None:
    face = portrait(160)
    if len(find_faces(face.pixels, detector).faces) != 1:
        raise DetectorError("detector: it does not find the one face in a drawn portrait")
    if detector.find(landscape(320, 200).pixels, detector.threshold):
        raise DetectorError("detector: it finds a face in a drawn landscape")


def _examined(job: Find, rooms: list[int], detector: Detector) -> Examined:
    until = time.monotonic() + job.seconds
    views = pixels_in(rooms[job.room], job.decoded)
    count = job.decoded.frames
    faces: list[Face] = []
    passes: list[str] = []
    seen: dict[bytes, tuple[Face, ...]] = {}
    # Each frame is hashed once: of a large picture that costs as much as a pass.
    keys = [hashlib.sha256(view.data).digest() for view in views]
    try:
        for place, (view, key) in enumerate(zip(views, keys, strict=True)):
            if key not in seen:
                if time.monotonic() > until:
                    return Examined(failure=Failure("late"))
                found = find_faces(view, detector)
                seen[key] = found.faces
                passes += (step for step in found.passes if step not in passes)
            frame = place if place < count else job.decoded.bare[place - count]
            bare = "" if place < count else "bare "
            faces += (
                replace(face, frame=frame, found_by=bare + face.found_by) for face in seen[key]
            )
    except DetectorError as error:
        return Examined(failure=Failure("detector", str(error)))
    whole = keys[0] if count == 1 else hashlib.sha256(views[:count].data).digest()
    digest = whole.hex()
    sketch = sketch_of(views[0], [(face.x0, face.y0, face.x1, face.y1) for face in seen[keys[0]]])
    return Examined(merged(faces), tuple(passes), digest, b"".join(sketch))


def _painted(job: Render, rooms: list[int]) -> tuple[Painted, bytes]:
    frames = pixels_in(rooms[job.room], replace(job.decoded, bare=()))
    if not _is_inspected(job, frames, rooms):
        return Painted(failure=Failure("changed")), b""
    covered = 0
    try:
        if job.cover is not None:
            frames = np.array(frames)
            covered = cover_faces(frames, job.faces, job.cover)
        file = encoded_mask(frames) if job.mask else encoded(
            job.kind,
            frames,
            durations=job.decoded.durations,
            loop=job.decoded.loop,
            lossless=job.lossless,
            sizes=job.decoded.sizes,
        )
    except (MediaError, ValueError) as error:
        return Painted(failure=Failure("render", str(error))), b""
    return Painted(len(file), covered), file


def _copied(job: Copy, rooms: list[int]) -> tuple[Copied, bytes]:
    frames = pixels_in(rooms[job.room], replace(job.decoded, bare=()))
    if job.digest and not _is_inspected(job, frames, rooms):
        return Copied(failure=Failure("changed")), b""
    digest = hashlib.sha256(frames.data).hexdigest()
    files: list[bytes] = []
    lengths: list[tuple[int, int]] = []
    try:
        for place in job.places:
            frame = frames[place]
            if job.decoded.sizes:
                wide, high = job.decoded.sizes[place]
                frame = frame[:high, :wide]
            faces = [face for face in job.faces if face.frame == place]
            pair = still_of(frame, faces, job.side, plain=job.plain)
            files += pair
            lengths.append((len(pair[0]), len(pair[1])))
    except (MediaError, ValueError, IndexError) as error:
        return Copied(failure=Failure("render", str(error))), b""
    return Copied(tuple(lengths), digest), b"".join(files)


def _softened(job: Soften, rooms: list[int]) -> tuple[Painted, bytes]:
    frames = pixels_in(rooms[job.room], replace(job.decoded, bare=()))
    try:
        file = softened(frames[0], job.look)
    except (MediaError, ValueError) as error:
        return Painted(failure=Failure("render", str(error))), b""
    return Painted(len(file)), file


def _is_inspected(job: Render | Copy, frames: Pixels, rooms: list[int]) -> bool:
    if job.inspected is None:
        return hashlib.sha256(frames.data).hexdigest() == job.digest
    inspected = pixels_in(rooms[job.inspected_room], job.inspected)
    return hashlib.sha256(inspected.data).hexdigest() == job.digest and all(
        same_picture(*pair) for pair in zip(frames, inspected, strict=True)
    )


if __name__ == "__main__":
    main()
