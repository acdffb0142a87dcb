"""A recording's samples to its transcript: every word in speech, all speech under words or marked.

    samples -> where somebody speaks -> words, each phrase alone and among what is said around it
    -> what both hearings come to -> segments, and speech that gave no words

Rules kept here:
 * Speech that gave no words, or words that went round in circles, is marked; it never vanishes.
 * A word where nobody speaks is not kept: recognizers make up words for silence and noise.
 * Everything is heard twice, unless that would ask somebody else twice. Where two hearings differ,
   the words are marked as unclear.
 * Who speaks is proposed by `voices`; no voice is measured or compared, unless that is asked for.
 * Each step looks at what is near in time, never at the whole: hours take as many times longer as
   they are longer.
"""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from countenance.reports.program import Program
from countenance.reports.recording import RATE, Sha256, Span
from countenance.reports.speech.activity import Activity
from countenance.reports.speech.recognizer import Line, Recognizer
from countenance.reports.speech.spans import covered, joined, near, without
from countenance.reports.speech.twice import heard_twice
from countenance.reports.speech.voices import Turns, Voices
from countenance.reports.speech.windows import cut_to_length, piece_of, windows
from countenance.reports.transcript import Segment, Transcript, Word

__all__ = ["Hearing", "Progress", "hear_once", "hear_twice", "transcribe"]

Progress = Callable[[float], None]
"""Is told how much of the recording is done, from 0 to 1."""

Hearing = Callable[[NDArray[np.int16], Span, Sequence[Span], Recognizer], list[Word]]
"""The words of a window of these samples, with this speech in the recording, by a recognizer."""

_PHRASE = 300
"""Pauses up to this stay inside what is recognized alone."""
_AROUND = 2000
"""Pauses up to this stay inside what is recognized at once."""
_CIRCLES = 2.4
"""Words that compress by more than this go round in circles; Whisper's own threshold."""
_UNLIKELY = -1.0
"""Lines below this mean log probability are not believed when nothing was heard at first."""
_A_WORD = 350
"""So much speech beyond doubt is a word; with less of it a rest belongs to the word beside it."""
_AGAIN = 1000
"""Speech without words that is longer is recognized once more, and never belongs to a word."""
_FURTHER = 500
"""A phrase that stands alone is recognized once more from so much before it."""
_BESIDE = 250
_BEFORE, _AFTER = 150, 400
"""Detectors hear a soft beginning late, and a soft end not at all."""
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
    hearing: Hearing | None = None,
    voices: Voices | None = None,
) -> Transcript:
    """The transcript of these samples. `hearing`: how each window is heard; if none, twice.
    `voices`: what proposes who speaks; if none, by turns and words alone."""
    end = len(samples) * 1000 // RATE
    found = activity.speech(samples)
    speech = cut_to_length(found.spans, samples)
    words: list[Word] = []
    for window in windows(speech, _AROUND, end):
        words += (hearing or hear_twice)(samples, window, speech, recognizer)
        progress(window.end / end)
    kept, lost = _filled(words, speech, found.certain)
    # Who speaks is proposed by the pauses as they are, before they are filled.
    proposes = voices or Turns()
    named = _drawn_out(proposes.proposed(tuple(_segments(kept)), samples), lost, end)
    programs: tuple[Program, ...] = (recognizer.program, activity.program, proposes.program)
    progress(1.0)
    return Transcript(samples_sha256, programs, named, lost)


def hear_twice(
    samples: NDArray[np.int16], window: Span, speech: Sequence[Span], recognizer: Recognizer
) -> list[Word]:
    """The words of a window, each phrase of it as two hearings leave it."""
    inside = near(speech, window)
    phrases = windows(inside, _PHRASE, window.end)
    if len(phrases) == 1:
        return _alone(samples, window, inside, recognizer)
    at_once = _in_speech(
        _straight(recognizer.lines(piece_of(samples, window), window.start)), inside
    )
    words: list[Word] = []
    for phrase in phrases:
        lines = recognizer.lines(piece_of(samples, phrase), phrase.start)
        own = [span for span in inside if span.overlap(phrase)]
        among = [word for word in at_once if phrase.start <= _middle(word) < phrase.end]
        words += heard_twice(_in_speech(_straight(lines), own), among)
    return sorted(words, key=lambda word: (word.start, word.end))


def hear_once(
    samples: NDArray[np.int16], window: Span, speech: Sequence[Span], recognizer: Recognizer
) -> list[Word]:
    """The words of a window, all at once."""
    lines = _straight(recognizer.lines(piece_of(samples, window), window.start))
    words = _in_speech(lines, near(speech, window))
    return sorted(words, key=lambda word: (word.start, word.end))


def _alone(
    samples: NDArray[np.int16], window: Span, speech: Sequence[Span], recognizer: Recognizer
) -> list[Word]:
    """The words of a phrase that has nothing around it; once more where much of it gave none."""
    words = _in_speech(_straight(recognizer.lines(piece_of(samples, window), window.start)), speech)
    missed = [span for span in _unheard(words, speech) if span.length >= _AGAIN]
    if missed:
        further = Span(max(0, window.start - _FURTHER), window.end)
        lines = _straight(recognizer.lines(piece_of(samples, further), further.start))
        likely = [line for line in lines if line.likely >= _UNLIKELY]
        words += [
            word
            for word in _in_speech(likely, speech)
            if any(span.start <= _middle(word) < span.end for span in missed)
        ]
    return sorted(words, key=lambda word: (word.start, word.end))


def _middle(word: Word) -> int:
    return (word.start + word.end) // 2


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
    within = [span for span in near if span.start < word.end and word.start < span.end]
    # One that stands beside all speech, or between two, is put at the edge of the nearest.
    near = within or [min(near, key=lambda span: max(span.start - word.end, word.start - span.end))]
    low, high = min(span.start for span in near), max(span.end for span in near)
    start = min(max(word.start, low), high - 1)
    yield msgspec.structs.replace(word, start=start, end=max(min(word.end, high), start + 1))


def _unheard(words: Iterable[Word], speech: Sequence[Span]) -> tuple[Span, ...]:
    """Speech that no word covers; a short gap between two words belongs to both."""
    spans = joined((Span(word.start, word.end) for word in words), _BRIDGE)
    return without(speech, spans)


def _filled(
    words: list[Word], speech: Sequence[Span], certain: Sequence[Span]
) -> tuple[list[Word], tuple[Span, ...]]:
    """The words, drawn out over short rests of speech beside them; and speech without words."""
    lost = []
    reach = list(itertools.accumulate((word.end for word in words), max))
    for rest in _unheard(words, speech):
        after = bisect_left(words, rest.end, key=lambda word: word.start)
        follows = after < len(words) and words[after].start - rest.end <= _BESIDE
        before = _before(rest, words, reach)
        sure = covered(rest, near(certain, rest))
        if rest.length >= _AGAIN or sure >= _A_WORD or not (follows or before is not None):
            lost.append(rest)
        elif before is not None:
            words[before] = msgspec.structs.replace(words[before], end=rest.end)
            reach[before:after] = [max(end, rest.end) for end in reach[before:after]]
        else:
            words[after] = msgspec.structs.replace(words[after], start=rest.start)
    return words, joined(lost)


def _before(rest: Span, words: Sequence[Word], reach: Sequence[int]) -> int | None:
    """The last word that ends shortly before; `reach`: how far each and all before it go."""
    at = bisect_left(words, rest.start, key=lambda word: word.start) - 1
    while at >= 0 and rest.start - reach[at] <= _BESIDE:
        if 0 <= rest.start - words[at].end <= _BESIDE:
            return at
        at -= 1
    return None


def _drawn_out(segments: Sequence[Segment], lost: Sequence[Span], end: int) -> tuple[Segment, ...]:
    """The segments with a little time before and after, as far as nothing else is there."""
    taken = joined([*(segment.span for segment in segments), *lost])
    starts = sorted([*(span.start for span in taken), end])
    ends = [0] + [span.end for span in taken]
    found = []
    for segment in segments:
        first, last = segment.words[0], segment.words[-1]
        low = ends[bisect_right(ends, first.start) - 1]
        after = bisect_left(starts, segment.span.end)
        high = starts[after] if after < len(starts) else end
        words = list(segment.words)
        words[-1] = msgspec.structs.replace(last, end=max(last.end, min(high, last.end + _AFTER)))
        # The time between two segments belongs to the one before, as far as both want it.
        low = min(first.start, low + _AFTER) if low else 0
        early = msgspec.structs.replace(words[0], start=max(low, first.start - _BEFORE, 0))
        found.append(msgspec.structs.replace(segment, words=(early, *words[1:])))
    return tuple(found)


def _segments(words: Sequence[Word]) -> Iterator[Segment]:
    """Words in a row: a new segment begins after a sentence with a breath, and after a break."""
    number, open_words = 1, list(words[:1])
    reach = words[0].end if words else 0  # a word may end before one that began earlier
    for one, two in itertools.pairwise(words):
        pause = two.start - reach
        reach = max(reach, two.end)
        if pause >= _BREAK or (pause >= _BREATH and one.text.endswith(_ENDS)):
            yield Segment(f"s{number}", "A", tuple(open_words))
            number, open_words = number + 1, []
        open_words.append(two)
    if open_words:
        yield Segment(f"s{number}", "A", tuple(open_words))
