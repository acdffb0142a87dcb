"""Figures of a period for a statement of measures: what each control did, and each clause.

Rules kept here:
 * A figure is counted from entries and from nothing else. What was only asked about is no call.
 * A clause counts in each call in which it speaks, and apart from that where it decides.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from countenance.record import entry as kinds
from countenance.record.figures.duties import Duties
from countenance.record.figures.period import ALWAYS, Period

__all__ = ["FIGURES", "Measures"]

FIGURES: Mapping[str, str] = {
    "calls": "calls that were decided",
    "unread": "calls that were refused unread",
    "failures": "failures of ours, with nothing let through",
    "decided": "of these with one verdict",
    "refused": "calls that were refused",
    "held": "calls that were held",
    "covered": "calls that were let through with every face covered",
    "faces_found": "faces that were found",
    "faces_covered": "faces that were covered",
    "answers_withheld": "answers of which something was withheld",
    "linked": "calls about a picture that was sent before",
    "relied_on": "decisions that rest on a signed statement",
    "statements_refused": "signed statements that did not hold",
    "registrations": "changes of registrations",
    "standings": "steps after refusals that added up",
    "duties": "duties that calls left",
    "overdue": "duties that are overdue",
    "weak": "decisions in which a text speaks that nobody has signed off",
    "entries": "entries in the log",
}
"""Every figure, and what it counts."""


@dataclass(slots=True)
class Measures:
    """Counts the entries of a period. Feed it every entry of the log in order."""

    period: Period = ALWAYS
    counts: Counter[str] = field(default_factory=Counter)
    speaks: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Edition, clause, outcome -> calls in which the clause speaks."""
    decides: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """The same where it decides."""
    _duties: Duties = field(default_factory=Duties)

    def add(self, index: int, entry: kinds.Entry) -> None:
        """One more entry."""
        inside = self.period.holds(entry.time)
        if inside or isinstance(entry, kinds.Outcome | kinds.ReportStep):
            self._duties.add(index, entry)
        if inside:
            self.counts["entries"] += 1
            self._count(entry)

    def figures(self, day: date) -> dict[str, int]:
        """Every figure as it stands on a day."""
        duties = list(self._duties)
        late = sum(duty.is_overdue(day) for duty in duties)
        return {
            name: {"duties": len(duties), "overdue": late}.get(name, self.counts[name])
            for name in FIGURES
        }

    def _count(self, entry: kinds.Entry) -> None:
        match entry:
            case kinds.Decision(what_if=False):
                self._decision(entry)
            case kinds.Unreadable(what_if=False):
                refused = entry.clause == "attestation"
                self.counts["statements_refused" if refused else "unread"] += 1
            case kinds.Outcome(answer=kinds.AnswerCheck(withheld=withheld)):
                self.counts["answers_withheld"] += withheld > 0
            case kinds.GateFailure():
                self.counts["failures"] += entry.count
            case kinds.RegistrationChange():
                self.counts["registrations"] += 1
            case kinds.StandingChange():
                self.counts["standings"] += 1

    def _decision(self, entry: kinds.Decision) -> None:
        count = self.counts
        count["calls"] += 1
        count["decided"] += len(entry.verdicts) == 1
        count["refused"] += entry.outcome == "refuse"
        count["held"] += entry.outcome == "hold"
        count["covered"] += entry.outcome == "redact"
        count["faces_found"] += sum(each.faces for each in entry.media)
        count["faces_covered"] += sum(each.covered for each in entry.media)
        count["linked"] += bool(entry.linked)
        count["relied_on"] += bool(entry.relied_on)
        count["weak"] += any(each.weak for each in entry.clauses)
        for at, each in enumerate(entry.clauses):
            key = (each.edition, each.clause, entry.outcome)
            self.speaks[key] += 1
            if not at:
                self.decides[key] += 1
