"""What people have said about a call that the codes hold, when it comes (again).

Rules kept here:
 * The decision is made anew first, under the codes in force then; only what they hold gets here.
 * An answer is one to the question that was put: on other grounds the call is held again.
 * Nothing that bars an allow now is overcome by one that was given before.
 * An allow for calls like one lapses with anything that they had in common: a registration, an
   edition, a ruling. A call that has a case of its own goes by that alone.
"""

from enum import Enum

from countenance.review.case import Case, Held, State

__all__ = ["Stands", "is_another_question", "stands"]


class Stands(Enum):
    """How a call that the codes hold stands with people."""

    HELD = "held"
    ALLOWED = "allowed"
    REFUSED = "refused"


def stands(case: Case | None, held: Held, now: int) -> Stands:
    """How a call stands that is held so now; `case` is the newest one about the same call, or one
    about a call like it."""
    if case is None or not held.grounds.answered_by(case.grounds):
        return Stands.HELD
    alike = case.passes_alike(held.alike, now) and case.caller.ref == held.caller.ref
    if case.call != held.call:
        return Stands.ALLOWED if alike and held.bar is None else Stands.HELD
    narrow = case.grant is not None and not case.grant.alike
    if held.bar is None and (alike or (narrow and case.passes(now))):
        return Stands.ALLOWED
    if case.state is State.REFUSED:
        return Stands.REFUSED
    if case.state is State.EXPIRED and now < case.appeal_until:
        return Stands.REFUSED
    return Stands.HELD


def is_another_question(case: Case, held: Held) -> bool:
    """Whether the same call is held for another reason than the one that people look at: on other
    grounds, barred otherwise, or as another caller or under other codes than they would allow calls
    like it for."""
    return (
        case.grounds != held.grounds or case.bar is not held.bar or case.alike != held.alike
    )
