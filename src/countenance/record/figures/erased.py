"""Which cases were erased, and by which entry.

Rules kept here:
 * A case is erased by an entry that names it, or by one that swept everything that began before a
   time, unless the case was under a legal hold then.
 * A call is a case by the id of its entry; what was entered about a registration is one by its
   pseudonym.
"""

from countenance.record import entry as kinds

__all__ = ["Erased"]


class Erased:
    """The erasures of a log. Feed it every entry in order."""

    def __init__(self) -> None:
        self._by_case: dict[str, int] = {}
        self._sweeps: list[tuple[str, int, frozenset[str]]] = []
        self._held: set[str] = set()

    def add(self, index: int, entry: kinds.Entry) -> None:
        """One more entry."""
        match entry:
            case kinds.LegalHold(change="placed"):
                self._held.add(entry.case)
            case kinds.LegalHold():
                self._held.discard(entry.case)
            case kinds.Erasure(case=None):
                if entry.before is not None:
                    self._sweeps.append((entry.before, index, frozenset(self._held)))
            case kinds.Erasure(case=str(case)):
                self._by_case.setdefault(case, index)

    def by(self, case: str, time: str) -> int | None:
        """The entry that erased a case that began then; None where it was not."""
        found = [] if case not in self._by_case else [self._by_case[case]]
        found += [
            index for before, index, held in self._sweeps if time < before and case not in held
        ]
        return min(found, default=None)
