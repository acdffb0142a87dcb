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
from typing import Any

import msgspec

from countenance.callers.registration import Registration
from countenance.dialects import replies
from countenance.dialects.answers import NOTICE, read_answer
from countenance.dialects.call import PartKind, Reply, Request
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
from countenance.gate.explain import told
from countenance.gate.forward import Forwarder
from countenance.gate.outcome import Action
from countenance.gate.plugins.kept_calls import PICTURED, HandedOver, KeptCalls
from countenance.gate.recorder import Recorder
from countenance.gate.walk import Walk

__all__ = ["Webhook"]

_NEVER_SHOWN = "the answer to a call that this gate was not shown, or too long ago"


class Webhook:
    """Answers Portkey for one gate."""

    def __init__(
        self, walk: Walk, forwarder: Forwarder, recorder: Recorder, limits: Limits, kept: KeptCalls
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
                    return self._answer(hook, registration, to)
        except (CallError, UpstreamError) as error:
            entry = await self._recorder.unreadable(request, registration, error)
            why = str(error) if entry is None else f"{error} · entry {entry}"
            return _stopped(to, why)

    async def _call(self, hook: HookedCall, registration: Registration, to: To) -> Reply:
        decided = await self._walk.handed_over(hook.chat, registration, to)
        if isinstance(decided, Reply):
            return _denied(decided)
        if decided.judgement.outcome.action not in (Action.PASS, Action.REDACT):
            reply = await self._walk.forward(decided, to)
            assert isinstance(reply, Reply)  # a refusal or a hold is never streamed
            return _denied(reply)
        handed = await self._forwarder.handed_over(decided)
        if isinstance(handed, Reply):
            return _denied(handed)
        outgoing, check = handed
        letters = sum(len(part.text) for part in decided.call.parts if part.kind is PartKind.TEXT)
        kept = HandedOver(decided.id, check, decided.call.tool_names, letters if check else 0)
        self._kept.keep(registration.ref, _name(outgoing.body), kept)
        word = replies.Decided(decided.judgement.outcome.action.value)
        clause = told(decided.judgement, decided.entry).named
        headers = replies.outcome_headers(to, word, clause, decided.entry)
        return replies.json_reply(200, changed_body(outgoing.body), headers)

    def _answer(self, hook: HookedAnswer, registration: Registration, to: To) -> Reply:
        handed = self._kept.find(registration.ref, _name(hook.chat.body))
        if handed is None:
            return _stopped(to, _NEVER_SHOWN)
        read_back = read_answer(hook.body, read(hook.chat, self._limits), handed.check)
        if read_back.withheld or read_back.pictures:
            self._forwarder.withheld(handed.decision)
            return _stopped(to, NOTICE if read_back.withheld else PICTURED)
        headers = replies.outcome_headers(to, replies.Decided.PASS)
        return replies.json_reply(200, allowed(), headers)


def _name(body: bytes) -> str:
    """What a call is known by: its body, however the fields stand in it."""
    written = msgspec.json.encode(msgspec.json.decode(body), order="deterministic")
    return f"portkey:{hashlib.sha256(written).hexdigest()}"


def _denied(reply: Reply) -> Reply:
    error: dict[str, Any] = msgspec.json.decode(reply.body)["error"]
    headers = tuple(pair for pair in reply.headers if pair[0].startswith("x-countenance-"))
    return replies.json_reply(200, denied(error["message"]), headers)


def _stopped(to: To, why: str) -> Reply:
    headers = replies.outcome_headers(to, replies.Decided.REFUSE, "answer")
    return replies.json_reply(200, denied(why), headers)
