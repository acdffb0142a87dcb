"""The entries of the board: a motion is opened, goes on and is counted; a member casts a vote.

The rules are those of `countenance.record.entry`. Until a motion is counted a vote stands in the
record as a salted commitment alone; the entry of the count has the salts, so that anybody can see
that every vote is what it was when it was cast.
"""

from typing import Literal, TypeAlias

from countenance.record.members import Base, Count, Digest, Member, Name

__all__ = ["BallotCast", "BallotRef", "CapabilityRef", "MotionStep", "MotionWord"]

MotionWord: TypeAlias = Literal["open", "adopted", "refused", "lapsed", "outdated", "vetoed"]


class CapabilityRef(Member, frozen=True):
    """What the board is asked to switch on: for which caller (`null`: everybody) and edition, and
    until when. The name of a gallery stands in the entry as the commitment `gallery`."""

    needs: Literal["face-matching", "gallery", "edition"]
    ref: Name | None
    edition: Name | None
    until: Name


class BallotRef(Member, frozen=True):
    """A vote that was counted; `salt` opens the commitment of the entry that cast it."""

    member: Name
    vote: Literal["yes", "no"]
    salt: Digest


class MotionStep(Base, frozen=True, tag="motion"):
    """A motion of the board went a step on; `prev` is the last entry about the same motion.

    `subject` is the digest of what it is about. `concerns`: the callers whose people take no part.
    `members` sit on the board for it, `recused` take no part. `late`: so many seconds after it was
    due. `votes` only where they are counted. The reason that a person gave stands in it as the
    commitment `reason`.
    """

    motion: Name
    change: Literal["opened", "recused", "counted", "vetoed"]
    state: MotionWord
    about: Literal["ruling", "capability", "appeal"]
    subject: Digest
    capability: CapabilityRef | None
    concerns: tuple[Name, ...]
    person: Name | None
    members: tuple[Name, ...]
    recused: tuple[Name, ...]
    quorum: Count
    expedited: bool
    due: Name
    late: Count
    votes: tuple[BallotRef, ...]


class BallotCast(Base, frozen=True, tag="ballot"):
    """A member of the board has voted; how, stands in it as the commitment `vote`. `prev` is the
    last entry about the same motion."""

    motion: Name
    person: Name
