import os
import struct
from collections.abc import Iterator

import msgspec
import pytest

from countenance.media.pipe import (
    Deadline,
    PipeClosedError,
    PipeLateError,
    receive,
    receive_bytes,
    send,
)


class Note(msgspec.Struct):
    text: str


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        try:
            os.close(end)
        except OSError:
            continue


def test_a_message_and_its_bytes_arrive(pipe: tuple[int, int]) -> None:
    send(pipe[1], Note("here"), b"and more")

    assert receive(pipe[0], Note, Deadline(1)) == Note("here")
    assert receive_bytes(pipe[0], 8, Deadline(1)) == b"and more"


def test_what_is_there_after_the_time_is_over_is_late(pipe: tuple[int, int]) -> None:
    os.write(pipe[1], b"abcd")

    with pytest.raises(PipeLateError):
        receive_bytes(pipe[0], 4, Deadline(0))


def test_silence_is_late(pipe: tuple[int, int]) -> None:
    with pytest.raises(PipeLateError):
        receive(pipe[0], Note, Deadline(0.01))


def test_a_closed_pipe_is_noticed_on_both_sides(pipe: tuple[int, int]) -> None:
    os.close(pipe[1])
    with pytest.raises(PipeClosedError):
        receive(pipe[0], Note, Deadline(1))

    read, write = os.pipe()
    os.close(read)
    with pytest.raises(PipeClosedError):
        send(write, Note("x"))
    os.close(write)


@pytest.mark.parametrize(
    "wire",
    [
        struct.pack(">I", 1 << 31),
        b"\x00\x00\x00\x02[]",
        b'\x00\x00\x00\x0a{"text":5}',
        b'\x00\x00\x00\x0c{"text":"\xff"}',
    ],
)
def test_what_is_not_a_message_closes_the_pipe(pipe: tuple[int, int], wire: bytes) -> None:
    os.write(pipe[1], wire)

    with pytest.raises(PipeClosedError):
        receive(pipe[0], Note, Deadline(1))


def test_a_deadline_runs_down_and_none_never_comes() -> None:
    assert Deadline(0).left() == 0
    assert 0 < (Deadline(5).left() or 0) <= 5
    assert Deadline(None).left() is None
