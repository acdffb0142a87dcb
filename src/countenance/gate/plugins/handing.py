"""A call that another gateway sends on itself: judged here, and handed back as it may go up.

Rules kept here:
 * What comes back is either our writing of the call with what judges its answer, or what a caller
   of the gate would have been told. There is nothing between the two.
 * Another gateway hears everything with status 200, in words of its own form; the headers say the
   outcome as everywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from countenance.callers.registration import Registration
from countenance.dialects import replies
from countenance.dialects.call import Outgoing, Reply, Request
from countenance.dialects.replies import To
from countenance.gate.explain import told
from countenance.gate.forward import Forwarder
from countenance.gate.judging import Decided
from countenance.gate.outcome import Action
from countenance.gate.plugins.kept_calls import HandedOver
from countenance.gate.walk import Walk

__all__ = ["Handed", "hand_over", "outcome_of_call", "retold", "stopped"]


@dataclass(frozen=True, slots=True)
class Handed:
    """A call that may go up: what was decided, our writing of it, what to keep for its answer."""

    decided: Decided
    outgoing: Outgoing
    kept: HandedOver


async def hand_over(
    walk: Walk, forwarder: Forwarder, request: Request, registration: Registration, to: To
) -> Handed | Reply:
    """Judge and enter a call, and write it; or what a caller of the gate would be told instead."""
    decided = await walk.handed_over(request, registration, to)
    if isinstance(decided, Reply):
        return decided
    if decided.judgement.outcome.action not in (Action.PASS, Action.REDACT):
        reply = await walk.forward(decided, to)
        assert isinstance(reply, Reply)  # a refusal or a hold is never streamed
        return reply
    handed = await forwarder.handed_over(decided)
    if isinstance(handed, Reply):
        return handed
    outgoing, judged = handed
    return Handed(decided, outgoing, HandedOver(decided.id, judged, decided.call.tool_names))


def outcome_of_call(to: To, decided: Decided) -> tuple[tuple[str, str], ...]:
    """The headers that say what was decided about a call."""
    word = replies.Decided(decided.judgement.outcome.action.value)
    clause = told(decided.judgement, decided.entry).named
    return replies.outcome_headers(to, word, clause, decided.entry)


def retold(reply: Reply, says: Callable[[str], Any]) -> Reply:
    """What a caller of the gate would be told, as the other gateway hears it: `says` words it."""
    error: dict[str, Any] = msgspec.json.decode(reply.body)["error"]
    headers = tuple(pair for pair in reply.headers if pair[0].startswith("x-countenance-"))
    return replies.json_reply(200, says(error["message"]), headers)


def stopped(to: To, content: Any) -> Reply:
    """An answer that may not leave; `content` says so in the form of the other gateway."""
    headers = replies.outcome_headers(to, replies.Decided.REFUSE, "answer")
    return replies.json_reply(200, content, headers)
