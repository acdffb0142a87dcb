"""What a model elsewhere answered about a piece of sound: its words, none of them trusted.

Rules kept here:
 * The answer is data. What is not a word with a time inside the piece is not kept; how many words
   the answer had is counted, so that what was dropped leaves a trace.
 * A word that reaches out of its piece, stands before the one that it follows, or lasts longer than
   a word can, is cut to what it can be, and is unclear: a long word would hide lost speech.
 * No such answer says how sure a word is. A word is as sure as its whole line, where the answer
   says that of the line; where it does not, nobody knows, and it is unclear.
 * How far words go round in circles is measured here, whatever the answer says.
"""

import itertools
import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from countenance.errors import TranscriptError
from countenance.reports.speech.recognizer import Line
from countenance.reports.transcript import UNCLEAR, Word

__all__ = ["Answered", "read_answer"]

_LONGEST_WORD = 2_500
"""Milliseconds of the longest word that is believed."""

_LETTERS = 50
"""Letters of the longest word."""

_A_SECOND, _AND = 10, 10
"""Words that can be said in a second, and so many besides."""

_UNSURE = UNCLEAR - 1


class _Answer(msgspec.Struct, frozen=True):
    text: str
    words: tuple[msgspec.Raw, ...] | None = None
    segments: tuple[msgspec.Raw, ...] | None = None


class _Word(msgspec.Struct, frozen=True):
    word: str
    start: float
    end: float


class _Line(msgspec.Struct, frozen=True):
    start: float
    end: float
    avg_logprob: float | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The lines of an answer, in milliseconds of the recording. `words`: how many the answer had,
    with times or without."""

    lines: tuple[Line, ...]
    words: int


def read_answer(body: bytes, start: int, length: int) -> Answered:
    """The answer about a piece that begins at `start` and has so many milliseconds.

    Raises `TranscriptError`, which repeats nothing of it, where it is none, or has no times.
    """
    try:
        answer = msgspec.json.decode(body, type=_Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as cause:
        raise TranscriptError("the answer is no transcription in `verbose_json`") from cause
    said = answer.text.split()
    if said and not answer.words:
        raise TranscriptError(
            "the model gives no times of words, and what is said cannot be found again without; "
            "take one that gives `verbose_json` with `words`, such as `whisper-1`"
        )
    words = [*_words(answer.words or (), length)]
    count = max(len(said), len(answer.words or ()))
    if len(words) > length * _A_SECOND // 1000 + _AND:
        return Answered((), count)  # more than can be said in it: nobody said that
    lines = sorted(_lines(answer.segments or ()), key=lambda line: line.start)
    return Answered(tuple(_told(words, lines, start)), count)


def _words(given: Sequence[msgspec.Raw], length: int) -> Iterator[Word]:
    """Those that can be placed; `sure` says only whether one is doubtful by itself."""
    last = 0
    for raw in given:
        try:
            word = msgspec.json.decode(raw, type=_Word)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue
        if not (math.isfinite(word.start) and math.isfinite(word.end)):
            continue
        start, end = round(word.start * 1000), round(word.end * 1000)
        if end < start or end < 0 or start >= length:
            continue
        first, after = max(start, 0), min(end, length, max(start, 0) + _LONGEST_WORD)
        parts = word.word.split()
        doubtful = (first, after) != (start, end) or first < last or len(parts) > 1
        last = first
        for part in parts:
            if len(part) <= _LETTERS and part.isprintable():
                yield Word(part, first, after, 0 if doubtful else 1000)


def _lines(given: Sequence[msgspec.Raw]) -> Iterator[_Line]:
    for raw in given:
        try:
            line = msgspec.json.decode(raw, type=_Line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue
        if math.isfinite(line.start) and math.isfinite(line.end):
            yield line


def _told(words: Sequence[Word], lines: Sequence[_Line], start: int) -> Iterator[Line]:
    """The words by the line in which each has its middle; those in none are a line of their own."""
    for line, group in itertools.groupby(words, key=lambda word: _line_of(word, lines)):
        sure, likely = _sure(line)
        told = tuple(
            Word(word.text, start + word.start, start + word.end, min(sure, _capped(word)))
            for word in group
        )
        yield Line(told, likely, _circles(told))


def _capped(word: Word) -> int:
    return word.sure or _UNSURE


def _line_of(word: Word, lines: Sequence[_Line]) -> _Line | None:
    middle = (word.start + word.end) / 2000
    return next((line for line in lines if line.start <= middle <= line.end), None)


def _sure(line: _Line | None) -> tuple[int, float]:
    """How sure each word of a line is, and the line. Nought is what programs write that measure
    nothing: no model is certain of a whole line."""
    if line is None or line.avg_logprob is None or not -100 < line.avg_logprob < 0:
        return 0, 0.0
    return round(1000 * math.exp(line.avg_logprob)), line.avg_logprob


def _circles(words: Sequence[Word]) -> float:
    text = " ".join(word.text for word in words).encode()
    return len(text) / len(zlib.compress(text))
