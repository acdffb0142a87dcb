"""What was said beside what was heard: the fewest words that are wrong, missing or made up.

Rules kept here:
 * Both are compared as plain words, in their order.
 * Long recordings are compared in stretches of some minutes, cut between two turns: a word counts
   for the stretch in which its middle lies.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from countenance.reports.speech.plain_words import PlainWord, plain_words
from countenance.reports.speech.truth import Turn
from countenance.reports.transcript import Word

__all__ = ["Pair", "aligned"]

_STRETCH = 180.0
"""Seconds after which a stretch ends at the next turn."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A plain word of a turn, and one of what was heard; where it is missing there is none. `turn`:
    its number, or that of the turn before a word that was made up; `place`: which of the turn's
    words. `heard`: the words that were heard, first and last."""

    turn: int
    said: str | None
    place: int
    heard_as: str | None
    heard: tuple[int, int] | None

    @property
    def is_right(self) -> bool:
        """Whether it was heard as it was said."""
        return self.said == self.heard_as


def aligned(turns: Sequence[Turn], words: Sequence[Word]) -> tuple[Pair, ...]:
    """Every word that was said or heard, beside the one that it goes with."""
    return tuple(pair for stretch in _stretches(turns, words) for pair in _pairs(*stretch))


@dataclass(frozen=True, slots=True)
class _Said:
    word: str
    turn: int
    place: int


def _stretches(
    turns: Sequence[Turn], words: Sequence[Word]
) -> Iterator[tuple[list[_Said], list[PlainWord], int]]:
    first, done = 0, 0
    while first < len(turns):
        after = first + 1
        while after < len(turns) and turns[after].start - turns[first].start < _STRETCH:
            after += 1
        ends = max(turn.end for turn in turns[first:after])
        cut = (ends + turns[after].start) * 500 if after < len(turns) else float("inf")
        end = done
        while end < len(words) and (words[end].start + words[end].end) / 2 < cut:
            end += 1
        said = [
            _Said(word.text, number, place)
            for number in range(first, after)
            for place, word in enumerate(plain_words(turns[number].text.split()))
        ]
        heard = [
            PlainWord(word.text, word.first + done, word.last + done)
            for word in plain_words([word.text for word in words[done:end]])
        ]
        yield said, heard, first
        first, done = after, end


def _pairs(said: list[_Said], heard: list[PlainWord], first: int) -> Iterator[Pair]:
    turn = first
    for one, two in _path(said, heard):
        turn = one.turn if one else turn
        yield Pair(
            turn,
            one.word if one else None,
            one.place if one else -1,
            two.text if two else None,
            (two.first, two.last) if two else None,
        )


def _path(said: list[_Said], heard: list[PlainWord]) -> list[tuple[_Said | None, PlainWord | None]]:
    """The way through both with the fewest steps that are not the same word on both sides."""
    costs = [list(range(len(heard) + 1))]
    for at, one in enumerate(said, 1):
        row, above = [at], costs[-1]
        for place, two in enumerate(heard, 1):
            differs = one.word != two.text
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + differs))
        costs.append(row)
    path: list[tuple[_Said | None, PlainWord | None]] = []
    at, place = len(said), len(heard)
    while at or place:
        here = costs[at][place]
        differs = bool(at and place) and said[at - 1].word != heard[place - 1].text
        if at and place and costs[at - 1][place - 1] + differs == here:
            at, place = at - 1, place - 1
            path.append((said[at], heard[place]))
        elif at and costs[at - 1][place] + 1 == here:
            at -= 1
            path.append((said[at], None))
        else:
            place -= 1
            path.append((None, heard[place]))
    return path[::-1]
