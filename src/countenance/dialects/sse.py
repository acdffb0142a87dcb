"""Server-sent events, from bytes that may be cut anywhere.

Rules kept here:
 * Lines end in CR, LF or CRLF; a first byte order mark is dropped; comments are counted, and their
   words are not kept.
 * Everything is bounded: a line and an event that grow past the limit are an error.
 * An event that was not ended by an empty line is not an event.
"""

from dataclasses import dataclass

from countenance.errors import UpstreamError

__all__ = ["MAX_EVENT", "Event", "EventReader", "event_bytes"]

MAX_EVENT = 1024 * 1024
"""Bytes of one event; a token of an answer has a few hundred."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its `data` lines joined by newlines, and its name (mostly empty)."""

    data: bytes
    name: bytes = b""


class EventReader:
    """Cuts a stream of bytes into events."""

    def __init__(self, limit: int = MAX_EVENT) -> None:
        self._limit = limit
        self._rest = b""
        self._data: list[bytes] = []
        self._name = b""
        self._size = 0
        self._begun = False
        self.comments = 0

    def feed(self, data: bytes) -> list[Event]:
        """The events that end in `data`; raises `UpstreamError` past the limit."""
        buffer = self._rest + data
        if not self._begun:
            if len(buffer) < 3 and _BOM.startswith(buffer):
                self._rest = buffer
                return []
            buffer = buffer.removeprefix(_BOM)
            self._begun = True
        if b"\r" in buffer:
            # A CR at the very end may be half of a CRLF: it waits for the next bytes.
            held = b"\r" if buffer.endswith(b"\r") else b""
            buffer = buffer[: len(buffer) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            lines = buffer.split(b"\n")
            self._rest = lines.pop() + held
        else:
            lines = buffer.split(b"\n")
            self._rest = lines.pop()
        events = [event for line in lines if (event := self._line(line)) is not None]
        if self._size + len(self._rest) > self._limit:
            raise UpstreamError(f"the upstream sent an event of more than {self._limit} bytes")
        return events

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left over that no empty line ended."""
        return not self._rest.strip(b"\r") and not self._data

    def _line(self, line: bytes) -> Event | None:
        if not line:
            if not self._data:
                self._name = b""
                return None
            event = Event(b"\n".join(self._data), self._name)
            self._data, self._name, self._size = [], b"", 0
            return event
        if line.startswith(b":"):
            self.comments += 1
            return None
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            self._data.append(value)
            self._size += len(value) + 1
            if self._size > self._limit:
                raise UpstreamError(f"the upstream sent an event of more than {self._limit} bytes")
        elif field == b"event":
            self._name = value
        return None


def event_bytes(data: bytes, name: str = "") -> bytes:
    """One event with this `data`, which has no line ends, and this name."""
    head = b"event: " + name.encode() + b"\n" if name else b""
    return head + b"data: " + data + b"\n\n"
