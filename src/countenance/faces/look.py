"""How a picture is shown to somebody who has to look at it: how much is blurred, in color or not.

The faces of a copy that is kept for people are blurred in any case (`countenance.faces.stills`);
this comes on top of it, for the sake of whoever looks.
"""

from dataclasses import dataclass
from enum import Enum

__all__ = ["AS_KEPT", "Blur", "Look"]


class Blur(Enum):
    """What is blurred."""

    FACES = "faces"
    """The faces alone, as the copy is kept."""
    SOFT = "soft"
    """All of it a little: what is going on can be told, what is disturbing less so."""
    STRONG = "strong"
    """All of it: where something is, and not much more."""


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody wants pictures."""

    blur: Blur = Blur.FACES
    greyscale: bool = False


AS_KEPT = Look()
"""As the copy lies there: nothing has to be made of it."""
