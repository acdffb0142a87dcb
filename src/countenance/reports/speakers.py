"""Who speaks: the letters of a transcript, and the persons that a person says they are.

Rules kept here:
 * No sentence says that somebody spoke before a person has said who that voice is.
 * A name comes from a person or from a field of the case file, never from recognition.
"""

from typing import Annotated, Literal

import msgspec

__all__ = ["Speaker", "Speakers", "Standing"]

Standing = Literal["officer", "dispatch", "community"]
"""An officer, the radio, or anybody else."""


class Speaker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person who is heard. `called`: how the report calls this person, such as `the driver` or
    `Officer Reyes`. `name`: a name from the case file, where there is one."""

    voice: str
    standing: Standing
    called: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    name: str = ""


class Speakers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everybody who is heard, as a person confirmed it; `moved`: segments that belong to another
    voice than was proposed, segment -> voice."""

    people: tuple[Speaker, ...]
    moved: dict[str, str] = {}
