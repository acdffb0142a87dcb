"""`[people]`: what holds for those who keep the gate."""

from typing import Literal

import msgspec

__all__ = ["PeopleSettings"]


class PeopleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[people]`: what one operator may do alone."""

    second_person: Literal["when-possible", "required"] = "when-possible"
    """Whether what is sensitive of a registration always takes two operators, or as soon as there
    are two."""
