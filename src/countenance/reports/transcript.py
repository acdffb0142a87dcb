"""A transcript: words with their times and how sure they are, and speech that gave no words.

Rules kept here:
 * Speech that was not understood stands in it as a span; nothing that was said vanishes.
 * Who speaks is a letter here. Which person that is, a person says (see `speakers`).
 * A transcript is never changed. Another run gives another one.
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from countenance.reports.program import Program
from countenance.reports.recording import Milliseconds, Sha256, Span

__all__ = ["UNCLEAR", "Piece", "Segment", "Support", "Transcript", "Word"]

UNCLEAR = 700
"""A word of which the model was less sure than this, in thousandths, was heard unclearly."""


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word as it was heard, its span in milliseconds, and thousandths of probability."""

    text: str
    start: Milliseconds
    end: Milliseconds
    sure: Annotated[int, msgspec.Meta(ge=0, le=1000)]

    @property
    def is_unclear(self) -> bool:
        """Whether it was heard unclearly."""
        return self.sure < UNCLEAR


class Segment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words in a row by one voice. `id`: `s1` and so on. `voice`: a letter that was proposed."""

    id: str
    voice: str
    words: Annotated[tuple[Word, ...], msgspec.Meta(min_length=1)]

    @property
    def span(self) -> Span:
        """From its first word until the end of its last."""
        return Span(self.words[0].start, max(word.end for word in self.words))

    @property
    def text(self) -> str:
        """Its words with blanks between."""
        return " ".join(word.text for word in self.words)


class Support(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that something rests on: from `first` until `last` of a segment, both in it."""

    segment: str
    first: Annotated[int, msgspec.Meta(ge=0)]
    last: Annotated[int, msgspec.Meta(ge=0)]


class Piece(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sound that was sent to a model elsewhere, by way of a gate. `sha256`: of it as a WAV file, as
    it was sent; `entry`: the number of that gate's entry. Of the `words` of the answer so many were
    `kept`: the others had no time in it, or stood where nobody speaks."""

    span: Span
    sha256: Sha256
    entry: Annotated[int, msgspec.Meta(ge=0)] | None
    words: Annotated[int, msgspec.Meta(ge=0)]
    kept: Annotated[int, msgspec.Meta(ge=0)]


class Transcript(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was heard. `samples_sha256`: of which sound. `unintelligible`: speech without words.
    `pieces`: what was sent elsewhere to be heard, where it was not heard on this machine."""

    samples_sha256: Sha256
    programs: tuple[Program, ...]
    segments: tuple[Segment, ...]
    unintelligible: tuple[Span, ...] = ()
    pieces: tuple[Piece, ...] | msgspec.UnsetType = msgspec.UNSET

    @property
    def is_by_sound(self) -> bool:
        """Whether its letters were proposed by how the voices sound."""
        return any(each.part == "speakers" and each.weights for each in self.programs)

    def segment(self, id_: str) -> Segment:
        """The segment of this id. Raises `KeyError`."""
        for each in self.segments:
            if each.id == id_:
                return each
        raise KeyError(id_)

    def words(self, support: Support) -> tuple[Word, ...]:
        """The words that a support names. Raises `KeyError` where there are none such."""
        words = self.segment(support.segment).words
        if not support.first <= support.last < len(words):
            raise KeyError(f"{support.segment}: words {support.first} to {support.last}")
        return words[support.first : support.last + 1]

    def voices(self) -> Iterator[str]:
        """The letters of those who speak, in the order in which they begin."""
        yield from dict.fromkeys(each.voice for each in self.segments)
