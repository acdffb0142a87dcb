"""A recording's samples to its transcript: every word in speech, all speech under words or marked.

    samples -> where somebody speaks -> windows -> words -> what is left without words -> once more,
    alone -> segments, and speech that gave no words

Rules kept here:
 * Speech that gave no words, or words that went round in circles, is marked; it never vanishes.
 * A word where nobody speaks is not kept: recognizers make up words for silence and noise.
 * How sure a word is comes from the recognizer. Nothing here makes it surer.
 * Who speaks is proposed by `voices`; no voice is measured or compared.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from countenance.reports.program import Program
from countenance.reports.recording import RATE, Sha256, Span
from countenance.reports.speech.activity import Activity
from countenance.reports.speech.recognizer import Line, Recognizer
from countenance.reports.speech.spans import joined, without
from countenance.reports.speech.voices import proposed_voices, voices_program
from countenance.reports.speech.windows import cut_to_length, piece_of, windows
from countenance.reports.transcript import Segment, Transcript, Word

__all__ = ["Progress", "transcribe"]

Progress = Callable[[float], None]
"""Is told how much of the recording is done, from 0 to 1."""

_PAUSE = 2000
"""Pauses up to this stay inside a window."""
_SHORT_PAUSE = 300
_CIRCLES = 2.4
"""Words that compress by more than this go round in circles; Whisper's own threshold."""
_UNLIKELY = -1.0
"""Lines below this mean log probability are not believed when they are all that a piece gave."""
_REST = 500
"""Speech without words that is shorter belongs to the word beside it."""
_AGAIN = 1000
"""Speech without words that is longer is recognized once more, alone."""
_BESIDE = 250
_BRIDGE = 400
"""A gap between two words that is no longer is part of what they say."""
_BREATH = 250
"""After the end of a sentence a new segment begins with such a pause."""
_BREAK = 800
"""With such a pause a new segment begins in any case."""
_ENDS = (".", "?", "!")


def transcribe(
    samples: NDArray[np.int16],
    samples_sha256: Sha256,
    recognizer: Recognizer,
    activity: Activity,
    progress: Progress = lambda _: None,
) -> Transcript:
    """The transcript of these samples."""
    end = len(samples) * 1000 // RATE
    speech = cut_to_length(activity.speech(samples), samples)
    words: list[Word] = []
    for window in windows(speech, _PAUSE, end):
        words += _heard(samples, window, speech, recognizer)
        progress(window.end / end)
    kept, lost = _filled(words, speech)
    segments = tuple(_segments(kept))
    named = proposed_voices(segments)
    programs: tuple[Program, ...] = (recognizer.program, activity.program, voices_program())
    progress(1.0)
    return Transcript(samples_sha256, programs, named, lost)


def _heard(
    samples: NDArray[np.int16], window: Span, speech: Sequence[Span], recognizer: Recognizer
) -> list[Word]:
    """The words of a window: at once, then of what gave no words, alone."""
    inside = [span for span in speech if span.overlap(window)]
    lines = recognizer.lines(piece_of(samples, window), window.start)
    words = _in_speech(_straight(lines), inside)
    missed = [span for span in _unheard(words, inside) if span.length >= _AGAIN]
    for piece in windows(missed, _SHORT_PAUSE, window.end):
        again = recognizer.lines(piece_of(samples, piece), piece.start)
        likely = [line for line in _straight(again) if line.likely >= _UNLIKELY]
        words += [
            word
            for word in _in_speech(likely, inside)
            if any(span.start <= (word.start + word.end) // 2 < span.end for span in missed)
        ]
    return sorted(words, key=lambda word: (word.start, word.end))


def _straight(lines: Iterable[Line]) -> list[Line]:
    """The lines that do not go round in circles."""
    return [line for line in lines if line.repeats <= _CIRCLES]


def _in_speech(lines: Iterable[Line], speech: Sequence[Span]) -> list[Word]:
    """The words that are said while somebody speaks, each no longer than the speech around it."""
    words = (word for line in lines for word in line.words)
    return [kept for word in words for kept in _clipped(word, speech)]


def _clipped(word: Word, speech: Sequence[Span]) -> Iterator[Word]:
    near = [
        span
        for span in speech
        if span.start - _BESIDE <= word.end and word.start <= span.end + _BESIDE
    ]
    if not near:
        return
    low, high = min(span.start for span in near), max(span.end for span in near)
    # One that stands beside the speech altogether is put at its edge.
    start = min(max(word.start, low), high - 1)
    yield msgspec.structs.replace(word, start=start, end=max(min(word.end, high), start + 1))


def _unheard(words: Iterable[Word], speech: Sequence[Span]) -> tuple[Span, ...]:
    """Speech that no word covers; a short gap between two words belongs to both."""
    spans = joined((Span(word.start, word.end) for word in words), _BRIDGE)
    return without(speech, spans)


def _filled(words: list[Word], speech: Sequence[Span]) -> tuple[list[Word], tuple[Span, ...]]:
    """The words, drawn out over short rests of speech beside them; and speech without words."""
    lost = []
    for rest in _unheard(words, speech):
        before = [at for at, word in enumerate(words) if 0 <= rest.start - word.end <= _BESIDE]
        after = [at for at, word in enumerate(words) if 0 <= word.start - rest.end <= _BESIDE]
        if rest.length < _REST and before:
            words[before[-1]] = msgspec.structs.replace(words[before[-1]], end=rest.end)
        elif rest.length < _REST and after:
            words[after[0]] = msgspec.structs.replace(words[after[0]], start=rest.start)
        else:
            lost.append(rest)
    return words, joined(lost)


def _segments(words: Sequence[Word]) -> Iterator[Segment]:
    """Words in a row: a new segment begins after a sentence with a breath, and after a break."""
    number, open_words = 1, list(words[:1])
    for one, two in itertools.pairwise(words):
        pause = two.start - one.end
        if pause >= _BREAK or (pause >= _BREATH and one.text.endswith(_ENDS)):
            yield Segment(f"s{number}", "A", tuple(open_words))
            number, open_words = number + 1, []
        open_words.append(two)
    if open_words:
        yield Segment(f"s{number}", "A", tuple(open_words))
