"""Who keeps which obligation, and when it is due.

A clause that allows may ask for something to be done. The gate keeps what it can do itself
before anything passes; the caller keeps what its registration has accepted once; a later step
keeps what can only be known after the call, and the entry lists it as pending until then.

Rule kept here: an obligation that nobody knows how to keep stops the call.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

__all__ = ["COVER", "KEEPERS", "Duty", "Keeper", "duties", "unkept"]

COVER = "cover_faces"
"""The obligation to cover every face before anything goes upstream."""



class Keeper(Enum):
    """Who keeps an obligation."""

    GATE = "gate"
    CALLER = "caller"
    LATER = "later"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation of one call: its name, its keeper, and the days until it is due."""

    name: str
    keeper: Keeper
    accepted: bool = False
    due_days: int | None = None


KEEPERS: dict[str, tuple[Keeper, int | None]] = {
    COVER: (Keeper.GATE, None),
    "strip_metadata": (Keeper.GATE, None),
    "record_the_decision": (Keeper.GATE, None),
    "inform_the_person": (Keeper.CALLER, None),
    "keep_proof_of_consent": (Keeper.CALLER, None),
    "use_only_for_the_approved_case": (Keeper.CALLER, None),
    "have_a_person_review_matches": (Keeper.CALLER, None),
    "match_is_not_the_only_ground": (Keeper.CALLER, None),
    "disclose_use_to_defendants": (Keeper.CALLER, None),
    "no_adverse_decision_by_match_alone": (Keeper.CALLER, None),
    "notify_authorities_of_use": (Keeper.CALLER, None),
    "stop_and_delete_if_refused": (Keeper.CALLER, None),
    "ai_disclosure_on_report": (Keeper.LATER, 30),
    "ai_program_named": (Keeper.LATER, 30),
    "officer_signed_review": (Keeper.LATER, 30),
    "first_ai_draft_retained": (Keeper.LATER, 30),
    "audit_trail": (Keeper.LATER, 30),
}
"""Name -> keeper, days until due. A code that asks for a name that is not here stops the call."""


def unkept(duties: Iterable[Duty]) -> tuple[str, ...]:
    """Those that nobody has taken on, by name."""
    return tuple(
        duty.name
        for duty in duties
        if duty.keeper is Keeper.NOBODY or (duty.keeper is Keeper.CALLER and not duty.accepted)
    )


def duties(names: Iterable[str], accepted: frozenset[str]) -> tuple[Duty, ...]:
    """The duties of one call, in a fixed order; `accepted` is what the caller took on."""
    found = []
    for name in sorted(set(names)):
        keeper, due = KEEPERS.get(name, (Keeper.NOBODY, None))
        found.append(Duty(name, keeper, accepted=name in accepted, due_days=due))
    return tuple(found)
