"""A change of a registration that takes two operators, from words that somebody sent, and as people
see it.

Rules kept here:
 * Every word is known: one that is missing, too many or of another kind is refused by name.
 * What is proposed is made like any change: by the functions of `countenance.callers.alter`.
"""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec

from countenance.callers import alter
from countenance.callers.check import plain_values
from countenance.callers.registration import RegisteredFact, Registration
from countenance.errors import ReviewError
from countenance.facts.vocabulary import Vocabulary
from countenance.gate.people.said import said_in
from countenance.record.entry import ChangeWord
from countenance.record.stamp import time_text
from countenance.review.proposal import Proposal
from countenance.stores.registry_rows import decoded

__all__ = ["Proposed", "alteration", "parse_proposed", "row_of_proposal", "view_of_proposal"]


class Proposed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody wants of a registration: other facts, one less, a pin or none."""

    caller: str
    facts: dict[str, Annotated[list[str], msgspec.Meta(min_length=1)]] = {}
    without: list[str] = []
    pin: str | None = None
    unpin: bool = False
    reference: str = ""


def parse_proposed(body: bytes) -> Proposed:
    """What was sent. Raises `ReviewError`."""
    asked = said_in(body, Proposed)
    wanted = [bool(asked.facts or asked.without), asked.pin is not None, asked.unpin]
    if sum(wanted) != 1:
        raise ReviewError("body: one of `facts` (with `without`), `pin` and `unpin` is right")
    return asked


def alteration(
    asked: Proposed, vocabulary: Vocabulary, editions: Callable[[str], str]
) -> tuple[ChangeWord, Callable[[Registration], Registration]]:
    """The change that is meant, and its word. `editions`: the name of an edition that is there.

    Raises `FactError`, `CodeError`.
    """
    if asked.pin is not None:
        name = editions(asked.pin)
        return "pinned", lambda one: alter.pinned(one, name)
    if asked.unpin:
        return "unpinned", alter.unpinned
    rows = [
        RegisteredFact(name, plain_values(vocabulary.fact(name), values), asked.reference)
        for name, values in asked.facts.items()
    ]
    return "changed", lambda one: alter.with_facts(one, rows, asked.without)


def row_of_proposal(proposal: Proposal) -> dict[str, Any]:
    """A proposal as one row of a list."""
    return {
        "id": proposal.id,
        "state": proposal.state.value,
        "caller": proposal.caller,
        "name": proposal.name,
        "changes": list(proposal.sensitive),
        "by": proposal.by,
        "decided_by": proposal.decided_by,
        "made": time_text(proposal.made),
        "due": time_text(proposal.due),
    }


def view_of_proposal(proposal: Proposal, now: Registration | None) -> dict[str, Any]:
    """Everything about one proposal; `now`: the registration as it counts, if it is there."""
    after = decoded(proposal.after)
    return {
        "object": "countenance.proposal",
        **row_of_proposal(proposal),
        "before": None if now is None else _told(now, proposal),
        "after": _told(after, proposal),
    }


def _told(registration: Registration, proposal: Proposal) -> dict[str, Any]:
    facts = {row.fact: list(row.values) for row in registration.facts}
    return {
        name: registration.pin if name == "pin" else facts.get(name)
        for name in proposal.sensitive
    }
