"""Signs in a text that nobody sees, and that change how the others are read.

Rules kept here:
 * What is shown to others holds no sign that is not seen: no control characters but new lines and
   tabs, none that turns the direction of what follows or cuts a word in two unseen, none for
   private use.
 * The two joiners stay, which some scripts need between letters.
 * Such a sign is refused by its name; it is never taken away in silence, for what is left may read
   otherwise than what somebody has seen.
"""

import unicodedata

from countenance.errors import ReviewError

__all__ = ["check_seen", "unseen_in"]

_LINES = "\n\t"
_JOINERS = "\u200c\u200d"
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that are drawn as nothing."""
_HIDDEN = frozenset(("Cc", "Cf", "Co", "Cs", "Zl", "Zp"))


def unseen_in(text: str) -> str | None:
    """The name of the first sign in a text that is not to be there, and where it stands."""
    for place, sign in enumerate(text.replace("\r\n", "\n"), start=1):
        if sign in _LINES or (sign in _JOINERS and place > 1):
            continue
        if unicodedata.category(sign) in _HIDDEN or sign in _BLANK or _is_none(sign):
            name = unicodedata.name(sign, "a control character")
            return f"{name} (U+{ord(sign):04X}), at place {place}"
    return None


def check_seen(name: str, text: str) -> None:
    """Raise `ReviewError` for a text with a sign that is not seen. `name`: of its field."""
    found = unseen_in(text)
    if found is not None:
        raise ReviewError(
            f"`{name}` holds a sign that nobody sees: {found}; type the words anew, without it"
        )


def _is_none(sign: str) -> bool:
    """Whether it is one of the numbers that Unicode has kept from being letters."""
    return ord(sign) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(sign) <= 0xFDEF
