"""A case: one held call, from the moment it is held until people have said what becomes of it.

    open ──> (asked ──> open) ──> second ──> allowed ──> used
      │                              │          └──> withdrawn
      └──> refused, expired <────────┘            settled: by the codes, with nobody's help

Rules kept here:
 * A case holds nothing of what was sent: digests, names of facts and clauses, times, pseudonyms.
 * Times are milliseconds since 1970 in UTC.
 * The terms under which it was held stay its own, whatever the settings say later.

How a case goes from one state to the next is the work of `steps`.
"""

from dataclasses import dataclass
from enum import Enum

from countenance.review.grounds import Grounds
from countenance.review.pictures import Pictures

__all__ = ["WAITING", "Bar", "CallerAt", "Case", "Grant", "Held", "Said", "State", "Terms", "Voted"]


class State(Enum):
    """How a case stands; the words of entries."""

    OPEN = "open"
    SECOND = "second"
    """One person would allow it; another one has to as well."""
    ASKED = "asked"
    """Its caller was asked for a fact."""
    ALLOWED = "allowed"
    USED = "used"
    """It was allowed, and passed as often as it was allowed to."""
    REFUSED = "refused"
    EXPIRED = "expired"
    """Nobody decided in time."""
    WITHDRAWN = "withdrawn"
    """It was allowed, and somebody took that back."""
    SETTLED = "settled"
    """The same call came again, and the codes decided it."""


WAITING = frozenset({State.OPEN, State.SECOND, State.ASKED})
"""The states in which people may still decide."""


class Bar(Enum):
    """Why nobody can allow it as it is."""

    DENY = "deny-can-be-reached"
    CONTRADICTORY = "contradictory"
    NOT_COVERED = "not-certainly-covered"
    OBLIGATION = "obligation-not-accepted"
    CAPABILITY = "capability-not-approved"


class Said(Enum):
    """What somebody said about a case."""

    ALLOW = "allow"
    REFUSE = "refuse"
    VETO = "veto"


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for a case: how many persons have to agree before it is allowed, and spans in
    milliseconds: of a lease, until it expires, in which an appeal is taken, of an allow at most.

    `media`: how long its pictures are kept; `after_close`: whether so long also where the case is
    closed before. `alike_uses` and `alike_longest`: for how many calls like it, and how long, an
    allow may be at most (0: for none), and `alike_persons` how many persons that takes.
    """

    persons: int
    lease: int
    answer: int
    appeal: int
    longest: int
    media: int = 0
    after_close: bool = False
    alike_uses: int = 0
    alike_longest: int = 0
    alike_persons: int = 2


@dataclass(frozen=True, slots=True)
class CallerAt:
    """Whose call it is, as entries name it."""

    ref: str
    key: str | None
    revision: int


@dataclass(frozen=True, slots=True)
class Held:
    """What the gate knows of a call that the codes hold, and the terms that it would be held under.

    `call` is the keyed digest of its caller and content. `missing`: the facts that would settle
    it. `bar`: why nobody could allow it. `alike`: the keyed digest of all that calls like it have
    in common.
    """

    call: str
    caller: CallerAt
    grounds: Grounds
    missing: tuple[str, ...]
    bar: Bar | None
    terms: Terms
    alike: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """What is allowed: the same call so often (0: any number of times), until then.

    `alike`: not the same call alone, but those like it: of the same caller as it is registered
    then, for the same service and operation, on the same grounds, under the same codes and rulings.
    """

    uses: int
    until: int
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Voted:
    """What one person said, in which entry; the reason is an opening of that entry."""

    person: str
    said: Said
    entry: str
    senior: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One held call. `call` is the keyed digest of its caller and content, `decision` and `entry`
    the id and index of the newest decision that held it.

    `token` counts claims: whoever acts says the one of its own claim, so that what was begun under
    a lease that has lapsed changes nothing. `missing`: the facts that would settle it. `votes` are
    those of this round, `earlier` everybody who voted before the appeal, `voided` whoever voted on
    a question that was another one then.
    """

    id: str
    call: str
    caller: CallerAt
    decision: str
    entry: int
    grounds: Grounds
    missing: tuple[str, ...]
    bar: Bar | None
    terms: Terms
    opened: int
    due: int
    state: State = State.OPEN
    needs_senior: bool = False
    token: int = 0
    holder: str | None = None
    lease: int = 0
    fact: str | None = None
    votes: tuple[Voted, ...] = ()
    earlier: tuple[str, ...] = ()
    voided: tuple[str, ...] = ()
    appealed: bool = False
    vetoed: bool = False
    grant: Grant | None = None
    used: int = 0
    closed: int | None = None
    pictures: Pictures | None = None
    alike: str = ""
    last: str = ""
    """The id of the last entry about it."""

    @property
    def is_waiting(self) -> bool:
        """Whether people may still decide, if the time is not over."""
        return self.state in WAITING

    def held_by(self, now: int) -> str | None:
        """Who has it at this moment."""
        # A lease that has longer to go than two was given by a clock that went back since.
        lasts = now < self.lease <= now + 2 * self.terms.lease
        return self.holder if lasts else None

    def may_appeal(self, now: int) -> bool:
        """Whether its caller may appeal at this moment: once, and not against a veto."""
        closed = self.state in (State.REFUSED, State.EXPIRED) and self.closed is not None
        return closed and not self.appealed and not self.vetoed and now < self.appeal_until

    @property
    def appeal_until(self) -> int:
        """Until when an appeal is taken; 0 while it is not closed."""
        return 0 if self.closed is None else self.closed + self.terms.appeal

    def passes(self, now: int) -> bool:
        """Whether it is allowed and that is neither used up nor over."""
        grant = self.grant
        if self.state is not State.ALLOWED or grant is None:
            return False
        return now < grant.until and (grant.uses == 0 or self.used < grant.uses)

    def passes_alike(self, alike: str, now: int) -> bool:
        """Whether calls with this in common are allowed by it, and that is neither used up nor
        over."""
        grant = self.grant
        return (
            grant is not None and grant.alike and bool(alike) and alike == self.alike
            and self.passes(now)
        )  # fmt: skip
