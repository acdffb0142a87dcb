"""Is somebody told to be as sure of it as that person sounds?

Rules kept here:
 * `Confirmed`, `was certain` need words without a `maybe` beside them, where they were said.
 * `Was unsure` is doubted where the same person says to be sure of it, and nothing else.
 * What is told plainly is let be: `said that it was locked` may be a short `I think it was locked`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.ground import Doubt, Ground, Judged
from countenance.reports.checking.heard import Unit
from countenance.reports.checking.scope import Patterns, first_of, lower, met, places, scope
from countenance.reports.language.tables import packaged, words

__all__ = ["certainty"]

_BEFORE: Final = 3
_NAMES: Final = ("told_sure", "told_unsure", "said_sure", "said_unsure")


def certainty(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about how sure somebody is told to be."""
    for frame in judged.present:
        if not frame.named or frame.voices & ground.people.radio:
            continue
        told = scope(judged, frame)
        sure = _found("told_sure", lower(judged, (frame,)))
        unsure = _found("told_unsure", lower(judged, told))
        if sure and not unsure and not _is_denied(judged, frame, sure):
            yield from _hedged(judged, told, ground, sure)
        elif unsure and _is_strong(unsure) and not sure:
            yield from _firm(judged, told, ground, unsure)


def _hedged(judged: Judged, told: Sequence[Frame], ground: Ground, sure: str) -> Iterator[Doubt]:
    """Told as sure, where somebody is not."""
    here = told[:1]
    for part, turn in [(x, turn) for x in (here, told) for turn in places(judged, x, ground)]:
        units = met(judged, part, turn)
        texts = [_text(unit) for unit in units]
        if any(_found("said_sure", [each]) and not _found("said_unsure", [each]) for each in texts):
            continue
        for unit in units:
            heard = _found("said_unsure", [_text(unit)])
            if heard:
                who = ground.called(frozenset({turn.voice}))
                yield Doubt(
                    "certainty",
                    f"`{sure}`: {who} is not sure where this is said: `{heard}`",
                    (unit.support,),
                )
                return


def _firm(judged: Judged, told: Sequence[Frame], ground: Ground, unsure: str) -> Iterator[Doubt]:
    """Told as unsure, where somebody says to be sure."""
    for turn in places(judged, told, ground):
        units = met(judged, told, turn)
        if any(_found("said_unsure", [_text(unit)]) for unit in turn.units):
            continue
        for unit in units:
            heard = _found("said_sure", [_text(unit)])
            if heard:
                who = ground.called(frozenset({turn.voice}))
                yield Doubt(
                    "certainty",
                    f"`{unsure}`: {who} is sure where this is said: `{heard}`",
                    (unit.support,),
                )
                return


def _text(unit: Unit) -> str:
    return " ".join(token.lower for token in unit.tokens if not token.is_mark)


def _is_denied(judged: Judged, frame: Frame, sure: str) -> bool:
    """`could not confirm`, `never certain`; not `definitely not`."""
    first = sure.split(maxsplit=1)[0]
    lowers = [token.lower for token in judged.found]
    return any(
        words().forward & set(lowers[max(frame.first, at - _BEFORE) : at])
        for at in range(frame.first, frame.after)
        if lowers[at] == first
    )


def _is_strong(unsure: str) -> bool:
    return unsure.startswith(("unsure", "uncertain", "not ", "guess"))


def _found(name: str, texts: Iterable[str]) -> str:
    patterns = _patterns()[name]
    return next(filter(None, (first_of(patterns, text) for text in texts)), "")


@lru_cache(maxsize=1)
def _patterns() -> dict[str, Patterns]:
    table = packaged("checking/certainty.toml")
    found = {name: tuple(re.compile(each) for each in table.texts(name)) for name in _NAMES}
    table.done()
    return found
