"""What is handed to a recognizer at once."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from countenance.reports.recording import Span
from countenance.reports.speech.spans import without
from countenance.reports.speech.windows import LONGEST, cut_to_length, piece_of, windows
from reports.speech.made import silence


def _speech(pieces: list[tuple[int, int]]) -> tuple[tuple[Span, ...], int]:
    at, spans = 0, []
    for pause, length in pieces:
        spans.append(Span(at + pause, at + pause + length))
        at = spans[-1].end
    return tuple(spans), at + 500


@given(
    st.lists(st.tuples(st.integers(1, 5000), st.integers(1, LONGEST)), max_size=12),
    st.integers(0, 6000),
)
def test_all_speech_is_in_windows_that_do_not_overlap(
    pieces: list[tuple[int, int]], pause: int
) -> None:
    speech, end = _speech(pieces)

    found = windows(speech, pause, end)

    assert not without(speech, found)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    assert all(span.length <= LONGEST + 600 and span.end <= end for span in found)


def test_pauses_stay_inside_where_they_are_short() -> None:
    speech = (Span(1000, 2000), Span(3000, 4000), Span(9000, 9500))

    assert windows(speech, 1500, 20_000) == (Span(700, 4300), Span(8700, 9800))


def test_speech_without_a_pause_is_cut_where_it_is_quiet() -> None:
    samples = np.full(60_000 * 16, 3000, np.int16)
    samples[24_000 * 16 : 24_300 * 16] = 10

    one, two, three = cut_to_length((Span(0, 60_000),), samples)

    assert 24_000 <= one.end <= 24_300
    assert (one.end, two.end) == (two.start, three.start)
    assert max(one.length, two.length, three.length) <= LONGEST
    assert three.end == 60_000


def test_a_piece_has_the_samples_of_its_time() -> None:
    assert len(piece_of(silence(1000), Span(250, 750))) == 8000
    assert len(piece_of(silence(1000), Span(900, 1500))) == 1600
