"""How many operators a change of a registration takes on this site.

Rules kept here:
 * Where two operators are there, two are needed for what is sensitive.
 * Where there are fewer, a first installation has to be usable: one is enough, and the entry says
   `single-handed`; unless the gate was set to `people.second_person = "required"`.
 * What the gate was set to is read from the settings that it noted when it started last, not from
   those of whoever gives a command.
"""

from pathlib import Path

import msgspec

from countenance.callers.registration import Registration
from countenance.callers.sensitive import sensitive
from countenance.errors import SecondPersonError
from countenance.record.entry import HandsWord
from countenance.review.people import Role
from countenance.stores.database import Database
from countenance.stores.gate_number import own_state
from countenance.stores.people import people_of

__all__ = ["REQUIRED", "hands_of", "takes_two"]

REQUIRED = "required"
_SETTING = "people.second_person"
_SETTINGS = msgspec.json.Decoder(dict[str, str])
_TWO = 2


def hands_of(
    connection: Database, folder: Path, before: Registration, after: Registration
) -> HandsWord:
    """With how many hands one operator may make this change alone, inside a transaction.

    Raises `SecondPersonError` where it takes another one.
    """
    names = sensitive(before, after)
    if not names:
        return "one"
    if takes_two(connection, folder):
        raise SecondPersonError(before.id, names)
    return "single-handed"


def takes_two(connection: Database, folder: Path) -> bool:
    """Whether what is sensitive takes two operators here."""
    kept = connection.state(own_state(folder, "settings"))
    noted = _SETTINGS.decode(kept) if isinstance(kept, str) else {}
    if noted.get(_SETTING, "").strip('"') == REQUIRED:
        return True
    return len(people_of(connection, (Role.OPERATOR,))) >= _TWO
