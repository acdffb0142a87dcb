"""Which changes of a registration one operator does not make alone.

Relabelling a police key as private is the cheapest way around a code. So is a pin to an edition
that says less.

Rules kept here:
 * Who acts, for whom, everything about an agency, and the pin: each is sensitive, with its days.
 * Where something is known from is not: a reference changes no decision.
"""

from countenance.callers.registration import WHO_FACTS, Registration, Span

__all__ = ["PIN", "sensitive"]

PIN = "pin"
_AGENCY = "agency_"


def sensitive(before: Registration, after: Registration) -> tuple[str, ...]:
    """The names of what differs that one operator does not change alone."""
    old, new = _rows(before), _rows(after)
    found = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    return (*found, PIN) if before.pin != after.pin else tuple(found)


def _rows(registration: Registration) -> dict[str, tuple[tuple[str, ...], Span]]:
    return {
        row.fact: (row.values, row.span)
        for row in registration.facts
        if row.fact in WHO_FACTS or row.fact.startswith(_AGENCY)
    }
