"""How a case goes on: each step by one person, by its caller or by the gate.

Every step gives the case as it is after it, and what its entry has to say; nothing changes a case
but a step. What cannot be done raises, and changes nothing.

Rules kept here:
 * Who acts has claimed the case, still holds it, and says the token of that claim.
 * A case has one holder. A lease that has lapsed lets others in; nothing has to notice.
 * People settle only what is unclear. While a deny can be reached nobody allows; the missing fact
   is asked for first.
 * As many persons as the terms say, each another one, none of them from the caller's organisation.
   An appeal is decided by nobody who voted before.
 * Whatever nobody decided in time is refused.
 * A veto stops an allow, also one that was given and not yet used up. It makes none.
 * An allow for calls like one is for so many and so long as its terms say at most, and can be
   withdrawn at once.
"""

from dataclasses import dataclass, replace
from enum import Enum

from countenance.errors import NotForYouError, OutdatedError, ReviewError
from countenance.review.case import Bar, Case, Grant, Held, Said, State, Voted
from countenance.review.people import May, Person, Role
from countenance.review.reasons import check_reason

__all__ = [
    "Change",
    "Step",
    "allow",
    "appeal",
    "ask",
    "check_claimed",
    "check_elsewhere",
    "claim",
    "escalate",
    "expire",
    "open_case",
    "refuse",
    "release",
    "renew",
    "settle",
    "use",
    "veto",
    "withdraw",
]


class Change(Enum):
    """What happened to a case; the words of entries."""

    OPENED = "opened"
    RENEWED = "renewed"
    """The same call came again, and other facts or codes hold it now."""
    CLAIMED = "claimed"
    RELEASED = "released"
    ASKED = "asked"
    ESCALATED = "escalated"
    VOTED = "voted"
    APPEALED = "appealed"
    USED = "used"
    SETTLED = "settled"
    EXPIRED = "expired"
    KEPT = "pictures-kept"
    REVEALED = "picture-revealed"
    FORGOTTEN = "pictures-erased"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the case after it, and what its entry says. `decision`: the id of the decision
    that it is about; `said` and `grant`: of a vote. `picture`: the place of one that is revealed;
    `contents`: what is committed to of those that are kept."""

    case: Case
    change: Change
    person: str | None = None
    reason: str = ""
    decision: str | None = None
    said: Said | None = None
    grant: Grant | None = None
    picture: int | None = None
    contents: tuple[bytes, ...] = ()


def open_case(id_: str, held: Held, decision: str, entry: int, now: int) -> Step:
    """A call is held that was not held before. `decision` and `entry`: what held it."""
    case = Case(
        id=id_,
        call=held.call,
        caller=held.caller,
        decision=decision,
        entry=entry,
        grounds=held.grounds,
        missing=held.missing,
        bar=held.bar,
        terms=held.terms,
        opened=now,
        due=now + held.terms.answer,
        alike=held.alike,
    )
    return Step(case, Change.OPENED, decision=decision)


def renew(case: Case, held: Held, decision: str, entry: int, now: int) -> Step:
    """The same call is held again, on other grounds: what was said about the old ones is void."""
    _waiting(case, now)
    after = replace(
        case,
        caller=held.caller,
        decision=decision,
        entry=entry,
        grounds=held.grounds,
        missing=held.missing,
        bar=held.bar,
        alike=held.alike,
        state=State.OPEN,
        due=now + case.terms.answer,
        fact=None,
        votes=(),
        voided=(*case.voided, *(each.person for each in case.votes)),
        # Whoever has it looks at something that is not so any more.
        token=case.token + 1,
        holder=None,
        lease=0,
    )
    return Step(after, Change.RENEWED, decision=decision)


def claim(case: Case, who: Person, now: int) -> Step:
    """Take a case for as long as a lease lasts; its holder may, to have it longer."""
    _waiting(case, now)
    _may_decide(case, who)
    holder = case.held_by(now)
    if holder is not None and holder != who.ref:
        raise OutdatedError(f"case `{case.id}`: somebody else has it; take another one")
    pictures = case.pictures
    if holder is None and pictures is not None:  # what was revealed to others, or long ago
        pictures = replace(pictures, revealed=())
    after = replace(
        case,
        pictures=pictures,
        holder=who.ref,
        lease=now + case.terms.lease,
        token=case.token + 1,
        state=State.OPEN if case.state is State.ASKED else case.state,
        fact=None,
    )
    return Step(after, Change.CLAIMED, who.ref)


def release(case: Case, who: Person, token: int, now: int) -> Step:
    """Give a case back to the queue."""
    check_claimed(case, who, token, now)
    return Step(replace(case, holder=None, lease=0), Change.RELEASED, who.ref)


def allow(case: Case, who: Person, token: int, reason: str, grant: Grant, now: int) -> Step:
    """Vote to let the call pass; it does once enough persons have said so."""
    check_claimed(case, who, token, now)
    check_reason(reason)
    if case.bar is not None:
        raise ReviewError(f"case `{case.id}`: {_barred(case.bar, case.missing)}")
    if grant.uses < 0 or not now < grant.until <= now + case.terms.longest:
        hours = case.terms.longest // 3_600_000
        raise ReviewError(f"an allow lasts at least a moment and at most {hours} hours")
    if grant.alike:
        _check_alike(case, grant, now)
    vote = Voted(who.ref, Said.ALLOW, "", who.role is Role.SENIOR)
    given = _tighter(case.grant, grant) if case.votes else grant
    after = replace(case, votes=(*case.votes, vote), grant=given, holder=None, lease=0)
    agreed = {each.person for each in after.votes if each.said is Said.ALLOW}
    if len(agreed) >= persons_for(case, given):
        after = replace(after, state=State.ALLOWED, closed=now)
    else:
        after = replace(after, state=State.SECOND)
    return Step(after, Change.VOTED, who.ref, reason, said=Said.ALLOW, grant=grant)


def refuse(case: Case, who: Person, token: int, reason: str, now: int) -> Step:
    """Vote to refuse the call. One person is enough, unless another one would have allowed it:
    then a senior reviewer decides."""
    check_claimed(case, who, token, now)
    check_reason(reason)
    vote = Voted(who.ref, Said.REFUSE, "", who.role is Role.SENIOR)
    after = replace(case, votes=(*case.votes, vote), holder=None, lease=0)
    split = any(each.said is Said.ALLOW for each in case.votes)
    if split and not case.needs_senior:
        after = replace(after, state=State.OPEN, needs_senior=True)
    else:
        after = replace(after, state=State.REFUSED, closed=now, grant=None)
    return Step(after, Change.VOTED, who.ref, reason, said=Said.REFUSE)


def ask(case: Case, who: Person, token: int, fact: str, reason: str, now: int) -> Step:
    """Ask the caller for a fact; the same call with the fact stated is decided anew."""
    check_claimed(case, who, token, now)
    if fact not in case.missing:
        there = ", ".join(f"`{name}`" for name in case.missing) or "none: no fact is missing"
        raise ReviewError(f"case `{case.id}` does not hang on `{fact}`; it hangs on {there}")
    if reason:
        check_reason(reason)
    voided = (*case.voided, *(each.person for each in case.votes))
    after = replace(
        case, state=State.ASKED, fact=fact, votes=(), voided=voided, grant=None, holder=None,
        lease=0,
    )  # fmt: skip
    return Step(after, Change.ASKED, who.ref, reason)


def escalate(case: Case, who: Person, token: int, reason: str, now: int) -> Step:
    """Hand a case to a senior reviewer."""
    check_claimed(case, who, token, now)
    check_reason(reason)
    if case.needs_senior:
        raise ReviewError(f"case `{case.id}` waits for a senior reviewer already")
    after = replace(case, needs_senior=True, holder=None, lease=0)
    return Step(after, Change.ESCALATED, who.ref, reason)


def veto(case: Case, who: Person, reason: str, now: int) -> Step:
    """Stop an allow, before it is given or after. No lease is needed, and no appeal follows."""
    who.check(May.VETO_CASES)
    check_elsewhere(case, who)
    check_reason(reason)
    if not case.passes(now):
        _waiting(case, now)
    vote = Voted(who.ref, Said.VETO, "")
    after = replace(
        case,
        state=State.REFUSED,
        votes=(*case.votes, vote),
        vetoed=True,
        grant=None,
        closed=now,
        holder=None,
        lease=0,
    )
    return Step(after, Change.VOTED, who.ref, reason, said=Said.VETO)


def appeal(case: Case, reason: str, now: int) -> Step:
    """The caller of a refused call has somebody else look at it, once."""
    check_reason(reason)
    if case.appealed or case.vetoed or case.state not in (State.REFUSED, State.EXPIRED):
        why = "a veto stands" if case.vetoed else "it was appealed before"
        if not (case.appealed or case.vetoed):
            why = f"it is `{case.state.value}`, and only what is refused or expired is appealed"
        raise OutdatedError(f"case `{case.id}`: there is no appeal: {why}")
    if not case.may_appeal(now):
        raise OutdatedError(f"case `{case.id}`: the time for an appeal is over")
    voters = tuple(each.person for each in case.votes)
    pictures = case.pictures
    after = replace(
        case,
        # What could not be kept before is tried again when the call comes again.
        pictures=pictures if pictures is not None and pictures.kept else None,
        state=State.OPEN,
        appealed=True,
        earlier=tuple(dict.fromkeys((*case.earlier, *case.voided, *voters))),
        voided=(),
        votes=(),
        needs_senior=False,
        closed=None,
        due=now + case.terms.answer,
    )
    return Step(after, Change.APPEALED, reason=reason)


def expire(case: Case, now: int) -> Step:
    """Nobody has decided in time: it is refused."""
    if not case.is_waiting or now < case.due:
        raise OutdatedError(f"case `{case.id}`: its time is not over")
    after = replace(
        case, state=State.EXPIRED, closed=now, grant=None, holder=None, lease=0, fact=None
    )
    return Step(after, Change.EXPIRED)


def settle(case: Case, decision: str, now: int) -> Step:
    """The same call was decided by the codes: there is nothing left to review."""
    if not case.is_waiting:
        raise OutdatedError(f"case `{case.id}`: it is `{case.state.value}` already")
    after = replace(
        case, state=State.SETTLED, closed=now, grant=None, holder=None, lease=0, fact=None
    )
    return Step(after, Change.SETTLED, decision=decision)


def withdraw(case: Case, who: Person, reason: str, now: int) -> Step:
    """Take back an allow that was given, before it is used up. No lease is needed; the same call is
    held anew."""
    who.check(May.DECIDE_CASES)
    check_elsewhere(case, who)
    check_reason(reason)
    if not case.passes(now):
        raise OutdatedError(f"case `{case.id}`: there is no allow that counts any more")
    after = replace(case, state=State.WITHDRAWN, closed=now)
    return Step(after, Change.WITHDRAWN, who.ref, reason)


def persons_for(case: Case, given: Grant) -> int:
    """How many persons this allow takes."""
    persons = case.terms.persons
    return max(persons, case.terms.alike_persons) if given.alike else persons


def use(case: Case, decision: str, now: int) -> Step:
    """The call passes under its allow."""
    if not case.passes(now) or case.grant is None:
        raise OutdatedError(f"case `{case.id}`: it is not allowed, or not any more")
    used = case.used + 1
    spent = case.grant.uses != 0 and used >= case.grant.uses
    after = replace(case, used=used, state=State.USED if spent else State.ALLOWED)
    return Step(after, Change.USED, decision=decision)


def _waiting(case: Case, now: int) -> None:
    if not case.is_waiting:
        raise OutdatedError(f"case `{case.id}`: it is `{case.state.value}` already")
    if now >= case.due:
        raise OutdatedError(f"case `{case.id}`: its time is over, and so it is refused")


def check_claimed(case: Case, who: Person, token: int, now: int) -> None:
    """Raise `OutdatedError` for whoever has not claimed it, or not by this token any more."""
    _waiting(case, now)
    _may_decide(case, who)
    if case.held_by(now) != who.ref or token != case.token:
        raise OutdatedError(
            f"case `{case.id}`: this claim has lapsed or somebody else has it; claim it again"
        )


def _may_decide(case: Case, who: Person) -> None:
    who.check(May.DECIDE_CASES)
    check_elsewhere(case, who)
    if who.ref in case.earlier or any(each.person == who.ref for each in case.votes):
        raise NotForYouError(f"case `{case.id}`: you have voted on it; somebody else has to now")
    by_senior = any(each.senior for each in case.votes)
    if case.needs_senior and not by_senior and who.role is not Role.SENIOR:
        raise NotForYouError(f"case `{case.id}` waits for a senior reviewer")


def check_elsewhere(case: Case, who: Person) -> None:
    """Raise `NotForYouError` where it is a call of somebody's own organisation."""
    if who.belongs_to(case.caller.ref):
        raise NotForYouError(f"case `{case.id}` is a call of your own organisation")


def _check_alike(case: Case, grant: Grant, now: int) -> None:
    terms = case.terms
    if not (terms.alike_uses and case.alike):
        raise ReviewError(
            f"case `{case.id}`: calls like it cannot be allowed (`review.alike_uses` is 0, or was "
            "when it was held); allow the same call"
        )
    hours = terms.alike_longest // 3_600_000
    if not 1 <= grant.uses <= terms.alike_uses or grant.until > now + terms.alike_longest:
        raise ReviewError(
            f"calls like it are allowed for 1 to {terms.alike_uses} of them, and at most {hours} "
            "hours"
        )


def _tighter(first: Grant | None, second: Grant) -> Grant:
    """What both persons would allow."""
    if first is None:
        return second
    uses = min((each for each in (first.uses, second.uses) if each), default=0)
    return Grant(uses, min(first.until, second.until), first.alike and second.alike)


def _barred(bar: Bar, missing: tuple[str, ...]) -> str:
    match bar:
        case Bar.DENY:
            first = f"ask for `{missing[0]}` first" if missing else "refuse it"
            return f"a deny can still be reached, and nobody makes an allow of a deny; {first}"
        case Bar.CONTRADICTORY:
            return "what is known cannot be; the registration has to be put right first"
        case Bar.NOT_COVERED:
            return "something in it could not be looked at or covered with certainty; refuse it"
        case Bar.OBLIGATION:
            return "its caller has not taken on an obligation; that is registered first"
        case Bar.CAPABILITY:
            return "it needs a yes of the board, which there is not; the board is asked first"
