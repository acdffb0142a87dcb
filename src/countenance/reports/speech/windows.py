"""What is handed to a recognizer at once: stretches of speech with what lies between them.

Rules kept here:
 * All speech is in a window, and each in one.
 * A window is no longer than a recognizer takes; speech without pauses is cut where it is quiet.
 * Words need their neighbours: short pauses stay inside a window, as they sounded.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from countenance.reports.recording import RATE, Span
from countenance.reports.speech.spans import widened

__all__ = ["LONGEST", "cut_to_length", "piece_of", "windows"]

LONGEST = 28_000
"""Milliseconds of speech in a window; with the time around it less than half a minute."""

_AROUND = 300
_FRAME = 20
_FROM = 2  # thirds of the longest: where a cut is looked for first


def windows(speech: Sequence[Span], pause: int, end: int) -> tuple[Span, ...]:
    """Windows over this speech, with pauses of at most `pause` inside, and a little around them."""
    found: list[Span] = []
    for span in speech:
        last = found[-1] if found else None
        near = last is not None and span.start - last.end <= pause
        if last is not None and near and span.end - last.start <= LONGEST:
            found[-1] = Span(last.start, span.end)
        else:
            found.append(span)
    return widened(found, _AROUND, end)


def cut_to_length(speech: Sequence[Span], samples: NDArray[np.int16]) -> tuple[Span, ...]:
    """The same speech, none of it in one piece for longer than a window."""
    return tuple(piece for span in speech for piece in _cut(span, samples))


def piece_of(samples: NDArray[np.int16], span: Span) -> NDArray[np.int16]:
    """The samples of a span."""
    return samples[span.start * RATE // 1000 : span.end * RATE // 1000]


def _cut(span: Span, samples: NDArray[np.int16]) -> Iterator[Span]:
    while span.length > LONGEST:
        begin = span.start + LONGEST * _FROM // 3
        at = begin + _quietest(piece_of(samples, Span(begin, span.start + LONGEST)))
        yield Span(span.start, at)
        span = Span(at, span.end)
    yield span


def _quietest(piece: NDArray[np.int16]) -> int:
    """Milliseconds into this piece where it is quietest."""
    frame = RATE * _FRAME // 1000
    whole = piece[: len(piece) // frame * frame].astype(np.float32).reshape(-1, frame)
    if not len(whole):
        return 0
    loud = np.convolve((whole**2).mean(axis=1), np.ones(5), mode="same")
    return int(loud.argmin()) * _FRAME + _FRAME // 2
