"""What a person does about a case, from words that somebody sent or typed.

The console, the HTTP interface and the command line do the same things by these.

Rules kept here:
 * Every word is known: one that is missing, too many or of another kind is refused by name.
"""

from collections.abc import Callable
from typing import Annotated, Literal, TypeAlias

import msgspec

from countenance.errors import ReviewError
from countenance.gate.people.said import check_only, said_in
from countenance.review import steps
from countenance.review.case import Case, Grant
from countenance.review.people import Person
from countenance.review.picture_steps import reveal
from countenance.review.steps import Step

__all__ = ["ACTS", "FOR", "ForWord", "Said", "act_of", "parse_said"]

_HOUR = 3_600_000
_Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


ForWord: TypeAlias = Literal["call", "alike"]

FOR: dict[str, ForWord] = {"call": "call", "alike": "alike"}
"""What an allow may be for."""


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What somebody says with an act; each takes some of it."""

    token: int | None = None
    reason: str = ""
    fact: str | None = None
    uses: _Count | None = None
    """How often the call may pass; 0: any number of times. Once, where nothing is said."""
    hours: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None
    """For how long it may. 72, where nothing is said."""
    for_: ForWord | None = msgspec.field(default=None, name="for")
    """For the same call alone, or for calls like it. The call, where nothing is said."""
    picture: Annotated[int, msgspec.Meta(ge=1, le=1000)] | None = None
    """Which one of its pictures, from 1."""


ACTS: dict[str, frozenset[str]] = {
    "claim": frozenset(),
    "release": frozenset({"token"}),
    "allow": frozenset({"token", "reason", "uses", "hours", "for"}),
    "refuse": frozenset({"token", "reason"}),
    "ask": frozenset({"token", "reason", "fact"}),
    "escalate": frozenset({"token", "reason"}),
    "reveal": frozenset({"token", "reason", "picture"}),
    "veto": frozenset({"reason"}),
    "withdraw": frozenset({"reason"}),
}
"""What can be done -> what is said with it."""

_HOURS = 72


def parse_said(act: str, body: bytes) -> Said:
    """What was sent with an act. Raises `ReviewError`."""
    try:
        said = said_in(body, Said)
    except ReviewError as error:
        if "$.for`" in str(error):
            raise ReviewError(f"{error}; `call` or `alike` is right") from error
        raise
    check_only(said, sorted(ACTS[act]), act)
    return said


def act_of(act: str, who: Person, said: Said) -> Callable[[Case, int], Step]:
    """The step that this person takes. Raises `ReviewError` for a word that is missing."""
    token = -1 if said.token is None else said.token
    if "token" in ACTS.get(act, ()) and said.token is None:
        raise ReviewError("body: `token` is missing; `claim` gives it")
    match act:
        case "claim":
            return lambda case, now: steps.claim(case, who, now)
        case "release":
            return lambda case, now: steps.release(case, who, token, now)
        case "allow":
            uses = 1 if said.uses is None else said.uses
            span = (said.hours or _HOURS) * _HOUR
            return lambda case, now: steps.allow(
                case, who, token, said.reason, Grant(uses, now + span, said.for_ == "alike"), now
            )
        case "refuse":
            return lambda case, now: steps.refuse(case, who, token, said.reason, now)
        case "ask":
            if said.fact is None:
                raise ReviewError("body: `fact` is missing; the case lists those that are")
            fact = said.fact
            return lambda case, now: steps.ask(case, who, token, fact, said.reason, now)
        case "escalate":
            return lambda case, now: steps.escalate(case, who, token, said.reason, now)
        case "reveal":
            if said.picture is None:
                raise ReviewError("body: `picture` is missing; the case lists those that are kept")
            place = said.picture
            return lambda case, now: reveal(case, who, token, place, said.reason, now)
        case "withdraw":
            return lambda case, now: steps.withdraw(case, who, said.reason, now)
        case "veto":
            return lambda case, now: steps.veto(case, who, said.reason, now)
        case _:
            raise ReviewError(f"nothing is called `{act}`; there are: {', '.join(ACTS)}")
