"""The guardrail that LiteLLM's proxy asks: before it sends a call, and before an answer leaves it.

Rules kept here:
 * Everything that is not a plain yes is BLOCKED with the reason that a caller of the gate is told:
   a refusal, a hold, what cannot be read, a failure of ours. The status is 200, because the proxy
   makes a failure of its own of any other, and its callers try again.
 * What may pass goes back as messages of our own writing, faces covered as the outcome says.
 * The answer of a call that this gate was not shown is blocked: the proxy does not show every call.
 * The entry is durable before the proxy hears anything. That it was told stands in the outcome;
   what the proxy does then, this gate does not see.
"""


import structlog

from countenance.callers.registration import Registration
from countenance.dialects import replies
from countenance.dialects.answer_pictures import Pictures
from countenance.dialects.answers import NOTICE
from countenance.dialects.call import Reply, Request
from countenance.dialects.check import Guard, Withhold, words_of_arguments
from countenance.dialects.guardrail import (
    AnswerShown,
    CallShown,
    blocked,
    changed_messages,
    nothing_to_change,
    read_guardrail,
)
from countenance.dialects.reading import Limits
from countenance.dialects.replies import To
from countenance.dialects.woven import Weaver
from countenance.errors import CallError
from countenance.gate.forward import Forwarder
from countenance.gate.judged_by import JudgedBy
from countenance.gate.plugins.handing import hand_over, outcome_of_call, retold, stopped
from countenance.gate.plugins.kept_calls import PICTURED, Kept
from countenance.gate.recorder import Recorder
from countenance.gate.walk import Walk

__all__ = ["Guardrail"]

_log = structlog.get_logger("countenance.litellm")

_NEVER_SHOWN = (
    "the answer to a call that this gate was not shown: LiteLLM shows it no message without words, "
    "and no call that was handed over longer than an hour ago"
)


class Guardrail:
    """Answers LiteLLM for one gate."""

    def __init__(
        self, walk: Walk, forwarder: Forwarder, recorder: Recorder, limits: Limits, kept: Kept
    ) -> None:
        self._walk = walk
        self._forwarder = forwarder
        self._recorder = recorder
        self._limits = limits
        self._kept = kept

    async def answer(self, request: Request, registration: Registration, to: To) -> Reply:
        """What the proxy is told about a call or an answer."""
        try:
            asked = read_guardrail(request, self._limits)
        except CallError as error:
            entry = await self._recorder.unreadable(request, registration, error)
            return retold(replies.call_error(to, error, entry), blocked)
        match asked:
            case CallShown():
                return await self._call(asked, registration, to)
            case AnswerShown():
                return await self._answer(asked, registration, to)

    async def _call(self, shown: CallShown, registration: Registration, to: To) -> Reply:
        handed = await hand_over(self._walk, self._forwarder, shown.chat, registration, to)
        if isinstance(handed, Reply):
            return retold(handed, blocked)
        body = changed_messages(handed.outgoing.body, shown.messages)
        await self._kept.keep(registration.ref, shown.id, handed.kept)
        return replies.json_reply(200, body, outcome_of_call(to, handed.decided))

    async def _answer(self, shown: AnswerShown, registration: Registration, to: To) -> Reply:
        handed = await self._kept.find(registration.ref, shown.id)
        if handed is None:
            return stopped(to, blocked(_NEVER_SHOWN))
        if handed.judged is not None:
            rule = _withheld(shown, handed.judged, handed.tools)
            if rule is not None:
                self._forwarder.withheld(handed.decision)
                _log.info("answer-withheld", rule=rule)
                return stopped(to, blocked(PICTURED if rule == "picture" else NOTICE))
        headers = replies.outcome_headers(to, replies.Decided.PASS)
        return replies.json_reply(200, nothing_to_change(), headers)


def _withheld(shown: AnswerShown, judged: JudgedBy, tools: frozenset[str]) -> str | None:
    """The rule by which the answer may not leave, if any."""
    guard = Guard(judged.check())
    for text in shown.texts:
        pictures = Pictures()
        words = Weaver(pictures).add(text, ended=True)
        if pictures.take():
            return "picture"
        verdict = guard.judge(words)
        if isinstance(verdict, Withhold):
            return verdict.rule
    for name, arguments in shown.calls:
        if name not in tools:
            return "tool-not-offered"
        verdict = guard.judge(words_of_arguments(arguments))
        if isinstance(verdict, Withhold):
            return verdict.rule
    return None
