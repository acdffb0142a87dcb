"""What the board decided that reaches one caller: rulings, and motions.

Rules kept here:
 * A ruling, and a motion about one, reaches everybody. A motion to switch something on reaches the
   caller that it is for, or everybody; whoever it concerns is reached as well.
 * A motion that is open or adopted, and a ruling that is adopted or appealed, may still decide.
"""

from countenance.record import entry as kinds

__all__ = ["Board"]

_STANDING = ("open", "adopted", "appealed")


class Board:
    """The rulings and motions of a log. Feed it every entry in order."""

    def __init__(self, ref: str) -> None:
        """`ref`: the pseudonym of the caller."""
        self._ref = ref
        self._places: dict[str, list[int]] = {}
        """Motion, or digest of a ruling -> the places of its entries."""
        self._states: dict[str, str] = {}

    def add(self, index: int, entry: kinds.Entry) -> bool:
        """One more entry; whether it is about what reaches the caller."""
        match entry:
            case kinds.RulingChange():
                name = entry.digest
                self._states[name] = entry.state
            case kinds.MotionStep() if entry.motion in self._places or self._reaches(entry):
                name = entry.motion
                self._states[name] = entry.state
            case kinds.BallotCast() if entry.motion in self._places:
                name = entry.motion
            case _:
                return False
        self._places.setdefault(name, []).append(index)
        return True

    def standing(self) -> tuple[int, ...]:
        """The places of the entries about what may decide now."""
        standing = (name for name, state in self._states.items() if state in _STANDING)
        return tuple(sorted(index for name in standing for index in self._places[name]))

    def _reaches(self, entry: kinds.MotionStep) -> bool:
        wanted = entry.capability
        return wanted is None or wanted.ref in (None, self._ref) or self._ref in entry.concerns
