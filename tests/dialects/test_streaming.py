"""The frame of a streamed answer: what leaves, what waits for a picture, and how it breaks off."""

from countenance.dialects.answer_pictures import Outbox, Place, Shown
from countenance.dialects.sse import Event, EventReader
from countenance.dialects.streaming import EventStream, broken_off
from countenance.errors import UpstreamError


class Letters(EventStream):
    """Gives out each event as it is; `picture` waits for one, `end` is the last, `bad` is none."""

    def __init__(self) -> None:
        super().__init__(EventReader(), Outbox())

    def _take(self, event: Event) -> None:
        match event.data:
            case b"bad":
                raise UpstreamError("not an event")
            case b"picture":
                part = self._out.pictures.of_base64("AAAA")
                self._out.put_tree(Place((part,), lambda shown: shown[0].media_type))
            case b"end":
                self._done = True
            case data:
                self._out.put(data)

    def _broken_off(self, says: str) -> bytes:
        return f"<{says}>".encode()


def events(*words: str) -> bytes:
    return b"".join(f"data: {word}\n\n".encode() for word in words)


def test_events_leave_in_order_and_nothing_after_the_last() -> None:
    stream = Letters()

    assert stream.feed(events("a", "b", "end", "c")) == b"ab"
    assert stream.is_done
    assert stream.feed(events("d")) == b""
    assert stream.end() == b""
    assert not stream.is_broken


def test_what_comes_after_a_picture_waits_until_it_was_opened() -> None:
    stream = Letters()

    assert stream.feed(events("a", "picture", "b", "end")) == b"a"
    assert not stream.is_done
    (part,) = stream.pictures()
    assert stream.show({part.where: Shown("image/png", b"p")}) == b'data: "image/png"\n\nb'
    assert stream.is_done


def test_an_event_that_is_none_ends_the_answer_and_drops_what_waits() -> None:
    stream = Letters()

    out = stream.feed(events("a", "picture", "b", "bad", "c"))

    assert out == b"a<the upstream sent what is not an answer>"
    assert stream.is_broken
    assert stream.is_done


def test_an_upstream_that_stops_before_its_end_is_told_once() -> None:
    stream = Letters()
    stream.feed(events("a"))

    assert stream.end() == b"<the upstream ended before its answer did>"
    assert stream.fail("again") == b""


def test_a_comment_goes_on_while_nothing_else_is_due() -> None:
    stream = Letters()

    assert stream.feed(b": here\n\n") == b":\n\n"
    assert stream.feed(b": here\n\n" + events("a")) == b"a"


def test_the_error_of_an_answer_that_broke_off_names_the_upstream() -> None:
    error = broken_off("gone")

    assert error["code"] == "upstream_failed"
    assert error["message"] == "upstream · gone"
    assert error["countenance"] == {"clause": "upstream", "says": "gone"}
