"""Messages over the pipe between a process and the worker it started.

A message is a JSON object with its length before it, and may be followed by plain bytes whose
length it states. Nothing on a pipe is ever unpickled.

Rules kept here:
 * Reading has a deadline, and so has writing to a worker. One that says nothing, or reads nothing,
   in time is as good as dead.
 * Lengths are bounded, so that a worker cannot make its reader allocate without end.
"""

import fcntl
import os
import select
import struct
import sys
import termios
import time
from typing import TypeVar

import msgspec

__all__ = [
    "Deadline",
    "PipeClosedError",
    "PipeLateError",
    "PipeUnreadError",
    "receive",
    "receive_bytes",
    "send",
    "unread",
]

MESSAGE_MOST = 4 * 1024 * 1024
_Message = TypeVar("_Message")


class PipeClosedError(Exception):
    """The other side is gone, or says what is not a message."""


class PipeUnreadError(PipeClosedError):
    """The other side was gone before it read anything of what was sent."""


class PipeLateError(Exception):
    """The other side did not read, or did not answer, in time."""


class Deadline:
    """A point in time, `seconds` from now; None never comes."""

    def __init__(self, seconds: float | None) -> None:
        self._at = None if seconds is None else time.monotonic() + seconds

    def left(self) -> float | None:
        """Seconds left, not below 0; None when there is no end."""
        return None if self._at is None else max(0.0, self._at - time.monotonic())


def send(
    pipe: int, message: object, payload: bytes = b"", deadline: Deadline | None = None
) -> int:
    """Write one message and the bytes after it; how many bytes these were.

    `deadline`: for a pipe that does not block; without one it waits as long as nobody reads.

    Raises `PipeClosedError`; `PipeUnreadError` when nobody read any of them; `PipeLateError`.
    """
    body = msgspec.json.encode(message)
    sent = 0
    try:
        for part in (struct.pack(">I", len(body)), body, payload):
            view = memoryview(part)
            while view:
                try:
                    written = os.write(pipe, view)
                except BlockingIOError as cause:
                    left = None if deadline is None else deadline.left()
                    if not _is_ready(pipe, select.POLLOUT, left):
                        raise PipeLateError("nobody read in time") from cause
                    continue
                view = view[written:]
                sent += written
    except OSError as cause:
        closed = PipeUnreadError if unread(pipe) == sent else PipeClosedError
        raise closed("pipe closed while writing") from cause
    return sent


def unread(pipe: int) -> int:
    """Bytes that were written and that nobody has read."""
    count = fcntl.ioctl(pipe, termios.FIONREAD, bytes(4))
    return int.from_bytes(count, sys.byteorder)


def receive(pipe: int, kind: type[_Message], deadline: Deadline) -> _Message:
    """The next message. Raises `PipeClosedError` or `PipeLateError`."""
    (length,) = struct.unpack(">I", receive_bytes(pipe, 4, deadline))
    if length > MESSAGE_MOST:
        raise PipeClosedError(f"a message of {length} bytes; expected at most {MESSAGE_MOST}")
    body = receive_bytes(pipe, length, deadline)
    try:
        return msgspec.json.decode(body, type=kind, strict=True)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as cause:
        raise PipeClosedError("what came is not the message expected") from cause


def receive_bytes(pipe: int, length: int, deadline: Deadline) -> bytes:
    """Exactly this many bytes. Raises `PipeClosedError` or `PipeLateError`."""
    parts: list[bytes] = []
    while length:
        left = deadline.left()
        # Without an end there is nothing to poll for: a worker in its sandbox may not.
        if left is not None and not _is_ready(pipe, select.POLLIN, left):
            raise PipeLateError("no answer in time")
        try:
            part = os.read(pipe, min(length, 1 << 20))
        except OSError as cause:
            raise PipeClosedError("pipe closed while reading") from cause
        if not part:
            raise PipeClosedError("pipe closed while reading")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _is_ready(pipe: int, event: int, left: float | None) -> bool:
    """Wait so many seconds until a pipe can be read or written; whether it can in time."""
    # What is there already may be late as well: else one that never stops sending had no end.
    if left == 0:
        return False
    poll = select.poll()
    poll.register(pipe, event)
    return bool(poll.poll(None if left is None else left * 1000))
