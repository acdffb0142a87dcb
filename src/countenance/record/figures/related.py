"""What belongs to one call: the case in which people decided it, and what its decision rests on.

Rules kept here:
 * A call that was held is one case with all that people said about it, with every other call that
   passed or was refused by what they said, and with what came of each.
 * A decision rests on the rulings by which its editions were read, on the motions about these, on
   what the board switched on for its caller or for everybody, and on who had a part in that.
 * A motion that was opened after the last of the calls has let none of them pass.

The log is read twice: first to find the names (`Found`), then the entries that have them
(`Related`). What people wrote down stands in no entry, so it is not here either.
"""

from collections import defaultdict
from enum import Enum

from countenance.record import entry as kinds

__all__ = ["Found", "Part", "Related"]


class Part(Enum):
    """What an entry is to a call."""

    CASE = "case"
    """It is about the call, or about the case in which people decided it."""
    GROUND = "ground"
    """It is about what the decision rests on: a ruling, a motion, who had a part in it."""


class Found:
    """Finds the names that belong to one call. Feed it every entry of the log in order."""

    def __init__(self, call: str, ref: str | None) -> None:
        """`call`: the id of its entry; `ref`: the pseudonym of its caller."""
        self._call = call
        self._ref = ref
        self._at = 0
        self._decisions: dict[str, set[str]] = defaultdict(set)
        """Case -> the decisions of it."""
        self._steps: dict[str, set[str]] = defaultdict(set)
        """Case, or motion -> the persons who took a step of it."""
        self._rulings: dict[str, frozenset[str]] = {}
        self._decided: dict[str, int] = {}
        self._opened: dict[str, int] = {}
        """Motions that switch something on that the caller may need."""
        self._about: dict[str, set[str]] = defaultdict(set)
        """Digest of a ruling -> the motions about it."""

    def add(self, entry: kinds.Entry) -> None:
        """One more entry."""
        self._at += 1
        match entry:
            case kinds.Decision() if entry.caller.ref == self._ref:
                self._decision(entry)
            case kinds.Hold() if entry.caller.ref == self._ref:
                if entry.decision is not None:
                    self._decisions[entry.case].add(entry.decision)
                    self._decided[entry.decision] = self._at
                if entry.person is not None:
                    self._steps[entry.case].add(entry.person)
            case kinds.Vote() if entry.caller.ref == self._ref:
                self._steps[entry.case].add(entry.person)
            case kinds.BallotCast():
                self._steps[entry.motion].add(entry.person)
            case kinds.MotionStep():
                self._motion(entry)

    def related(self) -> "Related":
        """What belongs to the call, once every entry was there."""
        cases = {case for case, ids in self._decisions.items() if self._call in ids}
        ids = {self._call}.union(*(self._decisions[case] for case in cases))
        rulings = frozenset[str]().union(*(self._rulings.get(each, ()) for each in ids))
        last = max((self._decided.get(each, 0) for each in ids), default=0)
        motions = {each for each, at in self._opened.items() if at < last}
        motions = motions.union(*(self._about[each] for each in rulings))
        persons = set[str]().union(*(self._steps[each] for each in (*cases, *motions)))
        return Related(ids, frozenset(cases), rulings, frozenset(motions), frozenset(persons))

    def _decision(self, entry: kinds.Decision) -> None:
        rulings = frozenset(each.digest for each in entry.code.rulings)
        if entry.case is not None:
            self._decisions[entry.case].add(entry.id)
        if rulings:
            self._rulings[entry.id] = rulings
        if entry.id == self._call or entry.case is not None:
            self._decided[entry.id] = self._at

    def _motion(self, entry: kinds.MotionStep) -> None:
        if entry.person is not None:
            self._steps[entry.motion].add(entry.person)
        if entry.capability is None:
            self._about[entry.subject].add(entry.motion)
        elif entry.capability.ref in (None, self._ref):
            self._opened.setdefault(entry.motion, self._at)


class Related:
    """Tells entries that belong to a call. Ask it about every entry of the log in order."""

    def __init__(
        self,
        ids: set[str],
        cases: frozenset[str],
        rulings: frozenset[str],
        motions: frozenset[str],
        persons: frozenset[str],
    ) -> None:
        """`ids`: of the decisions; `cases`: the held calls; `rulings`: by their digests."""
        self.ids = frozenset(ids)
        self.cases = cases
        self._about = {*ids, *cases}
        self.rulings = rulings
        self._motions = motions
        self._persons = persons
        self._began: str | None = None
        self._kept: set[str] = set()

    def part(self, entry: kinds.Entry) -> Part | None:
        """What an entry is to the call; `None`: nothing."""
        match entry:
            case kinds.RegistrationChange() | kinds.KeyEvent() | kinds.StandingChange():
                return None
            case kinds.RulingChange():
                return Part.GROUND if entry.digest in self.rulings else None
            case kinds.MotionStep() | kinds.BallotCast():
                return Part.GROUND if entry.motion in self._motions else None
            case kinds.PersonChange():
                is_theirs = entry.person in self._persons and entry.change in ("added", "removed")
                return Part.GROUND if is_theirs else None
        if not (self._names_it(entry) or self._was_swept(entry)):
            return None
        self._about.add(entry.id)
        self._began = self._began or entry.time
        if isinstance(entry, kinds.LegalHold):
            (self._kept.add if entry.change == "placed" else self._kept.discard)(entry.case)
        return Part.CASE

    def _names_it(self, entry: kinds.Entry) -> bool:
        return not self._about.isdisjoint(
            (entry.id, entry.prev, getattr(entry, "case", None), getattr(entry, "decision", None))
        )

    def _was_swept(self, entry: kinds.Entry) -> bool:
        """Whether what was personal about it was erased with everything of that time."""
        return (
            isinstance(entry, kinds.Erasure)
            and entry.before is not None
            and self._began is not None
            and self._began < entry.before
            and not self._kept
        )
