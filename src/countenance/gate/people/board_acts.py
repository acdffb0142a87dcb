"""What a person does about a motion, from words that somebody sent or typed.

The pages, the HTTP interface and the command line do the same things by these.

Rules kept here:
 * Every word is known: one that is missing, too many or of another kind is refused by name.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal, Protocol

import msgspec

from countenance.errors import ReviewError
from countenance.gate.people.said import check_only, said_in
from countenance.review.capability import Capability, Needs
from countenance.review.motion import Kind, Motion, MotionState, Vote
from countenance.review.people import May, Person

__all__ = ["BOARD_ACTS", "Asked", "Board", "SaidOfMotion", "ask_board", "do", "parse_asked",
           "parse_said_of_motion"]  # fmt: skip

_DAY = 86_400_000
_DAYS = 365


class Board(Protocol):
    """Keeps the motions of a gate. What cannot be read or written is a `RecordError`."""

    def open(
        self, kind: Kind, who: Person, reason: str, *, digest: str | None = None,
        capability: Capability | None = None, expedited: bool = False,
        concerns: Sequence[str] = (),
    ) -> Motion:
        """Ask the board."""
        ...  # fmt: skip

    def vote(self, id_: str, who: Person, said: Vote, reason: str) -> Motion:
        """Cast a vote."""
        ...

    def recuse(self, id_: str, who: Person, reason: str) -> Motion:
        """Take no part."""
        ...

    def veto(self, id_: str, who: Person, reason: str) -> Motion:
        """Stop what would let something pass."""
        ...

    def count(self, id_: str) -> Motion:
        """Count what is due or complete."""
        ...

    def find(self, id_: str) -> Motion:
        """The motion of this id; `UnknownMotionError` otherwise."""
        ...

    def list(self, state: MotionState | None = None, limit: int = ...) -> tuple[Motion, ...]:
        """Motions, those that are due last at the top."""
        ...

    def capabilities(self) -> tuple[tuple[Motion, Capability], ...]:
        """Those that are on now, with the motion that switched each on."""
        ...

    def reason(self, entry: str) -> str | None:
        """The reason that somebody gave in this entry, as long as it is kept."""
        ...


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the board is asked. `digest`: of a ruling. A capability has `needs`, and may be for one
    `caller` (id or pseudonym) and one gallery or edition (`what`); it ends after `days`. Members of
    callers that it `concerns` take no part."""

    about: Literal["ruling", "capability", "appeal"]
    reason: str
    digest: str | None = None
    needs: Literal["face-matching", "gallery", "edition"] | None = None
    caller: str | None = None
    what: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    days: Annotated[int, msgspec.Meta(ge=1, le=3650)] | None = None
    expedited: bool = False
    concerns: tuple[str, ...] = ()


class SaidOfMotion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody says with an act."""

    vote: Literal["yes", "no"] | None = None
    reason: str = ""


BOARD_ACTS: dict[str, frozenset[str]] = {
    "vote": frozenset({"vote", "reason"}),
    "recuse": frozenset({"reason"}),
    "veto": frozenset({"reason"}),
    "count": frozenset(),
}
"""What can be done about a motion -> what is said with it."""


def parse_asked(body: bytes) -> Asked:
    """What the board is asked. Raises `ReviewError`."""
    return said_in(body, Asked)


def parse_said_of_motion(act: str, body: bytes) -> SaidOfMotion:
    """What was sent with an act. Raises `ReviewError`."""
    said = said_in(body, SaidOfMotion)
    check_only(said, sorted(BOARD_ACTS[act]), act)
    return said


def ask_board(
    board: Board, who: Person, asked: Asked, ref_of: Callable[[str], str], now: int
) -> Motion:
    """Open a motion. `ref_of`: the pseudonym of a caller by its id or pseudonym, or an error of
    ours. Raises `ReviewError`, `CallerError`."""
    kind = Kind(asked.about)
    concerns = [ref_of(name) for name in asked.concerns]
    if kind is not Kind.CAPABILITY:
        odd = [
            name for name in ("needs", "caller", "what", "days") if getattr(asked, name) is not None
        ]
        if odd:
            raise ReviewError(f"`{odd[0]}` goes with a capability, not with `{kind.value}`")
        return board.open(
            kind, who, asked.reason, digest=asked.digest, expedited=asked.expedited,
            concerns=concerns,
        )  # fmt: skip
    if asked.needs is None:
        words = ", ".join(each.value for each in Needs)
        raise ReviewError(f"`needs` is missing; it is one of: {words}")
    needs = Needs(asked.needs)
    if needs is Needs.EDITION and (asked.what is None or asked.caller is not None):
        raise ReviewError("`what` is the edition (`code@edition`), and it is for everybody")
    if needs is Needs.MATCHING and asked.what is not None:
        raise ReviewError("`what` goes with a gallery or an edition")
    wanted = Capability(
        needs,
        now + (asked.days or _DAYS) * _DAY,
        None if asked.caller is None else ref_of(asked.caller),
        asked.what,
    )
    return board.open(
        kind, who, asked.reason, digest=asked.digest, capability=wanted, expedited=asked.expedited,
        concerns=concerns,
    )  # fmt: skip


def do(board: Board, act: str, id_: str, who: Person, said: SaidOfMotion) -> Motion:
    """What this person does about a motion. Raises `ReviewError`."""
    match act:
        case "vote":
            if said.vote is None:
                raise ReviewError("`vote` is missing; it is `yes` or `no`")
            return board.vote(id_, who, Vote(said.vote), said.reason)
        case "recuse":
            return board.recuse(id_, who, said.reason)
        case "veto":
            return board.veto(id_, who, said.reason)
        case "count":
            who.check(May.READ_MOTIONS)
            return board.count(id_)
        case _:
            raise ReviewError(f"nothing is called `{act}`; there are: {', '.join(BOARD_ACTS)}")
