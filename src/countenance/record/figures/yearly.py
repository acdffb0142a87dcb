"""A year by authority and code: calls, outcomes, what people decided, duties, days with entries.

Rules kept here:
 * A call counts for every code of which an edition applied to it, and there by its outcome; the
   clauses counted for a code are those of it that decided.
 * What people decided about a caller is counted by the kind of its entry and by what they said; of
   a held call no step that the gate took, and none by which nobody decided anything.
 * A ruling is about no caller. It is counted by its edition, its clause, and what changed.
 * A duty counts for the codes of which a clause asked for it, and for no other one that applied.
 * It is left by a call of one year and may fall due in the next. Whether it is overdue is told in
   the year in which it fell due, as it stood when that was over.
 * Days are those of UTC on which an entry was written. On which of them somebody else had signed
   the log is not in the entries.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from countenance.record import entry as kinds
from countenance.record.figures.duties import Duties, Duty
from countenance.record.figures.period import Period
from countenance.record.figures.stats import UNREAD, Kinds

__all__ = ["EVERYBODY", "NO_CODE", "ONE_OF", "Row", "Year"]

_DECIDED = ("asked", "withdrawn")
"""Steps of a held call by which people decided: what they ask its caller for, or an allow taken
back. What they allow or refuse is a vote."""
EVERYBODY = ""
"""The caller of what the board decided for all of them."""
ONE_OF = " or "
"""Between the codes of a row, where one of them asked for a duty."""
NO_CODE = "none"
"""The code of calls that were refused before any was asked."""


@dataclass(slots=True)
class Row:
    """One authority under one code."""

    ref: str
    code: str
    kind: str
    outcomes: Counter[str] = field(default_factory=Counter)
    clauses: Counter[str] = field(default_factory=Counter)

    @property
    def calls(self) -> int:
        """All of them."""
        return self.outcomes.total()


class Year:
    """Counts one year. Feed it every entry of the log in order."""

    def __init__(self, year: int, *, ref: str | None = None, code: str | None = None) -> None:
        """`ref`, `code`: only this caller, only this code."""
        self.period = Period(date(year, 1, 1), date(year, 12, 31))
        self.days: set[str] = set()
        self.people: Counter[tuple[str, str, str]] = Counter()
        """Caller, kind, and what was decided -> entries."""
        self.rulings: Counter[tuple[str, str, str]] = Counter()
        """Edition, clause, and change of a ruling -> entries."""
        self._ref = ref
        self._code = code
        self._rows: dict[tuple[str, str], Row] = {}
        self._kinds = Kinds()
        self._duties = Duties(ref)
        self._owed: dict[tuple[str, str], list[Duty]] | None = None

    def add(self, index: int, entry: kinds.Entry) -> None:
        """One more entry."""
        if isinstance(entry, kinds.RegistrationChange):
            self._kinds.learn(entry)
        inside = self.period.holds(entry.time)
        # Of every year: what was left by an earlier one may fall due in this, or be done later.
        self._duties.add(index, entry)
        self._owed = None
        if not inside:
            return
        self.days.add(entry.time[:10])
        if isinstance(entry, kinds.RulingChange):
            if self._code in (None, entry.edition.partition("@")[0]):
                self.rulings[entry.edition, entry.clause, entry.change] += 1
            return
        if isinstance(entry, kinds.MotionStep):
            self._moved(entry)
            return
        caller: kinds.CallerRef | None = getattr(entry, "caller", None)
        if caller is None or self._ref not in (None, caller.ref):
            return
        said = _said(entry)
        if said is not None:
            self.people[caller.ref, *said] += 1
        elif isinstance(entry, kinds.Decision) and not entry.what_if:
            self._decided(entry)
        elif isinstance(entry, kinds.Unreadable) and not entry.what_if and self._code is None:
            self._row(caller.ref, NO_CODE, ()).outcomes[UNREAD] += 1

    def rows(self) -> tuple[Row, ...]:
        """Every authority under every code, in order; under several where one of these asked for
        something and no entry says which one."""
        for ref, code in self._given():
            self._row(ref, code, ())
        return tuple(self._rows[key] for key in sorted(self._rows))

    def duties(self, ref: str, code: str) -> tuple[Duty, ...]:
        """The duties that this code asked for, and that calls of a caller have left in this year
        or that fell due in it."""
        return tuple(self._given().get((ref, code), ()))

    def is_left(self, duty: Duty) -> bool:
        """Whether it was left by a call of this year."""
        return self.period.holds(duty.time)

    def falls_due(self, duty: Duty) -> bool:
        """Whether the day on which it is due is one of this year."""
        return duty.due is not None and self.period.holds(duty.due)

    def _given(self) -> dict[tuple[str, str], list[Duty]]:
        """Each duty under the codes that asked for it."""
        if self._owed is None:
            self._owed = {}
            for duty in self._duties:
                if not (self.is_left(duty) or self.falls_due(duty)):
                    continue
                # Which of several it was an old entry does not say: it counts once, for none.
                for code in duty.codes if duty.clauses else (ONE_OF.join(duty.codes),):
                    if self._code is None or self._code in code.split(ONE_OF):
                        self._owed.setdefault((duty.caller, code), []).append(duty)
        return self._owed

    def _moved(self, entry: kinds.MotionStep) -> None:
        """A motion that switches something on; those about rulings are told by these."""
        if entry.capability is None or entry.change not in ("counted", "vetoed"):
            return
        ref = entry.capability.ref or EVERYBODY
        if self._ref in (None, ref) or ref is EVERYBODY:
            self.people[ref, "motion", f"{entry.capability.needs} {entry.state}"] += 1

    def _decided(self, entry: kinds.Decision) -> None:
        decides = entry.clauses[0] if entry.clauses else None
        for code in sorted({each.edition.partition("@")[0] for each in entry.code.editions}):
            if self._code not in (None, code):
                continue
            row = self._row(entry.caller.ref, code, entry.facts)
            row.outcomes[entry.outcome] += 1
            if decides is not None and decides.edition.partition("@")[0] == code:
                row.clauses[f"{decides.edition} {decides.clause}"] += 1

    def _row(self, ref: str, code: str, facts: tuple[kinds.FactRef, ...]) -> Row:
        found = self._rows.get((ref, code))
        if found is None:
            known = next((row.kind for row in self._rows.values() if row.ref == ref), None)
            kind = self._kinds.of(ref, facts) if facts or known is None else known
            found = self._rows[ref, code] = Row(ref, code, kind)
        return found


def _said(entry: kinds.Entry) -> tuple[str, str] | None:
    """The kind of an entry by which people decided about a call, and what they decided."""
    match entry:
        case kinds.Vote():
            return "vote", f"{entry.vote} after an appeal" if entry.appealed else entry.vote
        case kinds.Appeal():
            return "appeal", "made by the caller"
        case kinds.Hold() if entry.change in _DECIDED:
            return "hold", entry.change
        case _:
            return None
