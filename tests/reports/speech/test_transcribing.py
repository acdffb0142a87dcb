"""A recording's samples to its transcript: all speech is under words, or marked."""

import sys
from types import FrameType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from countenance.reports.hearing import samples_digest
from countenance.reports.recording import Span
from countenance.reports.speech.recognizer import Line
from countenance.reports.speech.spans import joined, without
from countenance.reports.speech.transcribing import transcribe
from countenance.reports.transcript import Transcript, Word
from reports.speech.made import Counting, Detecting, line, said, silence

SHA = samples_digest(silence(1))


def transcribed(
    recognizer: Counting, detector: Detecting, milliseconds: int = 20_000
) -> Transcript:
    return transcribe(silence(milliseconds), SHA, recognizer, detector)


def test_words_become_segments_with_their_times() -> None:
    heard = [line("Any weapons in the car?", 1000), line("No. I said no.", 3000)]

    found = transcribed(Counting(lambda _: heard), Detecting((900, 2600), (2950, 4300)))

    assert [(each.id, each.text) for each in found.segments] == [
        ("s1", "Any weapons in the car?"), ("s2", "No. I said no."),
    ]  # fmt: skip
    assert found.segments[0].span == Span(750, 2950)  # with a little time around
    assert found.unintelligible == ()
    assert found.samples_sha256 == SHA
    assert [program.part for program in found.programs] == [
        "speech-to-text", "voice-activity", "speakers",
    ]  # fmt: skip


def test_speech_without_words_is_heard_once_more_and_then_marked() -> None:
    recognizer = Counting(lambda window: [] if window.start > 5000 else [line("Stop.", 1000)])

    found = transcribed(recognizer, Detecting((1000, 1300), (6000, 9000)))

    assert found.unintelligible == (Span(6000, 9000),)
    assert len([window for window in recognizer.windows if window.start > 5000]) == 2


def test_what_only_one_of_two_hearings_has_is_unclear() -> None:
    def hears(window: Span) -> list[Line]:
        at_once = [line("Stop.", 1000), line("Plate comes back", 2100)]
        return at_once if window.length > 2000 else [line("Stop.", 1000)]

    found = transcribed(Counting(hears), Detecting((1000, 1300), (2100, 3300)))

    assert [(each.text, each.words[0].is_unclear) for each in found.segments] == [
        ("Stop.", False), ("Plate comes back", True),
    ]  # fmt: skip
    assert found.unintelligible == ()


@pytest.mark.parametrize(("likely", "kept"), [(-0.8, True), (-1.4, False)])
def test_a_phrase_that_stands_alone_is_tried_once_more(likely: float, kept: bool) -> None:
    def hears(window: Span) -> list[Line]:
        return [line("Thank you all", 5000, likely)] if window.start < 4700 else []

    recognizer = Counting(hears)
    found = transcribed(recognizer, Detecting((5000, 6200)))

    assert [window.start for window in recognizer.windows] == [4700, 4200]
    assert bool(found.segments) == kept
    assert found.unintelligible == (() if kept else (Span(5000, 6200),))


def test_words_that_go_round_in_circles_are_none() -> None:
    circling = Counting(lambda window: [line("12 12 12 12 12 12", window.start, repeats=9.0)])

    found = transcribed(circling, Detecting((1000, 3000)))

    assert found.segments == ()
    assert found.unintelligible == (Span(1000, 3000),)


def test_words_where_nobody_speaks_are_not_kept() -> None:
    """Whisper thanks for watching when there is nothing to hear."""
    heard = [line("Hello there.", 1000), line("Thanks for watching!", 5000)]

    found = transcribed(Counting(lambda _: heard), Detecting((1000, 1600)))

    assert [each.text for each in found.segments] == ["Hello there."]


def test_nothing_is_asked_where_nobody_speaks() -> None:
    recognizer = Counting(lambda _: [line("Thanks for watching!", 0)])

    found = transcribed(recognizer, Detecting())

    assert (found.segments, found.unintelligible, recognizer.windows) == ((), (), [])


def test_progress_goes_up_to_one() -> None:
    told: list[float] = []
    speech = Detecting((1000, 2000), (8000, 9000), (15_000, 16_000))

    transcribe(silence(20_000), SHA, Counting(lambda _: []), speech, told.append)

    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) == 4


@settings(max_examples=40, deadline=None)
@example(speech=[(310, 100), (310, 393)], words=[(10, 711), (311, 0), (1112, 0)])
@example(speech=[(310, 100), (310, 771), (849, 350)], words=[(1741, 598)])
@given(
    speech=st.lists(st.tuples(st.integers(310, 3000), st.integers(100, 9000)), max_size=8),
    words=st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 1500)), max_size=40),
)
def test_no_speech_vanishes_and_no_word_stands_outside_of_it(
    speech: list[tuple[int, int]], words: list[tuple[int, int]]
) -> None:
    """Whatever a recognizer says: what the detector hears is under a segment or a mark."""
    at, spans = 0, []
    for pause, length in speech:
        spans.append((at + pause, at + pause + length))
        at += pause + length
    made = tuple(Word("word", start, start + length, 500) for start, length in sorted(words))

    def hears(window: Span) -> list[Line]:
        inside = tuple(each for each in made if window.start <= each.start < window.end)
        return [Line(inside, -0.5)] if inside else []

    found = transcribed(Counting(hears), Detecting(*spans), at + 1000)

    under = joined([*(each.span for each in found.segments), *found.unintelligible])
    assert not [rest for rest in without([Span(*span) for span in spans], under) if rest.length > 1]
    for word in (word for segment in found.segments for word in segment.words):
        assert any(word.start < end and start < word.end for start, end in spans)
    assert list(found.segments) == sorted(found.segments, key=lambda each: each.span.start)


@pytest.mark.parametrize("milliseconds", [1, 40_000])
def test_only_samples_of_sound_reach_a_model(milliseconds: int) -> None:
    recognizer = Counting(lambda _: [Line(said("Yes", 0), -0.1)])
    end = min(milliseconds, 39_000)

    transcribed(recognizer, Detecting((0, end)), milliseconds)

    assert recognizer.got
    assert {(each.dtype, each.ndim) for each in recognizer.got} == {(np.dtype(np.int16), 1)}
    assert max(len(each) for each in recognizer.got) <= 30 * 16_000


def steps(phrases: int) -> int:
    """Lines of the assembly, each turn of a loop again, for so many phrases: half without words."""
    spans = [(2500 * at + 400, 2500 * at + 1300) for at in range(phrases)]
    heard = {start: said("Who is there?", start, 250) for start, _ in spans[::2]}
    counted = 0

    def hears(window: Span) -> list[Line]:
        words = heard.get(window.start + 300)
        return [Line(words, -0.2)] if words else []

    def inside(_frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal counted
        counted += event == "line"
        return inside

    def entered(frame: FrameType, _event: str, _arg: Any) -> Any:
        return inside if "/countenance/reports/speech/" in frame.f_code.co_filename else None

    samples, before = silence(2500 * phrases), sys.gettrace()
    sys.settrace(entered)
    try:
        found = transcribe(samples, SHA, Counting(hears), Detecting(*spans))
    finally:
        sys.settrace(before)
    assert len(found.segments) == phrases // 2
    assert len(found.unintelligible) == phrases // 2
    return counted


def test_twice_the_length_is_twice_the_work() -> None:
    assert steps(400) < 2.2 * steps(200)
