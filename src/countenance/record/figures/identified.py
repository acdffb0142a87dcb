"""Uses of biometric identification that were let through, put together from their entries.

Rules kept here:
 * A use is a decision that let a call pass for which an act is plausible that identifies somebody
   and is allowed, by the codes or by people. That stands in the decision, so that a use whose gate
   was killed is one as well.
 * What was put in, and the database, are named by their places in the decision, where they stand
   as commitments. What led to a match the entry of the use says; where the answer does not tell,
   it is not known, and all that was put in may have.
 * Who verified are the persons that the entry of the use names, and those who voted to allow the
   call, each told once, by pseudonym.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from countenance.record import entry as kinds
from countenance.record.figures.period import ALWAYS, Period

__all__ = ["IDENTIFIES", "Identified", "Use", "identifies"]

IDENTIFIES = "biometric_identification"
_BY_PEOPLE = "review-allowed"
"""The reason of a decision that passes because people have allowed it: what the codes say stays."""
_VOID = ("renewed", "asked")
"""The steps of a case after which what was said about it before is void; an appeal is another."""
_PUT_IN = ("picture", "document", "film", "mask", "id")
"""Kinds of parts of a call that a face may be in."""


@dataclass(slots=True)
class Use:
    """One use: its decision, what came of it, what was entered of it, each with its place; and who
    verified."""

    index: int
    decision: kinds.Decision
    result_index: int | None = None
    outcome: kinds.Outcome | None = None
    told_index: int | None = None
    told: kinds.Identification | None = None
    verified_by: list[str] = field(default_factory=list)

    @property
    def began(self) -> str:
        """When it began."""
        return self.decision.time

    @property
    def ended(self) -> str | None:
        """When it ended; None where that was never known."""
        return None if self.told is None else self.told.ended

    @property
    def places(self) -> tuple[int, ...]:
        """The places of its entries."""
        found = (self.index, self.result_index, self.told_index)
        return tuple(index for index in found if index is not None)

    @property
    def reference(self) -> tuple[kinds.Part, ...]:
        """The parts that name the database; none where it is that of the AI service."""
        return self._parts(self.told.reference if self.told is not None else ())

    @property
    def inputs(self) -> tuple[kinds.Part, ...]:
        """What was searched for."""
        named = {part.where for part in self.reference}
        return tuple(
            part
            for part in self.decision.parts
            if part.kind in _PUT_IN and part.where not in named
        )

    @property
    def matched(self) -> tuple[kinds.Part, ...] | None:
        """What led to a match; None where the answer does not tell."""
        told = self.told
        return None if told is None or told.matched is None else self._parts(told.matched)

    def _parts(self, places: tuple[str, ...]) -> tuple[kinds.Part, ...]:
        return tuple(part for part in self.decision.parts if part.where in places)


class Identified:
    """Finds the uses of a period. Feed it every entry of the log in order."""

    def __init__(self, period: Period = ALWAYS) -> None:
        self._period = period
        self._uses: dict[str, Use] = {}
        self._cases: dict[str, set[str]] = {}
        self._persons: dict[str, list[str]] = {}

    def add(self, index: int, entry: kinds.Entry) -> None:
        """One more entry."""
        if isinstance(entry, kinds.Decision):
            if self._period.holds(entry.time) and identifies(entry):
                self._uses[entry.id] = Use(index, entry)
        elif isinstance(entry, kinds.Outcome):
            use = self._uses.get(entry.prev or "")
            if use is not None:
                use.result_index, use.outcome = index, entry
        elif isinstance(entry, kinds.Identification):
            use = self._uses.get(entry.prev or "")
            if use is not None:
                use.told_index, use.told = index, entry
        else:
            self._decided_by_people(entry)

    def uses(self) -> Iterator[Use]:
        """Every use, in the order of the log."""
        for name, use in self._uses.items():
            persons = [
                person for case in sorted(self._cases.get(name, ()))
                for person in self._persons.get(case, ())
            ]  # fmt: skip
            told = use.told.verified_by if use.told is not None else ()
            use.verified_by = list(dict.fromkeys([*told, *persons]))
            yield use

    def _decided_by_people(self, entry: kinds.Entry) -> None:
        """Take up a vote to allow, and which decision a case is about."""
        case, decision = getattr(entry, "case", None), getattr(entry, "decision", None)
        if not isinstance(case, str):
            return
        if getattr(entry, "change", None) in _VOID or isinstance(entry, kinds.Appeal):
            self._persons.pop(case, None)
        if isinstance(decision, str):
            self._cases.setdefault(decision, set()).add(case)
        person = getattr(entry, "person", None)
        if getattr(entry, "vote", None) == "allow" and isinstance(person, str):
            self._persons.setdefault(case, []).append(person)


def identifies(entry: kinds.Decision) -> bool:
    """Whether a decision let a biometric identification through."""
    return (
        entry.outcome == "pass"
        and not entry.what_if
        and any(
            IDENTIFIES in act.facts.get("operation", ())
            and (act.verdicts == ("allow",) or entry.reason == _BY_PEOPLE)
            for act in entry.acts
        )
    )
