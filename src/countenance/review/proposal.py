"""A change of a registration that one operator proposed and another one has to confirm.

    proposed ──> confirmed
       └──────> refused, expired

Rules kept here:
 * Until it is confirmed what was registered before counts.
 * Nobody confirms what they proposed, or what is about an organisation of their own.
 * It is confirmed as it was proposed; what was changed since has to be proposed anew.
 * What nobody confirmed in time is expired. Times are milliseconds since 1970 in UTC.
"""

from dataclasses import dataclass, replace
from enum import Enum

from countenance.errors import NotForYouError, OutdatedError
from countenance.review.people import May, Person
from countenance.review.reasons import check_reason

__all__ = ["LASTS", "Proposal", "ProposalState", "confirm", "expire", "propose", "refuse"]

LASTS = 72 * 3_600_000
"""How long a proposal waits, in milliseconds."""


class ProposalState(Enum):
    """How a proposal stands; the words of entries."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change on its way. `caller` is the pseudonym, `name` the id; `revision` that which it
    changes; `sensitive`: what of it takes two; `after`: the registration as it would be."""

    id: str
    caller: str
    name: str
    revision: int
    change: str
    sensitive: tuple[str, ...]
    after: bytes
    by: str
    made: int
    due: int
    state: ProposalState = ProposalState.PROPOSED
    decided_by: str | None = None
    last: str = ""
    """The id of the last entry about it."""

    @property
    def waits(self) -> bool:
        """Whether it can still be confirmed."""
        return self.state is ProposalState.PROPOSED


def propose(who: Person, proposal: Proposal) -> Proposal:
    """Put a change before another operator."""
    _may(who, proposal)
    return proposal


def confirm(proposal: Proposal, who: Person, revision: int, now: int) -> Proposal:
    """Let it count. `revision`: that of the registration as it is now."""
    _waiting(proposal, now)
    _may(who, proposal)
    if who.ref == proposal.by:
        raise NotForYouError(f"proposal `{proposal.id}` is yours; another operator confirms it")
    if revision != proposal.revision:
        raise OutdatedError(
            f"proposal `{proposal.id}`: caller `{proposal.name}` was changed since; propose it anew"
        )
    return replace(proposal, state=ProposalState.CONFIRMED, decided_by=who.ref)


def refuse(proposal: Proposal, who: Person, reason: str, now: int) -> Proposal:
    """Let it not count. Whoever proposed it may take it back so."""
    _waiting(proposal, now)
    who.check(May.CHANGE_CALLERS)
    check_reason(reason)
    return replace(proposal, state=ProposalState.REFUSED, decided_by=who.ref)


def expire(proposal: Proposal, now: int) -> Proposal:
    """Nobody confirmed it in time."""
    if not proposal.waits or now < proposal.due:
        raise OutdatedError(f"proposal `{proposal.id}`: its time is not over")
    return replace(proposal, state=ProposalState.EXPIRED)


def _waiting(proposal: Proposal, now: int) -> None:
    if not proposal.waits:
        raise OutdatedError(f"proposal `{proposal.id}`: it is `{proposal.state.value}` already")
    if now >= proposal.due:
        raise OutdatedError(f"proposal `{proposal.id}`: its time is over")


def _may(who: Person, proposal: Proposal) -> None:
    who.check(May.CHANGE_CALLERS)
    if who.belongs_to(proposal.caller):
        raise NotForYouError(f"caller `{proposal.name}` is an organisation of your own")
