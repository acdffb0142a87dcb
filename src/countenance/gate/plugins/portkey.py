"""The webhook that Portkey's gateway asks: before it sends a call, and before an answer leaves it.

Rules kept here:
 * Everything that is not a plain yes is the verdict false, with the reason that a caller of the
   gate is told. The status is 200: of any other the gateway takes a yes, unless its check has
   `failOnError`.
 * What may pass goes back as a body of our own writing, faces covered as the outcome says.
 * The answer of a call that was not handed over is stopped.
 * The entry is durable before the gateway hears anything.
"""

import hashlib

import msgspec

from countenance.callers.registration import Registration
from countenance.dialects import replies
from countenance.dialects.answers import NOTICE, read_answer
from countenance.dialects.call import Reply, Request
from countenance.dialects.portkey import (
    HookedAnswer,
    HookedCall,
    allowed,
    changed_body,
    denied,
    read_hook,
)
from countenance.dialects.read import read
from countenance.dialects.reading import Limits
from countenance.dialects.replies import To
from countenance.errors import CallError, UpstreamError
from countenance.gate.forward import Forwarder
from countenance.gate.plugins.handing import hand_over, outcome_of_call, retold, stopped
from countenance.gate.plugins.kept_calls import PICTURED, Kept
from countenance.gate.recorder import Recorder
from countenance.gate.walk import Walk

__all__ = ["Webhook"]

_NEVER_SHOWN = "the answer to a call that this gate was not shown, or too long ago"


class Webhook:
    """Answers Portkey for one gate."""

    def __init__(
        self, walk: Walk, forwarder: Forwarder, recorder: Recorder, limits: Limits, kept: Kept
    ) -> None:
        self._walk = walk
        self._forwarder = forwarder
        self._recorder = recorder
        self._limits = limits
        self._kept = kept

    async def answer(self, request: Request, registration: Registration, to: To) -> Reply:
        """What the gateway is told about a call or an answer."""
        try:
            hook = read_hook(request, self._limits)
            match hook:
                case HookedCall():
                    return await self._call(hook, registration, to)
                case HookedAnswer():
                    return await self._answer(hook, registration, to)
        except (CallError, UpstreamError) as error:
            entry = await self._recorder.unreadable(request, registration, error)
            why = str(error) if entry is None else f"{error} · entry {entry}"
            return stopped(to, denied(why))

    async def _call(self, hook: HookedCall, registration: Registration, to: To) -> Reply:
        handed = await hand_over(self._walk, self._forwarder, hook.chat, registration, to)
        if isinstance(handed, Reply):
            return retold(handed, denied)
        body = handed.outgoing.body
        await self._kept.keep(registration.ref, _name(body), handed.kept)
        return replies.json_reply(200, changed_body(body), outcome_of_call(to, handed.decided))

    async def _answer(self, hook: HookedAnswer, registration: Registration, to: To) -> Reply:
        handed = await self._kept.find(registration.ref, _name(hook.chat.body))
        if handed is None:
            return stopped(to, denied(_NEVER_SHOWN))
        check = None if handed.judged is None else handed.judged.check
        read_back = read_answer(hook.body, read(hook.chat, self._limits), check)
        if read_back.withheld or read_back.pictures:
            self._forwarder.withheld(handed.decision)
            return stopped(to, denied(NOTICE if read_back.withheld else PICTURED))
        headers = replies.outcome_headers(to, replies.Decided.PASS)
        return replies.json_reply(200, allowed(), headers)


def _name(body: bytes) -> str:
    """What a call is known by: its body, however the fields stand in it."""
    written = msgspec.json.encode(msgspec.json.decode(body), order="deterministic")
    return f"portkey:{hashlib.sha256(written).hexdigest()}"
