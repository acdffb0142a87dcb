"""The examiner's process, spoken to as the bench does."""

import hashlib
import io
from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray
from PIL import Image

from countenance.faces.boxes import Face
from countenance.faces.cover import Cover
from countenance.faces.look import Blur, Look
from countenance.faces.messages import (
    Copied,
    Copy,
    Examined,
    Find,
    Open,
    Painted,
    Render,
    Soften,
    Work,
)
from countenance.faces.weights import Weights
from countenance.media.drawn import landscape, portrait
from countenance.media.kinds import MediaKind
from countenance.media.pipe import Deadline, receive, receive_bytes, send
from countenance.media.pixels import Decoded
from countenance.media.process import MemoryFile, Worker
from countenance.stores.weights import built_in_weights

Answer = TypeVar("Answer")


class Running:
    """An examiner with two rooms."""

    def __init__(self, weights: Weights, sha256: str) -> None:
        self.files = [MemoryFile("weights"), MemoryFile("room"), MemoryFile("room")]
        self.files[0].fill(weights.model)
        self.worker = Worker("countenance.faces.examiner", self.files)
        send(self.worker.down, Open(weights.kind, len(weights.model), sha256))
        self.started = receive(self.worker.up, Examined, Deadline(30))

    def ask(self, work: Work, kind: type[Answer]) -> Answer:
        send(self.worker.down, work)
        return receive(self.worker.up, kind, Deadline(30))

    def end(self) -> None:
        self.worker.end()
        for file in self.files:
            file.close()


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    weights = built_in_weights()
    running = Running(weights, weights.sha256)
    assert running.started.failure is None
    yield running
    running.end()


def frames(*pictures: NDArray[np.uint8]) -> tuple[bytes, Decoded]:
    height, width = pictures[0].shape[:2]
    return b"".join(picture.tobytes() for picture in pictures), Decoded(
        width, height, len(pictures), width, height
    )


def test_weights_with_another_digest_do_not_start() -> None:
    running = Running(built_in_weights(), "00")

    assert running.started.failure is not None
    assert "digest" in running.started.failure.says
    running.end()


def test_every_frame_is_looked_at_and_the_digest_is_of_the_pixels(running: Running) -> None:
    pixels, decoded = frames(landscape(160, 160).pixels, portrait(160).pixels)
    running.files[1].fill(pixels)

    examined = running.ask(Work(Find(decoded, 0, 20)), Examined)

    assert [face.frame for face in examined.faces] == [1]
    assert examined.digest == hashlib.sha256(pixels).hexdigest()
    assert examined.passes[0] == "upright-640"


def test_bare_views_count_for_the_frame_that_hides_them(running: Running) -> None:
    pixels, decoded = frames(landscape(160, 160).pixels, portrait(160).pixels)
    running.files[1].fill(pixels)
    hiding = Decoded(160, 160, 1, 160, 160, bare=(0,))

    examined = running.ask(Work(Find(hiding, 0, 20)), Examined)

    assert [(face.frame, face.found_by) for face in examined.faces] == [(0, "bare upright-640")]
    assert examined.digest == hashlib.sha256(pixels[: 160 * 160 * 3]).hexdigest()
    assert decoded.frames == 2


def test_frames_that_take_too_long_are_late(running: Running) -> None:
    pixels, decoded = frames(landscape(32, 32).pixels, portrait(32).pixels)
    running.files[1].fill(pixels)

    examined = running.ask(Work(Find(decoded, 0, 0.0)), Examined)

    assert examined.failure is not None
    assert examined.failure.reason == "late"


def test_only_what_was_inspected_is_rendered(running: Running) -> None:
    pixels, decoded = frames(portrait(160).pixels)
    running.files[1].fill(pixels)
    digest = hashlib.sha256(pixels).hexdigest()
    face = Face(50, 40, 110, 120, 0.9)
    good = Render(decoded, 0, MediaKind.PNG, False, (face,), Cover.SOLID, digest)

    painted = running.ask(Work(render=good), Painted)
    file = receive_bytes(running.worker.up, painted.length, Deadline(5))
    other = Render(decoded, 0, MediaKind.PNG, False, (), None, hashlib.sha256(b"").hexdigest())
    refused = running.ask(Work(render=other), Painted)

    assert painted.covered == 1
    with Image.open(io.BytesIO(file)) as image:
        assert (np.asarray(image)[40:120, 50:110] == 0).all()
    assert refused.failure is not None
    assert refused.failure.reason == "changed"
    assert refused.length == 0


def test_a_full_picture_has_to_be_the_scaled_one_that_was_inspected(running: Running) -> None:
    empty = np.asarray(Image.fromarray(landscape(100, 100).pixels).resize((400, 400)))
    face = empty.copy()
    face[100:300, 100:300] = portrait(200).pixels
    small, scaled = frames(np.asarray(Image.fromarray(empty).resize((200, 200))))
    scaled = Decoded(200, 200, 1, 400, 400)
    digest = hashlib.sha256(small).hexdigest()
    running.files[1].fill(small)
    reasons = []
    for full in (empty, face):
        pixels, decoded = frames(full)
        running.files[2].fill(pixels)
        job = Render(decoded, 1, MediaKind.PNG, False, (), None, digest, scaled, 0)
        painted = running.ask(Work(render=job), Painted)
        receive_bytes(running.worker.up, painted.length, Deadline(5))
        reasons.append(painted.failure.reason if painted.failure else "same")

    assert reasons == ["same", "changed"]


def test_a_face_that_cannot_be_covered_is_not_rendered(running: Running) -> None:
    pixels, decoded = frames(portrait(64).pixels)
    running.files[1].fill(pixels)
    digest = hashlib.sha256(pixels).hexdigest()
    outside = Face(900, 900, 950, 950, 0.9)

    painted = running.ask(
        Work(render=Render(decoded, 0, MediaKind.PNG, False, (outside,), Cover.SOLID, digest)),
        Painted,
    )

    assert painted.failure is not None
    assert painted.failure.reason == "render"


def test_only_what_was_inspected_is_copied_and_each_frame_has_its_own_faces(
    running: Running,
) -> None:
    pixels, decoded = frames(landscape(160, 160).pixels, portrait(160).pixels)
    running.files[1].fill(pixels)
    face = Face(50, 40, 110, 120, 0.9, frame=1)
    digest = hashlib.sha256(pixels).hexdigest()
    job = Copy(decoded, 0, (0, 1), (face,), 80, False, digest)

    copied = running.ask(Work(copy=job), Copied)
    files = [
        [receive_bytes(running.worker.up, length, Deadline(5)) for length in pair]
        for pair in copied.lengths
    ]
    other = running.ask(Work(copy=replace(job, digest="00")), Copied)
    nowhere = running.ask(Work(copy=replace(job, places=(2,))), Copied)

    assert copied.digest == digest
    assert [len(plain) for _, plain in files] == [0, 0]
    with Image.open(io.BytesIO(files[1][0])) as image:
        assert image.size == (80, 80)
    assert [each.failure and each.failure.reason for each in (other, nowhere)] == [
        "changed", "render",
    ]  # fmt: skip


def test_a_copy_is_softened_as_it_is_wanted(running: Running) -> None:
    pixels, decoded = frames(portrait(160).pixels)
    running.files[1].fill(pixels)

    job = Soften(decoded, 0, Look(Blur.SOFT, greyscale=True))
    painted = running.ask(Work(soften=job), Painted)
    file = receive_bytes(running.worker.up, painted.length, Deadline(5))

    with Image.open(io.BytesIO(file)) as image:
        assert (np.ptp(np.asarray(image.convert("RGB")).astype(int), axis=2) == 0).all()
