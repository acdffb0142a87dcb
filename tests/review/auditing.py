"""What the entries alone say about the work of people: whoever has the record can do this.

Nothing here asks the cases or the code that made them. Each rule is read off the entries in their
order, so that a fault of the steps does not hide itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from countenance.review.case import Terms

__all__ = ["Wrong", "audited", "milliseconds"]

WAITING = {"open", "second", "asked"}


@dataclass
class _Seen:
    """One case as the entries tell it."""

    state: str = "open"
    due: int = 0
    holder: str | None = None
    until: int = 0
    allows: dict[str, int] = field(default_factory=dict)
    """Who would allow it in this round, and until when."""
    uses: list[int] = field(default_factory=list)
    voters: set[str] = field(default_factory=set)
    before: set[str] = field(default_factory=set)
    """Who voted before the appeal."""
    used: int = 0
    vetoed: bool = False
    barred: bool = False
    persons: int = 0
    withdrawn: bool = False
    caller: tuple[str, int] = ("", 0)
    """Whose call it is, and as the how manieth revision of its registration."""
    narrow: bool = False
    """Whether somebody would allow the same call alone."""


Wrong = Counter[str]


def milliseconds(time: str) -> int:
    """A time as an entry has it, since 1970."""
    return round(datetime.fromisoformat(time).timestamp() * 1000)


def audited(
    entries: Iterable[dict[str, Any]], terms: Terms, belongs: Mapping[str, frozenset[str]]
) -> Wrong:
    """How often each rule was broken. `belongs`: the callers that each person belongs to."""
    wrong: Wrong = Counter()
    cases: dict[str, _Seen] = defaultdict(_Seen)
    decisions: dict[str, dict[str, Any]] = {}
    passing: dict[str, tuple[str, tuple[str, int]]] = {}
    for entry in entries:
        kind, at = entry["kind"], milliseconds(entry["time"])
        if kind == "decision":
            decisions[entry["id"]] = entry
            if entry["case"] is not None and entry["outcome"] in ("pass", "redact"):
                passing[entry["id"]] = entry["case"], _caller(entry)
        if kind not in ("hold", "vote", "appeal"):
            continue
        seen = cases[entry["case"]]
        change = entry.get("change", kind)
        if seen.vetoed and entry["state"] in ("allowed", "used", *WAITING):
            wrong["against a veto"] += 1
        match change:
            case "opened" | "renewed":
                barred, persons = entry["bar"] is not None, entry["persons"]
                cases[entry["case"]] = _Seen(
                    due=milliseconds(entry["due"]), barred=barred, persons=persons,
                    caller=_caller(entry),
                    voters=set() if change == "opened" else seen.voters,
                    before=set() if change == "opened" else seen.before,
                )  # fmt: skip
                if change == "renewed" and at >= seen.due:
                    wrong["after expiry"] += 1
            case "claimed":
                if seen.holder not in (None, entry["person"]) and at < seen.until:
                    wrong["double claim"] += 1
                seen.holder, seen.until = entry["person"], at + terms.lease
            case "released" | "asked" | "escalated":
                if seen.holder != entry["person"] or at >= seen.until:
                    wrong["without a lease"] += 1
                seen.holder = None
                if change == "asked":
                    seen.allows, seen.uses, seen.narrow = {}, [], False
            case "vote":
                _vote(entry, seen, at, belongs, wrong)
            case "appeal":
                if seen.state not in ("refused", "expired"):
                    wrong["appeal of what is not refused"] += 1
                seen.allows, seen.uses, seen.due = {}, [], milliseconds(entry["due"])
                seen.narrow, seen.before = False, seen.before | seen.voters
            case "expired":
                if at < seen.due:
                    wrong["expired too early"] += 1
                seen.holder = None
            case "settled":
                seen.holder = None
            case "withdrawn":
                if seen.state != "allowed":
                    wrong["withdrawn what was not allowed"] += 1
                seen.withdrawn = True
            case "used":
                _used(entry, seen, at, passing, wrong)
        cases[entry["case"]].state = entry["state"]
    wrong["passed without a use"] += len(passing)
    return +wrong


def _vote(
    entry: dict[str, Any], seen: _Seen, at: int, belongs: Mapping[str, frozenset[str]], wrong: Wrong
) -> None:
    person = entry["person"]
    if entry["caller"]["ref"] in belongs[person]:
        wrong["self-approval"] += 1
    if entry["vote"] == "veto":
        seen.vetoed, seen.holder, seen.allows = True, None, {}
        return
    if seen.holder != person or at >= seen.until:
        wrong["without a lease"] += 1
    if at >= seen.due:
        wrong["after expiry"] += 1
    if entry["appealed"] and person in seen.before:
        wrong["self-approval"] += 1
    if person in seen.allows:
        wrong["self-approval"] += 1
    if entry["vote"] == "allow":
        if seen.barred:
            wrong["allow of a deny"] += 1
        seen.allows[person] = milliseconds(entry["until"])
        seen.uses += [entry["uses"]] if entry["uses"] else []
        seen.narrow = seen.narrow or not entry.get("alike", False)
    seen.voters.add(person)
    seen.holder = None
    if entry["state"] == "allowed" and len(seen.allows) < seen.persons:
        wrong["self-approval"] += 1


def _used(
    entry: dict[str, Any],
    seen: _Seen,
    at: int,
    passing: dict[str, tuple[str, tuple[str, int]]],
    wrong: Wrong,
) -> None:
    """A call passed: what had to be so for that."""
    seen.used += 1
    case, caller = passing.pop(entry["decision"], ("", ("", 0)))
    if case != entry["case"]:
        wrong["used without a passed call"] += 1
    if caller[0] != seen.caller[0]:
        wrong["passed for another caller"] += 1
    if not seen.narrow and caller != seen.caller:
        wrong["passed though it lapsed"] += 1
    if seen.withdrawn:
        wrong["after withdrawal"] += 1
    if seen.uses and entry.get("left") != min(seen.uses) - seen.used:
        wrong["counted down wrongly"] += 1
    if seen.state != "allowed" or len(seen.allows) < seen.persons:
        wrong["passed without enough persons"] += 1
    if seen.barred:
        wrong["allow of a deny"] += 1
    if not seen.allows or at >= min(seen.allows.values()):
        wrong["after expiry"] += 1
    if seen.uses and seen.used > min(seen.uses):
        wrong["passed too often"] += 1


def _caller(entry: dict[str, Any]) -> tuple[str, int]:
    return entry["caller"]["ref"], entry["caller"]["revision"]
