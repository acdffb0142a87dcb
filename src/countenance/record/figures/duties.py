"""What has to be done after a call, and whether it was: duties that are open, done or overdue.

Rules kept here:
 * A duty is open from its decision until a later entry about that decision says that it is done.
 * It is overdue once the day on which it was due is over. One that was done later than that was
   overdue until then.
 * What the gate itself keeps is done before anything passes, and is no duty that is left.
 * A duty is that of the clauses that its entry says asked for it. An entry that does not say, from
   before it was told, leaves it open which one of its editions did: a clause that is kept from
   applying by what has to be done is not among those that it lists.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from msgspec import UNSET

from countenance.record import entry as kinds

__all__ = ["Duties", "Duty"]


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty: the index and the time of its decision, whose it is, what, who keeps it, the day
    it is due, and the entry that says that it is done, with its day.

    `clauses`: those that asked for it; none where the entry does not say. `editions`: theirs, or
    those of which one has asked.
    """

    index: int
    time: str
    caller: str
    what: str
    keeper: str
    due: str | None
    clauses: tuple[str, ...]
    editions: tuple[str, ...]
    done: int | None = None
    done_on: str | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that asked for it; where the entry does not say, those of which one did."""
        return tuple(sorted({each.partition("@")[0] for each in self.editions}))

    @property
    def asked_by(self) -> str:
        """What asked for it, in words."""
        if self.clauses:
            return "; ".join(self.clauses)
        one = "one of " if len(self.editions) > 1 else ""
        return f"a clause of {one}{', '.join(self.editions)}; its entry does not say which"

    def is_overdue(self, day: date) -> bool:
        """Whether it should have been done before this day, and was not yet when it began."""
        late = self.due is not None and self.due < day.isoformat()
        return late and (self.done_on is None or self.done_on >= day.isoformat())


class Duties:
    """The duties of a log. Feed it every entry in order."""

    def __init__(self, caller: str | None = None) -> None:
        """`caller`: only those of this caller."""
        self._caller = caller
        self._by_decision: dict[str, list[Duty]] = {}

    def add(self, index: int, entry: kinds.Entry) -> None:
        """One more entry."""
        if isinstance(entry, kinds.Decision):
            if self._caller in (None, entry.caller.ref) and not entry.what_if:
                self._owe(index, entry)
        elif isinstance(entry, kinds.Outcome):
            self._kept(index, entry, entry.prev)
        elif isinstance(entry, kinds.ReportStep):
            for decision in entry.decisions:
                self._kept(index, entry, decision)

    def __iter__(self) -> Iterator[Duty]:
        """All of them, in the order of their decisions."""
        return (duty for duties in self._by_decision.values() for duty in duties)

    def overdue(self, day: date) -> Iterable[Duty]:
        """Those that should have been done before this day."""
        return (duty for duty in self if duty.is_overdue(day))

    def _kept(
        self, index: int, entry: kinds.Outcome | kinds.ReportStep, decision: str | None
    ) -> None:
        done = {each.what for each in entry.obligations if each.status == "done"}
        duties = self._by_decision.get(decision or "", [])
        for at, duty in enumerate(duties):
            if duty.what in done and duty.done is None:
                duties[at] = replace(duty, done=index, done_on=entry.time[:10])

    def _owe(self, index: int, entry: kinds.Decision) -> None:
        owed = [each for each in entry.obligations if each.status == "pending" and each.due]
        if entry.outcome not in ("pass", "redact") or not owed:
            return
        every = tuple(each.edition for each in entry.code.editions)
        self._by_decision[entry.id] = [
            Duty(
                index, entry.time, entry.caller.ref, each.what, each.keeper, each.due,
                *((), every) if each.asked_by is UNSET else _asking(each.asked_by),
            )
            for each in owed
        ]  # fmt: skip


def _asking(asked_by: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clauses that an entry names, and their editions."""
    named = [each.partition("#") for each in asked_by]
    clauses = tuple(f"{edition} {clause}" for edition, _, clause in named)
    return clauses, tuple(dict.fromkeys(edition for edition, _, _ in named))
