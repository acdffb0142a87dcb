"""Is as much told as was said: how bad, how far, how many, how often?

Rules kept here:
 * A word of degree needs one of its side where the same person says so: `severe` is not said by
   `it hurts`, nor `slight` by `a decent cut`, nor `the sole owner` by `me and my brother`.
 * It counts with the words beside it, and with the question that it answers.
 * Where nothing of the part was said at all, other rules doubt it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.ground import Doubt, Ground, Judged, Turn
from countenance.reports.checking.scope import (
    Patterns,
    first_of,
    lower,
    met,
    places,
    scope,
)
from countenance.reports.language.stems import keys_of
from countenance.reports.language.tables import packaged

__all__ = ["degree"]

_KINDS: Final = ("much", "extent", "often")
_SHOWN: Final = 120


@dataclass(frozen=True, slots=True)
class _Scale:
    """Words that tell of one side, and words that say it. `part`: words that gainsay it."""

    told: Patterns
    said: Patterns
    part: Patterns = ()


@dataclass(frozen=True, slots=True)
class _Table:
    scales: tuple[_Scale, ...]
    many: re.Pattern[str]
    single: re.Pattern[str]


def degree(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about how much is told."""
    for frame in judged.present:
        if not frame.named or (not frame.told and not frame.voices <= ground.people.community):
            continue
        (text,) = lower(judged, (frame,))
        told = (frame,) if frame.matter else scope(judged, frame)
        for scale in _table().scales:
            if not (word := first_of(scale.told, text)):
                continue
            turns = _places(judged, told, ground)
            gainsaid = any(first_of(scale.part, each) for each in _beside(judged, told, ground))
            unsaid = turns and not any(_says(scale, judged, told, turn) for turn in turns)
            if gainsaid or unsaid:
                yield _doubt(word, judged, told, ground, turns)
        yield from _counted(text, frame, ground)


def _places(judged: Judged, told: Sequence[Frame], ground: Ground) -> tuple[Turn, ...]:
    """Where a part was said; where nothing of it was, the whole of what that person is told of."""
    every = [each for each in judged.present if each.voices == told[0].voices]
    return places(judged, told, ground) or places(judged, every, ground)


def _beside(judged: Judged, told: Sequence[Frame], ground: Ground) -> Iterator[str]:
    """Sentences that have a word of these parts, or answer a question that has one."""
    wanted = [keys for frame in told for keys in judged.wanted(frame)]
    for unit in ground.heard.of(told[0].voices):
        there = {key for token in (*unit.tokens, *unit.question) for key in token.keys}
        if any(keys & there for keys in wanted):
            yield " ".join(token.lower for token in unit.tokens)


def _counted(text: str, frame: Frame, ground: Ground) -> Iterator[Doubt]:
    """`several glasses`, where one is spoken of."""
    match = _table().many.search(text)
    if match is None:
        return
    noun = keys_of(match.group(1))
    said = [
        (unit, unit.tokens[at - 1].lower if at else "", token.text)
        for unit in ground.heard.of(frame.voices)
        for at, token in enumerate(unit.tokens)
        if token.keys & noun
    ]
    if said and all(_table().single.search(before) for _, before, _ in said):
        who = ground.called(frame.voices)
        unit, before, thing = said[0]
        yield Doubt(
            "degree", f"`{match.group()}`: {who} says `{before} {thing}`",
            (unit.support,),
        )  # fmt: skip


def _says(scale: _Scale, judged: Judged, told: Sequence[Frame], turn: Turn) -> bool:
    units = met(judged, told, turn)
    asked = [" ".join(token.lower for token in unit.question) for unit in units]
    return any(
        first_of(scale.said, text)
        for text in (*(" ".join(token.lower for token in unit.tokens) for unit in units), *asked)
    )


def _doubt(
    word: str, judged: Judged, told: Sequence[Frame], ground: Ground, turns: Sequence[Turn]
) -> Doubt:
    units = met(judged, told, turns[0]) if turns else ()
    who = ground.called(told[0].voices)
    heard = " ".join(unit.text for unit in units)[:_SHOWN]
    return Doubt(
        "degree",
        f"`{word}`: {who} does not say so where this is said: `{heard}`",
        tuple(unit.support for unit in units),
    )


@lru_cache(maxsize=1)
def _table() -> _Table:
    table = packaged("checking/degree.toml")
    many, partly = table.table("many"), table.table("part")
    part = tuple(re.compile(each) for each in partly.texts("said"))
    found = []
    for kind in _KINDS:
        scale = table.table(kind)
        for side in ("more", "less"):
            told, said = (
                tuple(re.compile(each) for each in scale.texts(f"{what}_{side}"))
                for what in ("told", "said")
            )
            whole = kind == "extent" and side == "more"
            found.append(_Scale(told, said, part if whole else ()))
        scale.done()
    made = _Table(tuple(found), re.compile(many.text("told")), re.compile(many.text("said")))
    for each in (many, partly, table):
        each.done()
    return made
