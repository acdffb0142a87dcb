"""What callers are told when a call passed, and the upstream did not answer it.

Rules kept here:
 * Of an error of the upstream its status is handed on, where the caller can do something about it,
   and a code that is a plain word; none of its other words, which could hold anything.
 * The gate had passed the call, and the headers say so.
"""

import re
from typing import Any

import msgspec

from countenance.dialects.call import Reply
from countenance.dialects.filters import kept_filters
from countenance.dialects.replies import Decided, GateClause, Reason, To, plain

__all__ = ["upstream_failed", "upstream_refusal"]

_HANDED_ON = (400, 404, 413, 422, 429)
_MOST_ERROR = 1024 * 1024
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def upstream_failed(to: To, says: str, decided: Decided, reason: Reason) -> Reply:
    """The upstream could not be reached, broke off, or gave what is no answer: 503."""
    kept = Reason(GateClause.UPSTREAM.value, says=says, entry=reason.entry, more=reason.more)
    return plain(to, 503, kept, code="upstream_failed", decided=decided)


def upstream_refusal(to: To, status: int, body: bytes, decided: Decided, reason: Reason) -> Reply:
    """An error that the upstream gave.

    Only a status of 400 to 499 that the caller can do something about is handed on, with the code
    in it and none of its words, since these could hold anything. Whatever else went wrong up there
    is 503: a wrong key for the upstream is the operator's, not the caller's.
    """
    if status not in _HANDED_ON:
        return upstream_failed(to, f"the upstream failed with status {status}", decided, reason)
    code, filters = _upstream_error(body[:_MOST_ERROR])
    says = f"the upstream refused the call: status {status}, code `{code}`"
    kept = Reason(GateClause.UPSTREAM.value, says=says, entry=reason.entry, more=reason.more)
    inner: dict[str, Any] = {}
    if code == "content_filter":
        # The upstream's own filter; the clients of Azure read its categories.
        told = {"code": "ResponsibleAIPolicyViolation", "content_filter_result": filters}
        inner = {"innererror": told}
    return plain(to, status, kept, code=code, decided=decided, more=inner)


def _upstream_error(body: bytes) -> tuple[str, dict[str, Any]]:
    """The `error.code` or `.type` of an upstream's error, if a plain word, and its filters."""
    try:
        error = msgspec.json.decode(body)["error"]
        words = [error.get("code"), error.get("type")]
        inner = error.get("innererror")
    except (
        msgspec.MsgspecError,
        UnicodeDecodeError,
        RecursionError,
        TypeError,
        KeyError,
        AttributeError,
    ):
        return "unnamed", {}
    code = next((w for w in words if isinstance(w, str) and _CODE.fullmatch(w)), "unnamed")
    found = inner.get("content_filter_result") if isinstance(inner, dict) else None
    return code, kept_filters(found)
