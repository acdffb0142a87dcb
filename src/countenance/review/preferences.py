"""How somebody wants the pages: after how long a pause is proposed, whether keys do anything, and
how pictures of held calls are shown.

Rules kept here:
 * Keys can be turned off: who works by voice types words that would be keys.
 * More can be blurred than is, never less: without the blur of faces a picture is shown by a reveal
   alone.
"""

from typing import Annotated, Literal, TypeAlias

import msgspec

from countenance.errors import ReviewError

__all__ = ["BLURS", "BlurWord", "Preferences", "parse_preferences"]


BlurWord: TypeAlias = Literal["faces", "soft", "strong"]

BLURS: dict[str, BlurWord] = {"faces": "faces", "soft": "soft", "strong": "strong"}
"""What can be chosen to be blurred."""


class Preferences(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one person chose. `pause_minutes`: after how long of looking a pause is proposed; 0:
    never. `blur`: what is blurred in a picture: the faces alone, or all of it, softly or strongly;
    `greyscale`: whether it is shown without its colors."""

    pause_minutes: Annotated[int, msgspec.Meta(ge=0, le=480)] = 45
    keys: bool = True
    blur: BlurWord = "faces"
    greyscale: bool = False


def parse_preferences(text: str) -> Preferences:
    """What was kept. Raises `ReviewError`."""
    try:
        return msgspec.json.decode(text or "{}", type=Preferences)
    except msgspec.MsgspecError as error:
        raise ReviewError(f"preferences: {error}") from error
