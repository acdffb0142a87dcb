"""What an answer counts as, in metrics and in spans.

Rules kept here:
 * `pass`, `redact`, `refuse` and `hold` count decisions about calls, as their header says them, and
   every error of the gate is a refusal; nothing else counts as one of them.
 * A call that was only asked about (`/v1/decide`) counts apart from one that was sent.
 * What was read, and decided nothing, is no call that was passed, refused or held.
"""

from collections.abc import Mapping

from countenance.dialects.call import Request
from countenance.dialects.hold_replies import HOLDS
from countenance.dialects.redaction import REDACT_PATH
from countenance.dialects.replies import RECEIPTS, Decided
from countenance.dialects.routes import asked_about

__all__ = ["ASKED", "COVERED", "NO_DECISION", "outcome_counted"]

ASKED = "asked-"
"""Stands before the outcome that a call would have, which was only asked about."""

COVERED = "covered"
"""A picture was covered at `/v1/redact`, and sent nowhere."""

NO_DECISION = "no-decision"
"""Something was read: the head of the record, a receipt, a list of models, the page of a hold."""

_ERROR = 400
_ABOUT_EARLIER = (RECEIPTS, HOLDS)
"""Where what is told was decided before, and counted then."""


def outcome_counted(request: Request, status: int, told: Mapping[bytes, str]) -> str:
    """The word under which an answer with these headers counts."""
    decided = told.get(b"x-countenance-decision")
    if status >= _ERROR:
        return decided or Decided.REFUSE.value
    if decided is None or request.path.startswith(_ABOUT_EARLIER):
        return NO_DECISION
    if request.method == "GET" and b"x-countenance-entry" not in told:
        return NO_DECISION
    if request.path == REDACT_PATH:
        return COVERED
    return decided if asked_about(request.path) is None else f"{ASKED}{decided}"
