"""A motion as people see it: what it is about, who decides it, what is known of the votes.

Rules kept here:
 * Until a motion is counted, whoever asks is told who has voted, and how they voted themselves; of
   others neither the vote nor the reason. A vote that was void before the count stays untold.
 * How long there is still time, and how late it was counted, is always told.
 * Names of persons are not told here: pseudonyms are.
"""

from collections.abc import Callable, Mapping
from typing import Any

from countenance.record.canonical import parse
from countenance.record.stamp import time_text
from countenance.record.store import LogReader
from countenance.review.capability import Capability
from countenance.review.motion import Motion
from countenance.review.people import Person

__all__ = ["capability_told", "row_of_motion", "view_of_motion"]

_MOST = 200
"""The most entries of one history; the rest stands in the record."""


def row_of_motion(motion: Motion, now: int) -> dict[str, Any]:
    """A motion as one row of a list."""
    yes, no = motion.tally() if motion.is_known else (None, None)
    wanted = motion.subject.capability
    return {
        "id": motion.id,
        "about": motion.subject.kind.value,
        "subject": motion.subject.digest,
        "capability": None if wanted is None else capability_told(wanted),
        "state": motion.state.value,
        "due": time_text(motion.due),
        "seconds_left": max(0, motion.due - now) // 1000 if motion.is_open else None,
        "overdue": motion.is_open and now >= motion.due,
        "expedited": motion.expedited,
        "voted": len(motion.ballots),
        "voters": len(motion.voters),
        "quorum": motion.quorum,
        "yes": yes,
        "no": no,
        "late_seconds": motion.late // 1000,
    }


def view_of_motion(
    motion: Motion,
    log: LogReader,
    reason: Callable[[str], str | None],
    who: Person | None,
    now: int,
) -> dict[str, Any]:
    """Everything about one motion, for this person (`None`: who reads the record anyway).

    `reason`: what somebody gave as a reason in an entry.
    """
    return {
        "object": "countenance.motion",
        **row_of_motion(motion, now),
        "opened": time_text(motion.opened),
        "by": motion.by,
        "concerns": list(motion.subject.about),
        "counted": None if motion.counted is None else time_text(motion.counted),
        "vetoed_by": motion.vetoed,
        "members": [
            {
                "person": seat.person,
                "ethics": seat.ethics,
                "recused": seat.person in motion.recused,
                "vote": _vote(motion, seat.person, who),
            }
            for seat in motion.seats
        ],
        "history": _history(motion, log, reason, who),
    }


def capability_told(wanted: Capability) -> dict[str, Any]:
    """What the board is or was asked to switch on."""
    return {
        "needs": wanted.needs.value,
        "caller": wanted.caller,
        "what": wanted.what,
        "until": time_text(wanted.until),
    }


def _may_know(motion: Motion, person: str, who: Person | None) -> bool:
    counted = motion.is_known and motion.ballot_of(person) is not None
    return counted or (who is not None and who.ref == person)


def _vote(motion: Motion, person: str, who: Person | None) -> str | None:
    ballot = motion.ballot_of(person)
    if ballot is None:
        return None
    return ballot.vote.value if _may_know(motion, person, who) else "sealed"


def _history(
    motion: Motion, log: LogReader, reason: Callable[[str], str | None], who: Person | None
) -> list[dict[str, Any]]:
    """What happened to it, oldest first, from its own entries; each leads to the one before."""
    found: list[dict[str, Any]] = []
    at: str | None = motion.last
    while at and len(found) < _MOST:
        stored = log.entry(at)
        entry: Mapping[str, Any] = {} if stored is None else parse(stored.data)
        if stored is None or entry.get("motion") != motion.id:
            break
        sealed = entry["kind"] == "ballot" and not _may_know(motion, entry["person"], who)
        found.append(
            {
                "entry": stored.index,
                "time": entry["time"],
                "what": entry.get("change", "voted"),
                "person": entry["person"],
                "reason": None if sealed else reason(entry["id"]),
            }
        )
        at = entry["prev"]
    return found[::-1]
