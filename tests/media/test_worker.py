from collections.abc import Iterator

import msgspec
import pytest
from PIL import Image

from countenance.media.header import Header, Limits, read_header
from countenance.media.messages import Answer, Ended, Job, Said
from countenance.media.pipe import Deadline, receive, send
from countenance.media.pixels import Detail, pixels_in, room_needed
from countenance.media.process import MemoryFile, Worker
from made_pictures import landscape_jpeg, saved


class Running:
    """The worker's process, spoken to as its caller does."""

    def __init__(self) -> None:
        self.file, self.room = MemoryFile("file"), MemoryFile("room")
        self.worker = Worker("countenance.media.worker", [self.file, self.room])
        receive(self.worker.up, Answer, Deadline(30))

    def ask(self, data: bytes, header: Header, **limits: float) -> Answer:
        self.file.fill(data)
        self.room.clear(room_needed(header))
        given = {"memory": 1 << 30, "cpu_seconds": 10, "seconds": 20.0} | limits
        job = Job(
            header, Detail.VERDICT, len(data), 1, int(given["memory"]), int(given["cpu_seconds"]),
            given["seconds"],
        )  # fmt: skip
        send(self.worker.down, job)
        return receive(self.worker.up, Answer, Deadline(30))


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    running = Running()
    yield running
    running.worker.end()
    running.file.close()
    running.room.close()


def said(answer: Answer) -> Said:
    assert answer.ended is Ended.ANSWERED
    return msgspec.json.decode(answer.said, type=Said)


def test_pixels_stand_in_the_room(running: Running) -> None:
    data = landscape_jpeg()

    decoded = said(running.ask(data, read_header(data, Limits()))).decoded

    assert decoded is not None
    assert pixels_in(running.room.number, decoded).mean() > 50


def test_a_broken_picture_is_said_to_be_unreadable(running: Running) -> None:
    data = landscape_jpeg()

    assert said(running.ask(data[:2000], read_header(data, Limits()))).unreadable


def test_memory_ends_one_picture_and_not_the_worker(running: Running) -> None:
    data = saved(Image.new("RGB", (4000, 4000)), "PNG")
    number = running.worker.number

    assert said(running.ask(data, read_header(data, Limits()), memory=170 << 20)).too_large

    assert running.worker.number == number
    small = landscape_jpeg()
    assert said(running.ask(small, read_header(small, Limits()))).decoded is not None


def test_processor_time_ends_one_picture(running: Running) -> None:
    image = Image.new("RGBA", (6300, 6300), (9, 90, 200, 100))
    data = saved(image, "PNG", compress_level=1)
    limits = Limits(bytes=1 << 30)

    answer = running.ask(data, read_header(data, limits), cpu_seconds=1, memory=1 << 31)

    assert answer.ended is Ended.LIMITED


def test_a_late_picture_is_ended(running: Running) -> None:
    data = landscape_jpeg()

    assert running.ask(data, read_header(data, Limits()), seconds=0.0).ended is Ended.LATE
