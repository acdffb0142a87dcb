"""How somebody wants the pages: after how long a pause is proposed, and whether keys do anything.

Rules kept here:
 * Keys can be turned off: who works by voice types words that would be keys.
"""

from typing import Annotated

import msgspec

from countenance.errors import ReviewError

__all__ = ["Preferences", "parse_preferences"]


class Preferences(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one person chose. `pause_minutes`: after how long of looking a pause is proposed; 0:
    never."""

    pause_minutes: Annotated[int, msgspec.Meta(ge=0, le=480)] = 45
    keys: bool = True


def parse_preferences(text: str) -> Preferences:
    """What was kept. Raises `ReviewError`."""
    try:
        return msgspec.json.decode(text or "{}", type=Preferences)
    except msgspec.MsgspecError as error:
        raise ReviewError(f"preferences: {error}") from error
