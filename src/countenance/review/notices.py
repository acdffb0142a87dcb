"""What people are told when something waits for them or was decided, made of the entries.

Rules kept here:
 * A notice names what it is about by an id of ours. It holds no content, no picture, no name and no
   reason: whoever is told looks it up where they have to say who they are.
 * It has the id of its entry, so that a notice that comes twice is known to be the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from countenance.record.stamp import time_text

__all__ = ["KINDS", "Notice", "Topic", "due_soon", "notice_of"]


class Topic(Enum):
    """What a notice is about; the words of settings and of what is sent."""

    CASE_HELD = "case-held"
    CASE_ASKED = "case-asked"
    CASE_DUE_SOON = "case-due-soon"
    CASE_EXPIRED = "case-expired"
    CASE_APPEALED = "case-appealed"
    CASE_VETOED = "case-vetoed"
    MOTION_OPENED = "motion-opened"
    MOTION_COUNTED = "motion-counted"
    MOTION_VETOED = "motion-vetoed"
    RULING_ADOPTED = "ruling-adopted"
    CHANGE_PROPOSED = "change-proposed"
    CALLER_NOTICED = "caller-noticed"
    CALLER_REVIEW = "caller-review"
    CALLER_SUSPENDED = "caller-suspended"

    @property
    def says(self) -> str:
        """The same in words."""
        return _SAYS[self]


_SAYS = {
    Topic.CASE_HELD: "a call is held and waits for people",
    Topic.CASE_ASKED: "a caller is asked for a fact",
    Topic.CASE_DUE_SOON: "a held call is due soon",
    Topic.CASE_EXPIRED: "a held call was refused, because nobody decided in time",
    Topic.CASE_APPEALED: "a caller appeals",
    Topic.CASE_VETOED: "the ethics seat stopped a call",
    Topic.MOTION_OPENED: "the board is asked",
    Topic.MOTION_COUNTED: "the board has decided",
    Topic.MOTION_VETOED: "the ethics seat stopped what the board decides",
    Topic.RULING_ADOPTED: "a ruling counts",
    Topic.CHANGE_PROPOSED: "a change of a registration waits for a second operator",
    Topic.CALLER_NOTICED: "a caller is refused again and again, and was given notice",
    Topic.CALLER_REVIEW: "a caller is refused again and again; people have to look at it",
    Topic.CALLER_SUSPENDED: "a caller is suspended",
}

KINDS = ("hold", "vote", "appeal", "motion", "ruling", "proposal", "standing")
"""The kinds of entries that notices are made of."""

_OF_ENTRIES: dict[tuple[str, str], Topic] = {
    ("hold", "opened"): Topic.CASE_HELD,
    ("hold", "renewed"): Topic.CASE_HELD,
    ("hold", "asked"): Topic.CASE_ASKED,
    ("hold", "expired"): Topic.CASE_EXPIRED,
    ("appeal", "appeal"): Topic.CASE_APPEALED,
    ("vote", "veto"): Topic.CASE_VETOED,
    ("motion", "opened"): Topic.MOTION_OPENED,
    ("motion", "counted"): Topic.MOTION_COUNTED,
    ("motion", "vetoed"): Topic.MOTION_VETOED,
    ("ruling", "adopted"): Topic.RULING_ADOPTED,
    ("proposal", "proposed"): Topic.CHANGE_PROPOSED,
    ("standing", "noticed"): Topic.CALLER_NOTICED,
    ("standing", "review"): Topic.CALLER_REVIEW,
    ("standing", "suspended"): Topic.CALLER_SUSPENDED,
}
"""Kind and change of an entry -> what people are told."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. `about`: the id of a case, motion, ruling or proposal, or the pseudonym of a
    caller; `entry`: the index of its entry; `state` and `due` where it has one."""

    id: str
    topic: Topic
    time: str
    about: str
    entry: int
    state: str | None = None
    due: str | None = None


def notice_of(index: int, entry: Mapping[str, Any]) -> Notice | None:
    """What people are told of this entry, if anything."""
    kind = entry["kind"]
    change = entry.get("vote") if kind == "vote" else entry.get("change", kind)
    topic = _OF_ENTRIES.get((kind, str(change)))
    if topic is None:
        return None
    match kind:
        case "hold" | "vote" | "appeal":
            about = entry["case"]
        case "standing":
            about = entry["caller"]["ref"]
        case _:
            about = entry[kind]
    return Notice(
        f"{entry['id']}:{topic.value}", topic, entry["time"], str(about), index,
        entry.get("state"), entry.get("due"),
    )  # fmt: skip


def due_soon(case: str, entry: int, due: int, now: int) -> Notice:
    """A held call is due soon. The same call and time is the same notice, whoever notices it."""
    return Notice(
        f"{case}:{due}:{Topic.CASE_DUE_SOON.value}", Topic.CASE_DUE_SOON, time_text(now), case,
        entry, None, time_text(due),
    )  # fmt: skip
