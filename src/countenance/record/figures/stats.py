"""How calls came out: by outcome, by clause, by the kind of caller, day by day.

Rules kept here:
 * A call is counted once, on the day of its entry: a decision, or a call refused unread. What was
   only asked about (`what_if`) is counted apart and nowhere else.
 * The clause is the one that decides, the first that the entry lists.
 * The kind of a caller is what its registration said then, for whom it acts included. An entry
   that does not say it is counted by the last change of the registration before it.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from countenance.record import entry as kinds
from countenance.record.figures.period import ALWAYS, Period

__all__ = ["NO_KIND", "OUTCOMES", "UNREAD", "Kinds", "Stats", "deciding_clause"]

UNREAD: Final = "unread"
OUTCOMES: Final = ("pass", "redact", "refuse", "hold", UNREAD)
"""What becomes of a call, the last where it was refused because it could not be read."""
NO_KIND: Final = "not registered"
"""The kind of a caller whose registration says none."""
_NONE_SPEAKS = "no clause speaks"


class Kinds:
    """What kind of caller a registration is of, by its pseudonym, as the record tells it."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, str]] = {}

    def learn(self, entry: kinds.RegistrationChange) -> None:
        """Take up a change of a registration."""
        known = self._known.setdefault(entry.caller.ref, {})
        for state in (entry.before, entry.after):
            for fact in (state.facts if state is not None else None) or ():
                if fact.name in ("actor_kind", "on_behalf_of"):
                    known.pop(fact.name, None)
                    if state is entry.after:
                        known[fact.name] = "/".join(fact.values)

    def of(self, ref: str, facts: tuple[kinds.FactRef, ...] = ()) -> str:
        """The kind of a caller, by the facts of a decision or else by its registration."""
        told = {
            fact.name: "/".join(fact.values)
            for fact in facts
            if fact.basis == "registered" and fact.name in ("actor_kind", "on_behalf_of")
        }
        found = told or self._known.get(ref, {})
        behalf = found.get("on_behalf_of", "none")
        kind = found.get("actor_kind", NO_KIND)
        return kind if behalf == "none" else f"{kind} for {behalf}"


@dataclass(slots=True)
class Stats:
    """Counts the entries of a period. Feed it every entry of the log in order."""

    period: Period = ALWAYS
    first: str = ""
    """The day of the first call that was counted, and of the last."""
    last: str = ""
    by_day: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_clause: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_kind: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Day, clause or kind, and outcome -> calls."""
    answers: Counter[str] = field(default_factory=Counter)
    """What came of the calls that were let through -> calls."""
    entries: Counter[str] = field(default_factory=Counter)
    """Kind of entry -> entries."""
    what_if: int = 0
    failures: int = 0
    callers: Kinds = field(default_factory=Kinds)
    """What is known of callers; it may be shared by several that are fed one log between them."""

    def add(self, entry: kinds.Entry) -> None:
        """One more entry."""
        if isinstance(entry, kinds.RegistrationChange):
            self.callers.learn(entry)
        if not self.period.holds(entry.time):
            return
        self.entries[entry.__struct_config__.tag] += 1  # type: ignore[index]  # tags are words
        match entry:
            case kinds.Decision():
                clause = deciding_clause(entry)
                self._call(entry, entry.outcome, clause, entry.facts)
            case kinds.Unreadable():
                self._call(entry, UNREAD, entry.clause, ())
            case kinds.Outcome():
                self.answers[entry.result] += 1
            case kinds.GateFailure():
                self.failures += entry.count

    @property
    def outcomes(self) -> Counter[str]:
        """Outcome -> calls."""
        found: Counter[str] = Counter()
        for (_, outcome), calls in self.by_day.items():
            found[outcome] += calls
        return found

    @property
    def calls(self) -> int:
        """All calls that were counted."""
        return self.by_day.total()

    def _call(
        self,
        entry: kinds.Decision | kinds.Unreadable,
        outcome: str,
        clause: str,
        facts: tuple[kinds.FactRef, ...],
    ) -> None:
        if entry.what_if:
            self.what_if += 1
            return
        day = entry.time[:10]
        self.first = min(self.first or day, day)
        self.last = max(self.last, day)
        self.by_day[day, outcome] += 1
        self.by_clause[clause, outcome] += 1
        self.by_kind[self.callers.of(entry.caller.ref, facts), outcome] += 1


def deciding_clause(entry: kinds.Decision) -> str:
    """The clause that decides, as `code@edition clause`, or that there is none."""
    if not entry.clauses:
        return _NONE_SPEAKS if entry.none_speaks else "too long to list"
    first = entry.clauses[0]
    return f"{first.edition} {first.clause}"
