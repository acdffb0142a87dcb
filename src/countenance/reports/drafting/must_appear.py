"""What must not vanish from a report: a denial, a refusal, pain, a promise, by its words.

The table says what each kind is heard by; the first of its rows that is met names a unit. It takes
too much rather than too little: what it finds is in the draft, or on the list of omissions.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast, get_args

from countenance.reports.checking.heard import Unit
from countenance.reports.draft import MustAppear
from countenance.reports.language.stems import plain
from countenance.reports.language.tables import packaged
from countenance.reports.speakers import Speakers, Standing

__all__ = ["kind_of", "standings"]


@dataclass(frozen=True, slots=True)
class _Row:
    kind: MustAppear
    by: str
    says: re.Pattern[str] | None
    answers: re.Pattern[str] | None
    yes: bool | None


def kind_of(unit: Unit, standing: Standing) -> MustAppear | None:
    """The kind of speech that a unit is, where it must not vanish."""
    said = " ".join(plain(unit.text).lower().split())
    asked = " ".join(token.lower for token in unit.question)
    side = "officer" if standing in ("officer", "dispatch") else "community"
    return next((row.kind for row in _rows() if _meets(row, unit, said, asked, side)), None)


def standings(speakers: Speakers) -> Mapping[str, Standing]:
    """Voice -> whether it is an officer, the radio, or anybody else."""
    return {person.voice: person.standing for person in speakers.people}


def _meets(row: _Row, unit: Unit, said: str, asked: str, side: str) -> bool:
    if row.by not in ("any", side):
        return False
    if row.says is not None:
        return row.says.search(said) is not None and not (unit.asks and row.kind == "denial")
    if row.answers is None or unit.yes is None or row.yes not in (None, unit.yes):
        return False
    return row.answers.search(asked) is not None


@lru_cache(maxsize=1)
def _rows() -> tuple[_Row, ...]:
    table = packaged("drafting/must_appear.toml")
    rows = []
    for each in table.tables("kind"):
        kind, by = each.text("kind"), each.text("by")
        says, answers, given = (each.text(name, "") for name in ("says", "answers", "with"))
        if kind not in get_args(MustAppear) or by not in ("community", "officer", "any"):
            each.fail(f"`{kind}` by `{by}` is no kind of speech")
        if bool(says) == bool(answers) or given not in ("", "yes", "no"):
            each.fail("it takes `says`, or `answers` and `with`, which is `yes` or `no`")
        each.done()
        rows.append(
            _Row(
                cast(MustAppear, kind),
                by,
                re.compile(says) if says else None,
                re.compile(answers) if answers else None,
                {"": None, "yes": True, "no": False}[given],
            )
        )
    table.done()
    return tuple(rows)
