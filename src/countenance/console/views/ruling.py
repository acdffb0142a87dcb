"""A ruling as its page shows it, what it moves, and a text to begin another one with.

What is known of a ruling stands in `countenance.gate.people.ruling_view`, as for programs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from countenance.codes.model import Clause, Edition
from countenance.console.views.asked import Asked
from countenance.console.views.clauses import anchor_of
from countenance.decisions.plain import Told, cube_told
from countenance.errors import FactError
from countenance.facts.vocabulary import Vocabulary
from countenance.review.ruling_draft import Draft, written

__all__ = ["EffectTold", "RulingTold", "effect_told", "ruling_told", "template_of", "year_after"]

_STATES = {
    "proposed": "proposed: the board has not decided",
    "adopted": "adopted by the board",
    "refused": "refused by the board",
    "taken-back": "taken back by whoever proposed it",
    "expired": "its time is over",
    "appealed": "it counts, and the board looks at it once more",
    "overturned": "overturned",
}


@dataclass(frozen=True, slots=True)
class EffectTold:
    """What a ruling moves. `moved`: from, to, situations."""

    situations: int
    settled: int
    beyond: int
    silent: int
    moved: tuple[tuple[str, str, int], ...]
    beside: tuple[str, ...]
    may_be_adopted: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class RulingTold:
    """One ruling. `all`: everything as programs get it."""

    all: Mapping[str, Any]
    state: str
    scope: tuple[Told, ...]
    anchor: str
    map_query: str


def effect_told(effect: Mapping[str, Any]) -> EffectTold:
    """An effect as programs get it, to be shown."""
    return EffectTold(
        effect["situations"],
        effect["settled"],
        effect["beyond"],
        effect["silent_on_biometric_acts"],
        tuple((each["old"], each["new"], each["situations"]) for each in effect["moved"]),
        tuple(effect.get("beside", ())),
        effect["may_be_adopted"],
        effect["why_not"] or "",
    )


def ruling_told(view: Mapping[str, Any], vocabulary: Vocabulary) -> RulingTold:
    """A ruling as programs get it, to be shown."""
    scope = {name: tuple(values) for name, values in view["scope"].items()}
    try:
        told = cube_told(vocabulary.cube(scope), vocabulary)
        query = Asked(view["edition"], given=scope).query()
    except FactError:  # the vocabulary is another one by now
        told = tuple(Told(name, ", ".join(values)) for name, values in scope.items())
        query = ""
    return RulingTold(
        view,
        _STATES.get(view["state"], view["state"]),
        told,
        anchor_of(view["edition"], view["clause"]),
        query,
    )


def template_of(edition: Edition | None, clause: Clause | None, day: date) -> str:
    """A ruling about a clause to begin with; every word of it is to be looked at."""
    readings = [] if clause is None else [each.name for each in clause.readings]
    draft = Draft(
        "a-name-for-it",
        edition.name if edition else "CODE@EDITION",
        clause.id if clause else "CLAUSE",
        readings[0] if readings else "READING",
        "the words that are read",
        "Why they are read so.",
        day.isoformat(),
        year_after(day).isoformat(),
        {"agency_country": ("NO",)},
    )
    listed = f"# Its readings: {', '.join(readings)}\n" if readings else ""
    return listed + written(draft)


def year_after(day: date) -> date:
    """The same day of the next year; a ruling with an end is looked at again."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap else day.day)
