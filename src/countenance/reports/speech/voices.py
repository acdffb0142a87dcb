"""Who may be speaking: a letter for each segment, proposed from turns and words alone.

Rules kept here:
 * It is a proposal. A person says who is who, segment by segment where that is needed.
 * No voice is measured, compared or kept: whoever speaks is no more than somebody who asks, or
   answers, or is heard over the radio.
 * Three letters at most: somebody who asks and directs, somebody who answers, the radio. Where
   several people answer, they have one letter until a person parts them.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from countenance.reports.program import Program
from countenance.reports.transcript import Segment

__all__ = ["Turns", "Voices", "proposed_voices", "voices_program"]

_TURN: Final = 250
"""A pause in which somebody else may have begun; speakers leave about that much."""
_LONG: Final = 600

_RADIO: Final = re.compile(
    r"\b(dispatch|copy that|10[- ]?4|ten[- ]four|comes? back to|(negative|clear) on warrants|"
    r"over\.$|en route|show me|responding|caller says|(unit|units) \d+)\b",
    re.IGNORECASE,
)
_TO_RADIO: Final = re.compile(
    r"^(dispatch|control|central|radio)\b|\bshow me\b|\btraffic stop\b|^copy\b", re.IGNORECASE
)
_ASKS: Final = re.compile(
    r"\?$|^(sir|ma'?am|miss|mister|mr|license|step|keep|stop|put|show|turn|stay|sit|tell|hands|"
    r"relax|calm|listen|okay,? (sir|ma'?am)|good (evening|morning|afternoon)|hello)\b|"
    r"\b(officer|police|department)\b|\byou are (being|under|free|not)\b|"
    r"\bi('| a)m (going to|giving|asking|not asking)\b|\bi will (ask|call|take|let)\b|"
    r"\bplease\b|\bi need you\b|\bi stopped you\b|\byour (license|registration|hands|name)\b",
    re.IGNORECASE,
)
_ANSWERS: Final = re.compile(
    r"^(yes|no|yeah|nope|nothing|maybe|about|here you|i (did|do|was|am|have|paid|had|live|mailed|"
    r"don'?t|didn'?t)\b|my\b|that (man|was)|he\b|she\b|they\b)|"
    r"\b(my (name|wife|husband|neck|arm|wrist|car|house|license)|i do(n'?t| not)|i did(n'?t| not)|"
    r"can i|am i|what did i|who called)\b",
    re.IGNORECASE,
)


class _Part(Enum):
    ASKING = "asking"
    ANSWERING = "answering"
    RADIO = "radio"


class Voices(Protocol):
    """Proposes who may be speaking."""

    @property
    def program(self) -> Program:
        """By what."""
        ...

    def proposed(
        self, segments: Sequence[Segment], samples: NDArray[np.int16]
    ) -> tuple[Segment, ...]:
        """The segments of these samples, each with a letter."""
        ...


class Turns:
    """By turns and words alone: the sound is not looked at."""

    @property
    def program(self) -> Program:
        """By what."""
        return voices_program()

    def proposed(
        self, segments: Sequence[Segment], samples: NDArray[np.int16]
    ) -> tuple[Segment, ...]:
        """The segments, each with the letter of whoever may be speaking."""
        return proposed_voices(segments)


def voices_program() -> Program:
    """What proposes them."""
    return Program("speakers", "countenance-turns", "1")


def proposed_voices(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """The segments, each with the letter of whoever may be speaking."""
    parts = tuple(_parts(segments))
    letters = {part: chr(ord("A") + at) for at, part in enumerate(dict.fromkeys(parts))}
    return tuple(
        msgspec.structs.replace(segment, voice=letters[part])
        for segment, part in zip(segments, parts, strict=True)
    )


def _parts(segments: Sequence[Segment]) -> Iterator[_Part]:
    part, last = _Part.ASKING, None
    for segment in segments:
        # Whoever begins asks, as far as the words do not tell otherwise.
        pause = segment.span.start - last.span.end if last else _TURN
        part = _part(segment.text, part, last.text if last else "", pause)
        yield part
        last = segment


def _part(text: str, before: _Part, said_before: str, pause: int) -> _Part:
    """Who speaks now, by what is said and by who spoke before."""
    if pause < _TURN:
        return before
    if _RADIO.search(text) and not _TO_RADIO.search(text):
        return _Part.RADIO
    asks, answers = bool(_ASKS.search(text)), bool(_ANSWERS.search(text))
    if asks != answers:
        return _Part.ASKING if asks else _Part.ANSWERING
    if said_before.endswith("?") and before is not _Part.RADIO:
        return _Part.ANSWERING if before is _Part.ASKING else _Part.ASKING
    if before is _Part.RADIO:
        return _Part.ASKING
    if pause >= _LONG and not asks:
        return _Part.ANSWERING if before is _Part.ASKING else _Part.ASKING
    return before
