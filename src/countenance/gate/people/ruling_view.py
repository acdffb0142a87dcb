"""A ruling, its effect and its replay as people see them: the same in the HTTP interface, in the
commands and on the pages.

Rules kept here:
 * What a ruling says is public. Who proposed it is a pseudonym.
 * Days are days, times are UTC, numbers are exact.
"""

import json
from datetime import date
from typing import Any

from countenance.gate.people.ruling_replay import Replayed
from countenance.record.stamp import time_text
from countenance.review.docket import Docket
from countenance.review.ruling_checks import Checked
from countenance.review.rulings import Effect, Ruling
from countenance.review.similar import Similar

__all__ = [
    "effect_object",
    "replay_object",
    "row_of_ruling",
    "similar_object",
    "view_of_ruling",
]


def row_of_ruling(docket: Docket, day: date, lapsed: str | None = None) -> dict[str, Any]:
    """A ruling as one row of a list. `lapsed`: why it counts no more although it was adopted."""
    return {
        "id": docket.id,
        "digest": docket.digest,
        "state": docket.state.value,
        "counts_today": docket.counts_on(day) and lapsed is None,
        "lapsed": lapsed,
        "edition": docket.edition,
        "clause": docket.clause,
        "reading": docket.reading,
        "gives": docket.gives,
        "scope": {fact: list(values) for fact, values in docket.scope.items()},
        "begins": docket.begins,
        "ends": docket.ends,
        "proposed": time_text(docket.proposed),
        "adopted": None if docket.adopted is None else time_text(docket.adopted),
        "ended": None if docket.ended is None else time_text(docket.ended),
        "question": docket.question,
        "motion": docket.motion,
        "appeal": docket.appeal,
    }


def view_of_ruling(docket: Docket, day: date, lapsed: str | None = None) -> dict[str, Any]:
    """Everything about one ruling."""
    return {
        "object": "countenance.ruling",
        **row_of_ruling(docket, day, lapsed),
        "cites": docket.cites,
        "says": docket.says,
        "text": docket.text,
        "text_digest": docket.text_digest,
        "proposed_by": docket.by,
        "effect": json.loads(docket.effect),
        "cases": docket.cases,
        "entry": docket.last,
    }


def effect_object(
    ruling: Ruling, found: Effect, refused: str = "", checked: Checked | None = None
) -> dict[str, Any]:
    """What a ruling moves. `refused`: why it may not be adopted; `checked`: beside which others."""
    return {
        "ruling": ruling.id,
        "digest": ruling.digest,
        "edition": ruling.edition,
        "clause": ruling.clause,
        "reading": ruling.reading,
        "beside": [] if checked is None else list(checked.beside),
        "situations": found.total,
        "settled": found.settled,
        "beyond": found.beyond,
        "silent_on_biometric_acts": found.silent,
        "moved": [
            {"old": old.words[0], "new": new.words[0], "situations": number}
            for (old, new), number in sorted(found.table.items())
            if old is not new and number
        ],
        "may_be_adopted": not refused,
        "why_not": refused or None,
    }


def replay_object(found: Replayed, first: date, last: date) -> dict[str, Any]:
    """What recorded calls would have been decided."""
    return {
        "object": "countenance.replay",
        "from": first.isoformat(),
        "until": last.isoformat(),
        "decisions": found.decisions,
        "asked": found.asked,
        "left_out": found.left_out,
        "changed": [
            {
                "then": list(each.then),
                "outcome_then": each.outcome,
                "now": list(each.now),
                "decided_by": each.clause,
                "calls": each.calls,
                "entries": list(each.entries),
            }
            for each in found.changed
        ],
    }


def similar_object(found: Similar) -> dict[str, Any]:
    """A ruling that is worth reading about a case."""
    return {
        "ruling": found.docket.id,
        "digest": found.docket.digest,
        "state": found.docket.state.value,
        "edition": found.docket.edition,
        "clause": found.docket.clause,
        "reading": found.docket.reading,
        "gives": found.docket.gives,
        "says": found.docket.says,
        "reach": found.reach.value,
        "outside": list(found.outside),
    }
