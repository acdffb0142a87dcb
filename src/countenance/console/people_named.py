"""By what names pages call callers and people.

Rules kept here:
 * Callers have the names that the operator gave them; who is registered no more, its pseudonym.
 * People stand on pages by their pseudonym, as in the record, but for whoever looks: that is `you`.
"""

from countenance.gate.desk import Desk
from countenance.review.people import Person

__all__ = ["callers_named", "who_is"]


def callers_named(desk: Desk) -> dict[str, str]:
    """Pseudonym -> name of every caller that is registered."""
    return {each.ref: each.id for each in desk.callers.registrations()}


def who_is(ref: str | None, looks: Person) -> str:
    """Somebody by a name; `None`: the gate."""
    if ref is None:
        return "the gate"
    return "you" if ref == looks.ref else ref
