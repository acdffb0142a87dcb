"""The reason that somebody gives for what they do."""

from countenance.errors import ReviewError
from countenance.review.typed import check_seen

__all__ = ["LONGEST_REASON", "check_reason"]

LONGEST_REASON = 2000
"""Characters of a reason."""


def check_reason(reason: str) -> None:
    """Raise `ReviewError` where there is none, or too much of it."""
    if not reason.strip():
        raise ReviewError("a reason is needed")
    check_seen("reason", reason)
    if len(reason) > LONGEST_REASON:
        raise ReviewError(f"a reason of {len(reason)} characters; at most {LONGEST_REASON}")
