"""From a step of a case to its entry."""

from dataclasses import replace
from typing import Any

from msgspec import UNSET, UnsetType

from countenance.errors import RecordError
from countenance.record import entry as kinds
from countenance.record.make import Maker, Prepared
from countenance.record.stamp import time_text
from countenance.review.case import Case
from countenance.review.steps import Change, Step

__all__ = ["entered"]


def entered(maker: Maker, step: Step) -> tuple[Prepared, Case]:
    """The entry of a step, and the case with it in its place. Raises `RecordError`."""
    case = step.case
    caller = kinds.CallerRef(case.caller.ref, case.caller.key, case.caller.revision)
    prev = case.last or case.decision

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        match step.change:
            case Change.VOTED:
                if step.person is None or step.said is None:
                    raise RecordError("vote: nobody cast it")
                return kinds.Vote(
                    id=id_,
                    time=time,
                    prev=prev,
                    commit=commit,
                    caller=caller,
                    case=case.id,
                    vote=step.said.value,
                    state=case.state.value,
                    person=step.person,
                    token=case.token,
                    uses=None if step.grant is None else step.grant.uses,
                    until=None if step.grant is None else time_text(step.grant.until),
                    appealed=case.appealed,
                    alike=True if step.grant is not None and step.grant.alike else UNSET,
                )
            case Change.APPEALED:
                return kinds.Appeal(
                    id=id_,
                    time=time,
                    prev=prev,
                    commit=commit,
                    caller=caller,
                    case=case.id,
                    state=case.state.value,
                    due=time_text(case.due),
                )
            case _:
                return kinds.Hold(
                    id=id_,
                    time=time,
                    prev=prev,
                    commit=commit,
                    caller=caller,
                    case=case.id,
                    change=step.change.value,
                    state=case.state.value,
                    person=step.person,
                    token=case.token,
                    decision=step.decision,
                    fact=case.fact,
                    persons=case.terms.persons,
                    bar=None if case.bar is None else case.bar.value,
                    due=time_text(case.due),
                    **_of_pictures(step),
                    left=_left(step),
                )

    personal = {"reason": step.reason.encode()} if step.reason else {}
    personal |= {f"copies.{at}": digest for at, digest in enumerate(step.contents)}
    prepared = maker.change(build, personal)
    votes = case.votes
    if step.change is Change.VOTED:
        votes = (*votes[:-1], replace(votes[-1], entry=prepared.id))
    return prepared, replace(case, votes=votes, last=prepared.id)


def _left(step: Step) -> int | UnsetType:
    """How often an allow that was used may be used yet, where that is counted."""
    grant = step.case.grant
    if step.change is not Change.USED or grant is None or not grant.uses:
        return UNSET
    return grant.uses - step.case.used


def _of_pictures(step: Step) -> dict[str, Any]:
    """What an entry says of pictures, where it is about some."""
    pictures = step.case.pictures
    if step.change is Change.REVEALED:
        return {"picture": step.picture}
    if step.change not in (Change.KEPT, Change.FORGOTTEN) or pictures is None:
        return {}
    told: dict[str, Any] = {"pictures": len(pictures.kept)}
    if step.change is Change.KEPT:
        told["left_out"] = pictures.left_out
    if pictures.gone is not None:
        told["why"] = pictures.gone.value
    return told
