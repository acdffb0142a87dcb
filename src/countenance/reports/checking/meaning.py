"""How near in meaning a sentence is to what was said: for free wording, which no table knows.

Rules kept here:
 * A sentence is as near as the stretch of speech that is nearest to it, with who spoke before it.
 * Near wording clears a doubt about wording alone, and only by words of whom the doubt is about:
   nobody's words support an act or a word of somebody else. What can be looked up (numbers, names,
   quotations, what is denied, whose act it is) is doubted however near it sounds.
 * A sentence that no rule doubts, and that is near to nothing that was said, is doubted.
 * Words that tell a program what to write are near to nothing.

The two bounds were found on claims of several hands; `make evaluate`, part `grounding`, finds them
again and prints what the check does on a set that they were not found on. The nearer one stays the
stricter that was found before rules for certainty, degree and consent: at a lower one, sentences
that a rule made false pass more often than their bar allows.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from countenance.evidence.embed import Embedder, RememberedVectors, embedder
from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.frames import without_frame
from countenance.reports.checking.ground import Doubt, Ground, Judged, Turn
from countenance.reports.checking.heard import Unit
from countenance.reports.drafting.names import unmasked
from countenance.reports.language.stems import tokens
from countenance.reports.transcript import Support

__all__ = ["CLOSE", "FAR", "Bounds", "Meaning", "Near", "installed", "weighed"]

CLOSE: Final = 0.886
"""From here on a doubt about wording is dropped."""

FAR: Final = 0.84
"""Below it a sentence without a doubt gets one."""

_STRETCH: Final = 60
"""Words that are compared at once; somebody who speaks longer is compared piece by piece."""

_MOST: Final = 64
"""Pieces that one sentence is compared with: an hour of speech must not cost a minute."""

_LONGEST: Final = 1_500
_SHOWN: Final = 120
_ROOM: Final = 4_096


@dataclass(frozen=True, slots=True)
class Bounds:
    """Likenesses from 0 to 1: what is near enough, and what is too far."""

    close: float = CLOSE
    far: float = FAR


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest stretch of speech, and how near it is."""

    likeness: float
    units: tuple[Unit, ...]

    @property
    def listen(self) -> tuple[Support, ...]:
        """Where it is heard."""
        return tuple(unit.support for unit in self.units)


class Meaning:
    """Compares by vectors, which are remembered: a transcript is read once for many edits."""

    def __init__(self, vectors: Embedder, bounds: Bounds = Bounds()) -> None:
        self.vectors = RememberedVectors(vectors, secrets.token_bytes(32), _ROOM)
        self.bounds = bounds

    @property
    def name(self) -> str:
        """Of the program that gives the vectors, with its version."""
        return self.vectors.name

    def nearest(self, text: str, voices: frozenset[str], ground: Ground) -> Near:
        """What these voices said that is nearest to a text; nothing, where they said nothing."""
        wanted = self.vectors.embed(text[:_LONGEST])
        best = Near(0.0, ())
        for voice, units in _likeliest(text, voices, ground):
            called = ground.called(frozenset({voice}))
            said = f"{called} said: {' '.join(unit.text for unit in units)}"[:_LONGEST]
            likeness = float(np.dot(wanted, self.vectors.embed(said)))
            if likeness > best.likeness:
                best = Near(likeness, units)
        return best


@lru_cache(maxsize=1)
def installed() -> Meaning | None:
    """That of this machine; none where the embedder does not run, and rules check alone."""
    vectors = embedder()
    return None if vectors is None else Meaning(vectors)


def weighed(
    doubts: Sequence[Doubt], judged: Judged, ground: Ground, meaning: Meaning
) -> Iterator[Doubt]:
    """The doubts that stay, and one more where a sentence is near to nothing."""
    told = [frame for frame in judged.present if frame.matter]
    text = without_frame(unmasked(judged.sentence.text))
    for doubt in doubts:
        if doubt.wording and told:
            own = meaning.nearest(text, doubt.wording, ground).likeness
            least = meaning.bounds.close
            if doubt.rival:
                least = max(least, meaning.nearest(text, doubt.rival, ground).likeness)
            if own >= least:
                continue
        yield doubt
    if doubts or not told:
        return
    if all(_is_all_said(judged, frame, ground) for frame in told):
        return
    voices = frozenset[str]().union(*(frame.voices for frame in told))
    near = meaning.nearest(text, voices, ground)
    if near.likeness < meaning.bounds.far:
        heard = " ".join(unit.text for unit in near.units)[:_SHOWN]
        says = "nothing that was said is near this in meaning"
        yield Doubt("unsupported", f"{says}; nearest is `{heard}`" if heard else says, near.listen)


def _is_all_said(judged: Judged, frame: Frame, ground: Ground) -> bool:
    """Whether one turn has all words of a part."""
    wanted = judged.wanted(frame)
    best = ground.best(frame.voices, wanted)
    return best is not None and best.share(wanted) == 1


def _likeliest(
    text: str, voices: frozenset[str], ground: Ground
) -> list[tuple[str, tuple[Unit, ...]]]:
    """What these voices said, in pieces; of very many those that share most words with a text."""
    pieces = [(turn.voice, units) for turn in ground.of(voices) for units in stretches(turn)]
    if len(pieces) <= _MOST:
        return pieces
    keys = [token.keys for token in tokens(text) if not token.is_empty]

    def shared(piece: tuple[str, tuple[Unit, ...]]) -> int:
        there = frozenset(key for unit in piece[1] for token in unit.tokens for key in token.keys)
        return sum(bool(each & there) for each in keys)

    return sorted(pieces, key=shared, reverse=True)[:_MOST]


def stretches(turn: Turn) -> Iterator[tuple[Unit, ...]]:
    """What somebody said in a row, in pieces of at most so many words, cut between sentences."""
    held: list[Unit] = []
    words = 0
    for unit in turn.units:
        more = len(unit.tokens)
        if held and words + more > _STRETCH:
            yield tuple(held)
            held, words = [], 0
        held.append(unit)
        words += more
    if held:
        yield tuple(held)
