"""Is a quotation word for word what that person said?

Marks and capitals do not count, and `...` stands for words that are left out of one turn. What
stands in a bracket as `heard as` counts as it was heard.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from countenance.reports.checking.frames import Quoted, quotations
from countenance.reports.checking.ground import Doubt, Ground, Judged, Turn, listen_to
from countenance.reports.drafting.names import unmasked
from countenance.reports.language.stems import tokens

__all__ = ["quotation_doubts"]

_LEFT_OUT: Final = re.compile(r"\s*(?:\.\.\.|\u2026|\[[^\]]*\])\s*")


def quotation_doubts(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about what stands in quotation marks."""
    for quoted in quotations(unmasked(judged.sentence.text), ground.people):
        parts = [_bare(part) for part in _LEFT_OUT.split(quoted.text)]
        parts = [part for part in parts if part]
        if not parts or any(_holds(turn, parts) for turn in _turns(ground, quoted.voices)):
            continue
        yield _doubt(quoted, parts, ground)


def _doubt(quoted: Quoted, parts: Sequence[Sequence[str]], ground: Ground) -> Doubt:
    for turn in _turns(ground, ground.people.everybody - quoted.voices):
        if _holds(turn, parts):
            return Doubt(
                "quotation",
                f"these words are {_of(ground, turn)}, not {_called(ground, quoted.voices)}",
                listen_to(turn),
            )
    wanted = [token.keys for token in tokens(quoted.text) if not token.is_mark]
    best = ground.best(quoted.voices, wanted) if wanted else None
    heard = f"; heard is `{' '.join(unit.text for unit in best.units)[:120]}`" if best else ""
    return Doubt("quotation", f"these are not the words that were said{heard}", listen_to(best))


def _called(ground: Ground, voices: frozenset[str]) -> str:
    return f"those of {ground.called(voices)}"


def _of(ground: Ground, turn: Turn) -> str:
    return f"those of {ground.called(frozenset({turn.voice}))}"


def _turns(ground: Ground, voices: frozenset[str]) -> tuple[Turn, ...]:
    """Turns with their instructions: those too are what somebody said."""
    return ground.of(voices, whole=True)


def _holds(turn: Turn, parts: Sequence[Sequence[str]]) -> bool:
    said = [word for unit in turn.units for word in _bare(unit.text)]
    at = 0
    for part in parts:
        found = _find(said, part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _find(said: Sequence[str], part: Sequence[str], at: int) -> int:
    for first in range(at, len(said) - len(part) + 1):
        if list(said[first : first + len(part)]) == list(part):
            return first
    return -1


def _bare(text: str) -> list[str]:
    return [token.lower for token in tokens(text) if not token.is_mark]
