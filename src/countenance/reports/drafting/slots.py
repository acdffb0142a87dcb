"""Who, what, when, where, why: what states each, as words with their place, or nothing.

Rules kept here:
 * A field of the case file answers before speech. Speech answers with the very words; they are no
   finding: that somebody says where it happened does not say that it happened there.
 * A question that nothing answers is a bracket in the draft. Why an officer did something is asked
   of the officer in any case: what was said to somebody is not the reason.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from countenance.reports.checking.heard import Unit, heard
from countenance.reports.drafting.must_appear import standings
from countenance.reports.fields import Fields
from countenance.reports.language.stems import plain
from countenance.reports.language.tables import packaged
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Support, Transcript

__all__ = ["Slot", "slots"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One question, and what answers it: fields by name, or words. `asks`: the bracket for it."""

    name: str
    asks: str
    fields: tuple[str, ...] = ()
    support: tuple[Support, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nothing answers it."""
        return not self.fields and not self.support


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    fields: tuple[str, ...]
    by: str
    says: re.Pattern[str]
    answers: re.Pattern[str] | None
    asks: str


def slots(transcript: Transcript, speakers: Speakers, fields: Fields) -> tuple[Slot, ...]:
    """The five of them, in their order."""
    standing = standings(speakers)
    units = [each for each in heard(transcript, speakers).units if not each.instruction]
    found = []
    for row in _rows():
        typed = tuple(name for name in row.fields if name in fields)
        said = tuple(
            unit.support
            for unit in units
            if (row.by == "any" or row.by == standing.get(unit.voice)) and _states(row, unit)
        )
        found.append(Slot(row.name, row.asks, typed, () if typed else said))
    return tuple(found)


def _states(row: _Row, unit: Unit) -> bool:
    if unit.asks:
        return False
    said = " ".join(plain(unit.text).lower().split())
    asked = " ".join(token.lower for token in unit.question)
    answers = row.answers is not None and row.answers.search(asked) is not None
    return answers or row.says.search(said) is not None


@lru_cache(maxsize=1)
def _rows() -> tuple[_Row, ...]:
    table = packaged("drafting/slots.toml")
    rows = []
    for each in table.tables("slot"):
        answers = each.text("answers", "")
        rows.append(
            _Row(
                each.text("name"),
                each.texts("fields"),
                each.text("by"),
                re.compile(each.text("says")),
                re.compile(answers) if answers else None,
                each.text("asks"),
            )
        )
        each.done()
    table.done()
    return tuple(rows)
