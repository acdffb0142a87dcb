"""The gate's side of reading print."""

import importlib.util
from collections.abc import Iterator

import numpy as np
import pytest

from countenance.errors import DetectorError, MediaTooLargeError, SettingsError
from countenance.media.pixels import Decoded
from countenance.media.print_messages import PrintFound
from countenance.media.print_reader import PrintReader, check_ocr_extra
from countenance.media.printed import MOST_LINES, Line
from countenance.media.process import MemoryFile
from lost_workers import Moment, lose
from made_print import printed


@pytest.fixture(scope="module")
def rooms() -> Iterator[list[MemoryFile]]:
    rooms = [MemoryFile("room") for _ in range(2)]
    yield rooms
    for room in rooms:
        room.close()


@pytest.fixture(scope="module")
def reader(rooms: list[MemoryFile]) -> Iterator[PrintReader]:
    reader = PrintReader(rooms)
    yield reader
    reader.close()


def laid(room: MemoryFile, *frames: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Decoded:
    """Frames of one size in a room."""
    room.fill(b"".join(frame.tobytes() for frame in frames))
    height, width = frames[0].shape[:2]
    return Decoded(width, height, len(frames), width, height)


def read(reader: PrintReader, decoded: Decoded, seconds: float = 60) -> list[str]:
    reader.start()
    reader.begin(decoded, 0, seconds)
    return [line.text for line in reader.lines(seconds)]


def test_every_frame_is_read_and_the_same_words_once(
    reader: PrintReader, rooms: list[MemoryFile]
) -> None:
    one, two = printed("Good morning"), printed("Good evening")

    assert read(reader, laid(rooms[0], one, one, two)) == ["Good morning", "Good evening"]


def test_it_may_be_late(reader: PrintReader, rooms: list[MemoryFile]) -> None:
    decoded = laid(rooms[0], printed("Good morning"))

    with pytest.raises(MediaTooLargeError, match="takes too long"):
        read(reader, decoded, -1)

    assert read(reader, decoded) == ["Good morning"]


@pytest.mark.long
def test_an_answer_that_nobody_waited_for_is_not_that_of_the_next_picture(
    reader: PrintReader, rooms: list[MemoryFile]
) -> None:
    reader.start()
    first = reader.number
    reader.begin(laid(rooms[0], printed("Good morning")), 0, 60)

    assert read(reader, laid(rooms[0], printed("Good evening"))) == ["Good evening"]
    assert reader.number != first


@pytest.mark.long
@pytest.mark.parametrize("moment", Moment)
def test_one_that_was_lost_is_replaced_and_costs_what_it_had_begun(
    moment: Moment, reader: PrintReader, rooms: list[MemoryFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.start()
    lost = lose(monkeypatch, moment, reader.number)
    decoded = laid(rooms[0], printed("Good evening"))

    if moment is Moment.READ:
        with pytest.raises(DetectorError, match="was lost"):
            read(reader, decoded)

    assert read(reader, decoded) == ["Good evening"]
    assert len(lost) == 1
    assert reader.number not in lost


@pytest.mark.long
def test_a_picture_that_two_did_not_begin_fails(
    reader: PrintReader, rooms: list[MemoryFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = lose(monkeypatch, Moment.BEFORE)

    with pytest.raises(DetectorError, match="was lost"):
        read(reader, laid(rooms[0], printed("Good morning")))

    assert len(lost) == 2


def test_without_a_worker_nothing_is_read(rooms: list[MemoryFile]) -> None:
    with pytest.raises(DetectorError, match="no reader runs"):
        PrintReader(rooms).begin(Decoded(1, 1, 1, 1, 1), 0, 1)


def test_an_answer_without_bounds_is_none(
    rooms: list[MemoryFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = PrintReader(rooms)
    many = PrintFound(tuple(Line(str(at), 1, 1) for at in range(MOST_LINES + 1)))
    monkeypatch.setattr(reader, "_received", lambda _: many)

    with pytest.raises(DetectorError, match="not one"):
        reader.lines(1)


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec

    check_ocr_extra()
    monkeypatch.setattr(
        "importlib.util.find_spec",
        lambda name: None if name == "rapidocr_onnxruntime" else found(name),
    )

    with pytest.raises(SettingsError, match="not installed: rapidocr_onnxruntime; `pip install"):
        check_ocr_extra()
