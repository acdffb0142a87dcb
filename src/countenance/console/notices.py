"""What a page says at its top after something was done.

Rules kept here:
 * The address says which words, out of those that are here: nobody can write words of their own on
   a page by a link to it.
"""

__all__ = ["NOTICES", "notice_of"]

NOTICES: dict[str, str] = {
    "signed-out": "You are signed out.",
    "kept": "Kept: from now on pages are as you chose.",
    "password": "Your password is changed, and every other session has ended.",
    "token-void": "Your token is void.",
}
"""The word in the address (`?done=...`) -> what the page says."""


def notice_of(word: str | None) -> str | None:
    """What to say for this word; `None` for one that is not known."""
    return NOTICES.get(word or "")
