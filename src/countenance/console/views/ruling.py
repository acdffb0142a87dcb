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

__all__ = ["EffectTold", "RulingTold", "effect_told", "ruling_told", "template_of"]

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
    name = edition.name if edition else "CODE@EDITION"
    id_ = clause.id if clause else "CLAUSE"
    reading = clause.readings[0].name if clause and clause.readings else "READING"
    listed = ", ".join(each.name for each in clause.readings) if clause else ""
    choice = f"   # or one of: {listed}" if listed else ""
    return f"""\
id = "a-name-for-it"
edition = "{name}"
clause = "{id_}"
reading = "{reading}"{choice}
cites = "the words that are read"
says = "Why they are read so."
begins = {day.isoformat()}
ends = {day.replace(year=day.year + 1, day=min(day.day, 28)).isoformat()}

# Only there it counts: facts and their values. Without it: everywhere.
[scope]
agency_country = "NO"
"""
