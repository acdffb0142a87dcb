"""What every streamed answer is read in: events of the upstream in, bytes for the caller out.

A dialect says what it makes of one event, and how it tells that the answer broke off.

Rules kept here:
 * Nothing leaves after the last event, and nothing overtakes what waits for a picture.
 * An event that cannot be read ends the answer with an error; what was held is dropped.
 * Comment lines of an upstream go on while nothing else is due: a client hears that it lives.
"""

from abc import ABC, abstractmethod
from typing import Any

from countenance.dialects.answer_pictures import Opened, Outbox
from countenance.dialects.call import Part
from countenance.dialects.check import Withheld
from countenance.dialects.sse import Event, EventReader
from countenance.errors import UnreadableCallError, UpstreamError

__all__ = ["EventStream", "broken_off"]


class EventStream(ABC):
    """One streamed answer. `is_broken`: whether it ended in an error event."""

    def __init__(self, reader: EventReader, out: Outbox) -> None:
        self._reader = reader
        self._out = out
        self._done = False
        self.is_broken = False
        self.withheld: list[Withheld] = []
        self.usage: dict[str, Any] | None = None

    @property
    def is_done(self) -> bool:
        """Whether the last byte for the caller has been given; the upstream can be closed."""
        return self._done and not self._out

    @property
    def _over(self) -> bool:
        """Whether the last event is there; it may still wait for a picture."""
        return self._done

    def feed(self, data: bytes) -> bytes:
        """What may leave after these bytes of the upstream; often nothing."""
        if self._done:
            return b""
        try:
            comments = self._reader.comments
            for event in self._reader.feed(data):
                if self._over:
                    break
                self._take(event)
            if not self._out and self._reader.comments > comments:
                return b":\n\n"
        except (UpstreamError, UnreadableCallError):
            return self._out.taken() + self.fail()
        return self._out.taken()

    def pictures(self) -> tuple[Part, ...]:
        """The pictures that have to be opened now."""
        return self._out.pictures.take()

    def show(self, opened: Opened) -> bytes:
        """What may leave now that these pictures were opened."""
        self._out.show(opened)
        return self._out.taken()

    def end(self) -> bytes:
        """The upstream has closed: nothing more if it had finished, else an error event."""
        return b"" if self._over else self.fail("the upstream ended before its answer did")

    def fail(self, says: str = "the upstream sent what is not an answer") -> bytes:
        """End the stream with an error event; what was held is dropped."""
        if self.is_done:
            return b""
        self._done = self.is_broken = True
        self._out.clear()
        return self._broken_off(says)

    @abstractmethod
    def _take(self, event: Event) -> None:
        """One event. Raises `UpstreamError` or `UnreadableCallError` for what is not one."""

    @abstractmethod
    def _broken_off(self, says: str) -> bytes:
        """The end of an answer that broke off, in the form of the dialect."""


def broken_off(says: str) -> dict[str, Any]:
    """The error of OpenAI's clients for an answer that broke off."""
    return {
        "message": f"upstream · {says}",
        "type": "server_error",
        "param": None,
        "code": "upstream_failed",
        "countenance": {"clause": "upstream", "says": says},
    }
