"""What callers are told about calls that people decide, in the form of their dialect.

The rules are those of `countenance.dialects.replies`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from countenance.dialects.call import Reply
from countenance.dialects.error_forms import Wrong, error_body
from countenance.dialects.replies import (
    Decided,
    GateClause,
    Reason,
    To,
    explained,
    json_reply,
    outcome_headers,
    plain,
    refusal,
)

__all__ = ["HOLDS", "held", "hold_page", "no_appeal", "refused_by_people", "unknown_hold"]

HOLDS = "/v1/holds/"
"""How the path of a held call begins; behind it stands its id."""


def held(to: To, case: str, url: str, reason: Reason) -> Reply:
    """The call waits for people: 403 `review_required`, never repeated by a client.

    `case` is the same for the same call by the same caller; `url` is where it can be looked up.
    """
    wrong = Wrong(
        403,
        "review_required",
        f"held for review · {reason.message} · {url}",
        {**explained(reason, Decided.HOLD), "case": case, "url": url},
        kind="permission_error",
        inner={"status": 403},
    )
    headers = outcome_headers(to, Decided.HOLD, reason.named, reason.entry)
    return json_reply(
        403,
        error_body(to.dialect, wrong),
        (*headers, ("x-should-retry", "false"), ("x-countenance-case", case)),
    )


def refused_by_people(to: To, case: str, url: str, says: str, reason: Reason) -> Reply:
    """People have refused the call, or nobody has decided in time: refused as by a code.

    `reason` is why it was held, `says` what people said to that.
    """
    more = {**reason.more, "held_because": reason.says, "case": case, "url": url}
    told = replace(reason, says=says, way_on=f"see {url}", more=more)
    reply = refusal(to, told)
    return msgspec.structs.replace(reply, headers=(*reply.headers, ("x-countenance-case", case)))


def hold_page(to: To, page: Mapping[str, Any], entry: int) -> Reply:
    """How a held call stands, for its caller."""
    headers = (("cache-control", "no-store"), *outcome_headers(to, Decided.HOLD, entry=entry))
    return json_reply(200, page, headers)


def unknown_hold(to: To) -> Reply:
    """No held call of this caller has this id: 404, whether it is somebody else's or none."""
    reason = Reason(GateClause.UNSUPPORTED.value, says="no held call of this caller has this id")
    return plain(to, 404, reason, code="unknown_hold")


def no_appeal(to: To, says: str) -> Reply:
    """There is nothing to appeal, or not any more: 409."""
    reason = Reason(GateClause.UNSUPPORTED.value, says=says)
    return plain(to, 409, reason, code="no_appeal")
