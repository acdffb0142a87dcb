"""Server-sent events, from bytes that may be cut anywhere."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.sse import Event, EventReader, event_bytes
from countenance.errors import UpstreamError

STREAM = (
    b"\xef\xbb\xbf: hello\n\n"
    b"data: one\n\n"
    b"event: note\r\ndata: two\r\ndata: lines\r\n\r\n"
    b"id: 7\rdata:three\r\r"
    b"retry: 10\n\n"
    b"data\n\n"
    b'data: {"a":"\xc3\xa9"}\n\n'
)
EVENTS = [
    Event(b"one"),
    Event(b"two\nlines", b"note"),
    Event(b"three"),
    Event(b""),
    Event(b'{"a":"\xc3\xa9"}'),
]


def test_lines_end_in_three_ways() -> None:
    reader = EventReader()

    assert reader.feed(STREAM) == EVENTS
    assert reader.comments == 1
    assert reader.is_clean


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
@settings(max_examples=300, deadline=None)
def test_it_does_not_matter_where_the_bytes_are_cut(places: list[int]) -> None:
    reader = EventReader()
    events = []
    cuts = [0, *sorted(places), len(STREAM)]

    for start, end in pairwise(cuts):
        events += reader.feed(STREAM[start:end])

    assert events == EVENTS
    assert reader.comments == 1


def test_an_event_that_was_not_ended_is_none() -> None:
    reader = EventReader()

    assert reader.feed(b"data: one\n") == []
    assert not reader.is_clean


@pytest.mark.parametrize(
    "pieces",
    [[b"data: " + b"x" * 200], [b"data: xxxx\n"] * 30, [b"x" * 60] * 3, [b": " + b"x" * 200]],
)
def test_an_event_or_line_without_end_is_an_error(pieces: list[bytes]) -> None:
    reader = EventReader(limit=100)

    def feed_all() -> None:
        for piece in pieces:
            reader.feed(piece)

    with pytest.raises(UpstreamError, match="more than 100 bytes"):
        feed_all()


def test_an_event_is_written_as_it_is_read() -> None:
    assert EventReader().feed(event_bytes(b'{"a":1}')) == [Event(b'{"a":1}')]


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_events_or_nothing(data: bytes) -> None:
    reader = EventReader(limit=1000)

    for event in reader.feed(data):
        assert b"\n" not in event.name
