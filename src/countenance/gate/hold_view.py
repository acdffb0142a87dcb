"""How a held call stands, in words for its caller.

Rules kept here:
 * Told is what is missing, never which answer would let the call pass.
"""

from collections.abc import Callable, Collection
from typing import Any

from countenance.facts.vocabulary import Vocabulary
from countenance.record.stamp import time_text
from countenance.review.case import Case, State

__all__ = ["APPEAL", "hold_view", "said_to_caller"]

APPEAL = "/appeal"

_SAYS = {
    State.OPEN: "a person has to decide; send the same call again to learn of it",
    State.SECOND: "a person has to decide; send the same call again to learn of it",
    State.ASKED: "state the fact that is asked for and send the same call again",
    State.ALLOWED: "people have allowed it; send the same call again and it passes, if the codes "
    "still leave it to people",
    State.USED: "it was allowed and has passed; the same call once more is held anew",
    State.REFUSED: "people have refused it",
    State.EXPIRED: "nobody has decided in time, and so it is refused",
    State.WITHDRAWN: "it was allowed, and people have taken that back; the same call is held anew",
    State.SETTLED: "the codes have decided the same call since; nobody has to",
}

_ALIKE = (
    "people have allowed it and calls like it: yours for the same service and operation, on the "
    "same grounds; they pass as long as the codes leave them to people"
)

Reason = Callable[[str], str | None]
"""What somebody gave as a reason in an entry."""


def said_to_caller(case: Case, reason: Reason) -> str:
    """What people said to a call that is refused."""
    if case.state is State.EXPIRED or not case.votes:
        return _SAYS[State.EXPIRED]
    why = reason(case.votes[-1].entry) or "the reason was erased"
    return f"{_SAYS[State.REFUSED]}: {' '.join(why.split())}"


def hold_view(
    case: Case,
    may_state: Collection[str],
    vocabulary: Vocabulary,
    reason: Reason,
    url: str,
    now: int,
) -> dict[str, Any]:
    """Everything that its caller is told. `url`: where that is; `may_state`: facts that it may
    state itself."""
    refused = case.state in (State.REFUSED, State.EXPIRED)
    said = said_to_caller(case, reason) if refused else None
    grant = case.grant if case.passes(now) else None
    return {
        "object": "countenance.hold",
        "id": case.id,
        "status": case.state.value,
        "says": said or (_ALIKE if grant is not None and grant.alike else _SAYS[case.state]),
        "since": time_text(case.opened),
        "due": time_text(case.due) if case.is_waiting else None,
        "entry": case.entry,
        "missing": [
            {
                "fact": name,
                "question": vocabulary.fact(name).ask,
                "you_may_state_it": name in may_state,
            }
            for name in case.missing
        ],
        "asked": case.fact,
        "allowed": None
        if grant is None
        else {
            "for": "alike" if grant.alike else "call",
            "uses": grant.uses or None,
            "used": case.used,
            "until": time_text(grant.until),
        },
        "appeal": None
        if not case.may_appeal(now)
        else {
            "until": time_text(case.appeal_until),
            "url": f"{url}{APPEAL}",
            "send": {"reason": "why somebody else should look at it"},
        },
        "appealed": case.appealed,
    }
