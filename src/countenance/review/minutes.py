"""From a step of a motion to its entry."""

from base64 import urlsafe_b64encode
from dataclasses import replace

from countenance.errors import RecordError
from countenance.record import board as kinds
from countenance.record.canonical import as_token
from countenance.record.commitment import Opening, opens
from countenance.record.entry import Entry
from countenance.record.make import Maker, Prepared
from countenance.record.stamp import time_text
from countenance.review.board import Act, BoardStep
from countenance.review.capability import Capability, Needs
from countenance.review.motion import Ballot, Motion

__all__ = ["check_ballot", "minuted"]


def minuted(maker: Maker, step: BoardStep) -> tuple[Prepared, Motion]:
    """The entry of a step, and the motion with it in its place. Raises `RecordError`."""
    motion = step.motion
    if step.act is Act.VOTED:
        return _cast(maker, step)
    wanted = motion.subject.capability
    votes = motion.ballots if step.act is Act.COUNTED else ()

    def build(id_: str, time: str, commit: dict[str, str]) -> Entry:
        return kinds.MotionStep(
            id=id_,
            time=time,
            prev=motion.last or None,
            commit=commit,
            motion=motion.id,
            change=step.act.value,  # type: ignore[arg-type]  # reading back refuses another word
            state=motion.state.value,
            about=motion.subject.kind.value,
            subject=motion.subject.digest,
            capability=None if wanted is None else _capability(wanted),
            concerns=motion.subject.about,
            person=step.person,
            members=tuple(seat.person for seat in motion.seats),
            recused=motion.recused,
            quorum=motion.quorum,
            expedited=motion.expedited,
            due=time_text(motion.due),
            late=motion.late // 1000,
            votes=tuple(_counted(each) for each in votes),
        )

    personal = {"reason": step.reason.encode()} if step.reason else {}
    if step.act is Act.OPENED and wanted is not None and wanted.needs is Needs.GALLERY:
        personal["gallery"] = (wanted.what or "").encode()
    prepared = maker.change(build, personal)
    return prepared, replace(motion, last=prepared.id)


def _cast(maker: Maker, step: BoardStep) -> tuple[Prepared, Motion]:
    motion = step.motion
    ballot = motion.ballots[-1]

    def build(id_: str, time: str, commit: dict[str, str]) -> Entry:
        return kinds.BallotCast(
            id=id_,
            time=time,
            prev=motion.last or None,
            # Its opening is not kept with those of entries: whoever may look there is no member.
            commit={**commit, "vote": ballot.commitment},
            motion=motion.id,
            person=ballot.person,
        )

    prepared = maker.change(build, {"reason": step.reason.encode()})
    ballots = (*motion.ballots[:-1], replace(ballot, entry=prepared.id))
    return prepared, replace(motion, ballots=ballots, last=prepared.id)


def check_ballot(ballot: Ballot, commitment: str) -> None:
    """Raise `RecordError` where a vote is not the one that was cast."""
    if not opens(Opening("vote", ballot.salt, ballot.vote.value.encode()), commitment):
        raise RecordError(f"board: a vote is not the one that entry `{ballot.entry}` cast")


def _counted(ballot: Ballot) -> kinds.BallotRef:
    salt = urlsafe_b64encode(ballot.salt).rstrip(b"=").decode()
    return kinds.BallotRef(ballot.person, ballot.vote.value, salt)


def _capability(wanted: Capability) -> kinds.CapabilityRef:
    edition = wanted.what if wanted.needs is Needs.EDITION else None
    return kinds.CapabilityRef(
        wanted.needs.value,
        wanted.caller,
        None if edition is None else as_token(edition),
        time_text(wanted.until),
    )
