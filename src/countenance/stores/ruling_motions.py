"""What follows for a ruling from a motion of the board about it.

Rules kept here:
 * A ruling counts from the moment its motion is adopted, and no sooner.
 * A ruling whose days were over, or that was stopped, while the board looked at it once more stays
   so, whatever the votes came to. An appeal that lapsed may be made again.
 * A veto stops a ruling before it counts or after: what it read is unclear again, and such calls
   are held. It stops no ruling that only denies; and of those that the board would overturn it
   keeps only one that denies something.
"""

from countenance.codes.model import Verdict
from countenance.record.make import Maker
from countenance.review.docket import Stage
from countenance.review.motion import Kind, Motion, MotionState, Subject
from countenance.review.people import Person
from countenance.stores import rulings
from countenance.stores.database import Database

__all__ = ["RulingMotions"]

_DENY = Verdict.DENY.words[0]


class RulingMotions:
    """The rulings as the board asks for them. `owner`: the worker of the gate that writes."""

    def __init__(self, owner: int = 0) -> None:
        self._owner = owner

    def subject(self, connection: Database, kind: Kind, digest: str) -> Subject:
        """The ruling of this digest, that a motion of this kind can be about."""
        docket = rulings.docket_of(connection, digest)
        docket.check_stage(Stage.ADOPTED if kind is Kind.APPEAL else Stage.PROPOSED)
        outcomes = docket.outcomes
        allows = _DENY in outcomes if kind is Kind.APPEAL else outcomes != {_DENY}
        return Subject(kind, docket.digest, (), allows)

    def opened(
        self, connection: Database, maker: Maker, motion: Motion, who: Person, reason: str
    ) -> None:
        """An appeal is entered with the ruling; a ruling that is put to the board waits."""
        if motion.subject.kind is Kind.APPEAL:
            rulings.appealed(
                connection, maker, motion.subject.digest, motion.id, who, reason, self._owner
            )

    def settled(self, connection: Database, maker: Maker, motion: Motion, now: int) -> None:
        """The ruling counts, or does not, or no more."""
        digest, owner = motion.subject.digest, self._owner
        carried = motion.state is MotionState.ADOPTED
        if motion.subject.kind is Kind.APPEAL:
            if carried:
                rulings.overturned(connection, maker, digest, motion.id, now, owner)
            elif motion.state is MotionState.LAPSED:
                rulings.undecided(connection, maker, digest, motion.id, owner)
            elif motion.state is not MotionState.OUTDATED:
                rulings.upheld(connection, maker, digest, motion.id, owner)
        elif carried:
            rulings.adopted(connection, maker, digest, motion.id, now, owner)
        elif motion.state is MotionState.VETOED and motion.is_known:
            rulings.stopped(connection, maker, digest, motion.id, now, owner)
        elif motion.state is not MotionState.OUTDATED:
            rulings.refused(connection, maker, digest, motion.id, now, owner)
