import os
import struct
import threading
from collections.abc import Iterator

import msgspec
import pytest

from countenance.media.pipe import (
    Deadline,
    PipeClosedError,
    PipeLateError,
    PipeUnreadError,
    receive,
    receive_bytes,
    send,
    unread,
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


def test_what_nobody_reads_is_late(pipe: tuple[int, int]) -> None:
    os.set_blocking(pipe[1], False)

    with pytest.raises(PipeLateError):
        send(pipe[1], Note("x"), bytes(1 << 20), Deadline(0.01))


def test_a_large_message_arrives_as_somebody_reads_it(pipe: tuple[int, int]) -> None:
    os.set_blocking(pipe[1], False)
    written: list[int] = []
    writer = threading.Thread(
        target=lambda: written.append(send(pipe[1], Note("x"), bytes(1 << 20), Deadline(30)))
    )
    writer.start()

    note = receive(pipe[0], Note, Deadline(30))
    rest = receive_bytes(pipe[0], 1 << 20, Deadline(30))

    writer.join(30)
    assert (note, len(rest)) == (Note("x"), 1 << 20)
    assert written == [4 + 12 + (1 << 20)]


def test_a_closed_pipe_is_noticed_on_both_sides(pipe: tuple[int, int]) -> None:
    os.close(pipe[1])
    with pytest.raises(PipeClosedError):
        receive(pipe[0], Note, Deadline(1))

    read, write = os.pipe()
    os.close(read)
    with pytest.raises(PipeClosedError):
        send(write, Note("x"))
    os.close(write)


@pytest.mark.parametrize("read", [0, 3])
def test_whoever_is_gone_has_read_of_a_message_or_has_not(read: int) -> None:
    ours, theirs = os.pipe()
    length = send(theirs, Note("x"))
    assert (length, unread(theirs)) == (4 + 12, 4 + 12)

    os.read(ours, read)
    os.close(ours)

    assert unread(theirs) == length - read
    os.close(theirs)


def test_of_one_that_is_gone_before_it_reads_nothing_was_read() -> None:
    ours, theirs = os.pipe()
    os.close(ours)

    with pytest.raises(PipeUnreadError):
        send(theirs, Note("x"))

    os.close(theirs)


def test_one_that_goes_while_it_reads_has_read(pipe: tuple[int, int]) -> None:
    ours, theirs = os.pipe()

    def leave() -> None:
        os.read(ours, 5)
        os.close(ours)

    thread = threading.Thread(target=leave)
    thread.start()

    # More than a pipe holds: it is written while the other side reads.
    with pytest.raises(PipeClosedError) as raised:
        send(theirs, Note("x"), bytes(1 << 20))

    thread.join()
    os.close(theirs)
    assert not isinstance(raised.value, PipeUnreadError)


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
