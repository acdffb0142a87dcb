"""Whether a registration says where its calls are: if not, the laws of every place may bind them.

Rules kept here:
 * A place that nobody named is any place: it is never taken for one without laws.
 * A group of places, such as a country whose parts have laws of their own, names none of them.
 * A caller that may state the place of a call is asked for it then.
"""

from datetime import date

from countenance.callers.registration import Registration
from countenance.facts.vocabulary import Vocabulary

__all__ = ["PLACE", "PLACES", "unsaid_place"]

PLACE = "use_jurisdiction"

PLACES = (PLACE, "use_locality")
"""Where a call is: the country or a part of it, and the city. Who knows the first may not need the
other: a rule of a city is for those who may be in its part of the country."""


def unsaid_place(registration: Registration, vocabulary: Vocabulary, day: date) -> str | None:
    """What leaves open where a call is, and what would name it; None where a place is named.

    The registration is as a key carries it, so that its places count.
    """
    if PLACE in registration.may_state:
        return None
    fact, values = vocabulary.fact(PLACE), registration.facts_on(day).get(PLACE)
    name_it = f"name it with `countenance callers change {registration.id} {PLACE}=PLACE`"
    if values is None:
        return f"names no place, so the laws of every place may bind its calls; {name_it}"
    many = [value for value in values if value in fact.groups]
    if many:
        number = fact.mask(many).bit_count()
        return (
            f"names `{'`, `'.join(many)}`, which is {number} places, so the laws of each may bind "
            f"its calls; {name_it}"
        )
    return None
