"""How a motion goes on: opened, voted on, counted, vetoed.

Every step gives the motion as it is after it; nothing changes a motion but a step. What cannot be
done raises, and changes nothing.

Rules kept here:
 * Whoever belongs to a caller that a motion is about is recused from the start. Anybody may recuse
   themselves; a vote that they cast before is void.
 * One vote for each member, which stays what it was.
 * It is counted when all are in or when it is due, and no sooner: nobody knows how others voted
   while there is still a vote to cast.
 * Fewer votes than the quorum adopt nothing. Neither does a tie.
 * A veto stops what would let something pass, before it is counted or after. It makes nothing pass,
   so that whoever asks may not choose who has none: only people of the caller that a capability is
   for cast no veto on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from countenance.errors import NotForYouError, OutdatedError, ReviewError
from countenance.review.motion import (
    Ballot,
    BoardTerms,
    Kind,
    Motion,
    MotionState,
    Seat,
    Subject,
    Vote,
)
from countenance.review.people import May, Person
from countenance.review.reasons import check_reason

__all__ = ["Act", "BoardStep", "count", "open_motion", "outdated", "recuse", "veto", "vote"]


class Act(Enum):
    """What happened to a motion; the words of entries."""

    OPENED = "opened"
    RECUSED = "recused"
    VOTED = "voted"
    COUNTED = "counted"
    VETOED = "vetoed"


@dataclass(frozen=True, slots=True)
class BoardStep:
    """One step: the motion after it, what was done, by whom and why."""

    motion: Motion
    act: Act
    person: str | None = None
    reason: str = ""


def open_motion(
    id_: str,
    subject: Subject,
    who: Person,
    board: Iterable[Person],
    terms: BoardTerms,
    reason: str,
    now: int,
    *,
    expedited: bool = False,
) -> BoardStep:
    """Ask the board. `board`: everybody who sits on it now."""
    who.check(May.ASK_CAPABILITIES if subject.kind is Kind.CAPABILITY else May.OPEN_MOTIONS)
    check_reason(reason)
    sits = sorted((each for each in board if each.role.on_board), key=lambda each: each.ref)
    recused = tuple(
        each.ref for each in sits if any(each.belongs_to(caller) for caller in subject.about)
    )
    if len(sits) - len(recused) < terms.quorum:
        raise ReviewError(
            f"{len(sits) - len(recused)} of the board could vote on this, and {terms.quorum} have "
            "to; add members with `countenance people add NAME --role board`"
        )
    motion = Motion(
        id=id_,
        subject=subject,
        by=who.ref,
        opened=now,
        due=now + (terms.expedited if expedited else terms.answer),
        expedited=expedited,
        quorum=terms.quorum,
        seats=tuple(Seat(each.ref, each.may(May.VETO_MOTIONS)) for each in sits),
        recused=recused,
    )
    return BoardStep(motion, Act.OPENED, who.ref, reason)


def vote(
    motion: Motion, who: Person, said: Vote, salt: bytes, reason: str, now: int
) -> BoardStep:
    """Cast a vote, which nobody else is told until the motion is counted."""
    _takes_part(motion, who, now)
    check_reason(reason)
    if motion.ballot_of(who.ref) is not None:
        raise OutdatedError(f"motion `{motion.id}`: you have voted; a vote stays what it was")
    after = replace(motion, ballots=(*motion.ballots, Ballot(who.ref, said, salt)))
    return BoardStep(after, Act.VOTED, who.ref, reason)


def recuse(motion: Motion, who: Person, reason: str, now: int) -> BoardStep:
    """Take no part in a motion."""
    _takes_part(motion, who, now)
    check_reason(reason)
    after = replace(
        motion,
        recused=(*motion.recused, who.ref),
        ballots=tuple(each for each in motion.ballots if each.person != who.ref),
    )
    return BoardStep(after, Act.RECUSED, who.ref, reason)


def count(motion: Motion, now: int) -> BoardStep:
    """What the votes came to, once all are in or it is due."""
    _open(motion)
    if not motion.is_complete and now < motion.due:
        raise OutdatedError(
            f"motion `{motion.id}`: {len(motion.ballots)} of {len(motion.voters)} have voted; it "
            "is counted when all have, or when it is due"
        )
    yes, _ = motion.tally()
    if len(motion.ballots) < motion.quorum:
        state = MotionState.LAPSED
    else:
        state = MotionState.ADOPTED if 2 * yes > len(motion.ballots) else MotionState.REFUSED
    late = 0 if motion.is_complete and now < motion.due else now - motion.due
    return BoardStep(replace(motion, state=state, counted=now, late=late), Act.COUNTED)


def outdated(counted: BoardStep) -> BoardStep:
    """The same count, where what was adopted has changed since it was put to the board."""
    return replace(counted, motion=replace(counted.motion, state=MotionState.OUTDATED))


def veto(motion: Motion, who: Person, reason: str, now: int) -> BoardStep:
    """Stop what the board might let pass, or has."""
    who.check(May.VETO_MOTIONS)
    wanted = motion.subject.capability
    _belongs_elsewhere(motion, who, () if wanted is None else (wanted.caller,))
    check_reason(reason)
    if not motion.subject.allows:
        raise ReviewError(
            f"motion `{motion.id}`: a yes would let nothing pass, and a veto stops nothing else"
        )
    if not motion.may_be_stopped:
        raise OutdatedError(f"motion `{motion.id}`: it is `{motion.state.value}` already")
    late = max(0, now - motion.due) if motion.is_open else motion.late
    after = replace(motion, state=MotionState.VETOED, vetoed=who.ref, late=late)
    return BoardStep(after, Act.VETOED, who.ref, reason)


def _open(motion: Motion) -> None:
    if not motion.is_open:
        raise OutdatedError(f"motion `{motion.id}`: it is `{motion.state.value}` already")


def _takes_part(motion: Motion, who: Person, now: int) -> None:
    who.check(May.VOTE_MOTIONS)
    _open(motion)
    if now >= motion.due:
        raise OutdatedError(f"motion `{motion.id}`: its time is over")
    _belongs_elsewhere(motion, who, motion.subject.about)
    if who.ref not in {seat.person for seat in motion.seats}:
        raise NotForYouError(
            f"motion `{motion.id}` was opened before you came to the board; it is decided by those "
            "who sat there then"
        )
    if who.ref in motion.recused:
        raise NotForYouError(f"motion `{motion.id}`: you are recused")


def _belongs_elsewhere(motion: Motion, who: Person, callers: Iterable[str | None]) -> None:
    if any(caller is not None and who.belongs_to(caller) for caller in callers):
        raise NotForYouError(f"motion `{motion.id}` is about an organisation of your own")
