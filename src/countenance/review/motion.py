"""A motion: one question that the board votes on, from its opening until it is counted.

    open ──> adopted ──> vetoed
      ├────> refused     more than half of the votes were not for it; a tie is not more than half
      ├────> lapsed      fewer voted in time than the quorum: it is not adopted
      ├────> outdated    what it is about had changed: it is not adopted
      └────> vetoed

Rules kept here:
 * Who sits on the board when it is opened decides it; so does the quorum of that day.
 * A vote is known to nobody but its voter until all are in or the motion is counted. Until then
   others have a salted commitment to it.
 * Times are milliseconds since 1970 in UTC.

How a motion goes from one state to the next is the work of `board`.
"""

from dataclasses import dataclass
from enum import Enum

from countenance.record.commitment import commit
from countenance.review.capability import Capability

__all__ = ["Ballot", "BoardTerms", "Kind", "Motion", "MotionState", "Seat", "Subject", "Vote"]


class Kind(Enum):
    """What a motion is about."""

    RULING = "ruling"
    CAPABILITY = "capability"
    APPEAL = "appeal"
    """To overturn a ruling."""


class MotionState(Enum):
    """How a motion stands; the words of entries."""

    OPEN = "open"
    ADOPTED = "adopted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    OUTDATED = "outdated"
    VETOED = "vetoed"


class Vote(Enum):
    """What a member says."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class BoardTerms:
    """How a board decides: how many have to vote, and in which span; expedited, in which."""

    quorum: int
    answer: int
    expedited: int


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who sits on the board: a pseudonym, and whether it is the ethics seat."""

    person: str
    ethics: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a motion is about. `digest`: of the ruling, or of what the capability says.

    `about`: the pseudonyms of the callers concerned, whose people do not vote. `allows`: whether a
    yes would let something pass that does not pass now.
    """

    kind: Kind
    digest: str
    about: tuple[str, ...] = ()
    allows: bool = True
    capability: Capability | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote, with the salt of its commitment and the entry that holds the commitment."""

    person: str
    vote: Vote
    salt: bytes
    entry: str = ""

    @property
    def commitment(self) -> str:
        """What everybody may know of it until it is counted."""
        return commit("vote", self.vote.value.encode(), self.salt)


@dataclass(frozen=True, slots=True)
class Motion:
    """One motion. `recused`: members who take no part. `counted`: when it was, and `late`: how long
    after it was due, in milliseconds."""

    id: str
    subject: Subject
    by: str
    opened: int
    due: int
    expedited: bool
    quorum: int
    seats: tuple[Seat, ...]
    recused: tuple[str, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    state: MotionState = MotionState.OPEN
    counted: int | None = None
    late: int = 0
    vetoed: str | None = None
    """Who stopped it."""
    last: str = ""
    """The id of the last entry about it."""

    @property
    def is_open(self) -> bool:
        """Whether it is still voted on."""
        return self.state is MotionState.OPEN

    @property
    def may_be_stopped(self) -> bool:
        """Whether a veto comes in time: before the count, or after it was adopted. A ruling that
        was overturned does not come back."""
        adopted = self.state is MotionState.ADOPTED
        return self.is_open or (adopted and self.subject.kind is not Kind.APPEAL)

    @property
    def voters(self) -> tuple[str, ...]:
        """Those who may vote on it: who sat there when it was opened and takes part."""
        return tuple(seat.person for seat in self.seats if seat.person not in self.recused)

    @property
    def is_complete(self) -> bool:
        """Whether everybody who may has voted."""
        return {each.person for each in self.ballots} == set(self.voters)

    @property
    def is_known(self) -> bool:
        """Whether its votes are known to others than who cast them."""
        return self.counted is not None

    def ballot_of(self, person: str) -> Ballot | None:
        """What somebody has cast."""
        return next((each for each in self.ballots if each.person == person), None)

    def tally(self) -> tuple[int, int]:
        """How many said yes, and how many no."""
        yes = sum(each.vote is Vote.YES for each in self.ballots)
        return yes, len(self.ballots) - yes
