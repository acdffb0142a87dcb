"""The answer of an upstream to a message that was not streamed.

Rules kept here:
 * An answer to a call of text alone is looked at and handed on as it is.
 * Every other answer is built anew from its known blocks, and judged: its text, its thinking, and
   the input of the tools it uses, which must be tools that were offered. A block of another kind
   is dropped: nobody has looked at it.
 * An answer that is withheld has no blocks and ends with `stop_reason: refusal`.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from countenance.dialects import answer_parts as parts
from countenance.dialects.answer_pictures import Pictures
from countenance.dialects.answers import NOTICE, Answered
from countenance.dialects.call import Call, Operation
from countenance.dialects.check import Check, Guard, Withheld, Withhold, words_of_arguments
from countenance.dialects.strict import parse
from countenance.dialects.woven import Weaver
from countenance.errors import UnreadableCallError, UpstreamError

__all__ = ["head_of", "read_message_answer", "refused", "stop_of", "tool_use"]

STOPS = (
    "end_turn",
    "max_tokens",
    "stop_sequence",
    "tool_use",
    "pause_turn",
    "refusal",
    "model_context_window_exceeded",
)
_JSON = msgspec.json.Encoder()


class _Seen(msgspec.Struct):
    content: list[msgspec.Raw]
    usage: dict[str, Any] | None = None


_SEEN = msgspec.json.Decoder(_Seen)


def read_message_answer(
    body: bytes,
    call: Call,
    new_check: Callable[[], Check] | None,
    *,
    covered: bool = False,  # noqa: ARG001 - there is no place for it in these answers
) -> Answered:
    """The answer as it may leave. Raises `UpstreamError` for a body that is not one."""
    if call.operation is Operation.COUNT_TOKENS:
        counted = parts.count(_object(body).get("input_tokens"), "`input_tokens`", 2**53)
        return Answered(_JSON.encode({"input_tokens": counted}), (), None)
    if new_check is None:
        return _passed(body)
    answer = _object(body)
    kept = head_of(answer)
    usage = parts.usage(answer.get("usage"))
    guard = Guard(new_check())
    pictures = Pictures()
    blocks: list[dict[str, Any]] = []
    for one in parts.listed(answer.get("content"), "`content`"):
        block = _block(parts.mapping(one, "a block"), call, guard, Weaver(pictures))
        if isinstance(block, Withhold):
            withheld = (Withheld(0, block.rule),)
            return Answered(_JSON.encode({**kept, **refused(usage)}), withheld, usage)
        if block is not None:
            blocks.append(block)
    kept |= {"content": blocks, **stop_of(answer), "usage": usage or {}}
    if met := pictures.take():
        return Answered(b"", (), usage, pictures=met, tree=kept)
    return Answered(_JSON.encode(kept), (), usage)


def head_of(answer: dict[str, Any]) -> dict[str, Any]:
    """The fields around the blocks."""
    return {
        "id": parts.label(answer.get("id")),
        "type": "message",
        "role": "assistant",
        "model": parts.label(answer.get("model")),
    }


def stop_of(answer: dict[str, Any]) -> dict[str, Any]:
    """Why it stopped; a stop sequence is one of the caller's own, and only named as one."""
    reason = answer.get("stop_reason")
    if reason is not None and reason not in STOPS:
        raise UpstreamError("the answer of the upstream: an unknown `stop_reason`")
    return {"stop_reason": reason, "stop_sequence": None}


def refused(usage: dict[str, Any] | None) -> dict[str, Any]:
    """The fields of an answer that is withheld."""
    details = {"type": "refusal", "category": None, "explanation": NOTICE}
    return {
        "content": [],
        "stop_reason": "refusal",
        "stop_sequence": None,
        "stop_details": details,
        "usage": usage or {},
    }


def tool_use(found: dict[str, Any], call: Call, guard: Guard) -> dict[str, Any] | Withhold:
    """One use of a tool, whole: its known fields, or why it may not leave."""
    name, given = found.get("name"), found.get("input")
    if type(name) is not str or name not in call.tool_names:
        return Withhold("tool-not-offered")
    if type(given) is not dict:
        raise UpstreamError("the answer of the upstream: the input of a tool is not an object")
    verdict = guard.judge(words_of_arguments(_JSON.encode(given).decode()))
    if isinstance(verdict, Withhold):
        return verdict
    return {"type": "tool_use", "id": parts.label(found.get("id")), "name": name, "input": given}


def _block(
    found: dict[str, Any], call: Call, guard: Guard, words: Weaver
) -> dict[str, Any] | Withhold | None:
    match found.get("type"):
        case "text":
            text = words.add(parts.text(found.get("text"), "`text`") or "", ended=True)
            verdict = guard.judge(text)
            if isinstance(verdict, Withhold):
                return verdict
            return {"type": "text", "text": words.told(text)}
        case "thinking":
            thought = words.add(parts.text(found.get("thinking"), "`thinking`") or "", ended=True)
            verdict = guard.judge(thought)
            if isinstance(verdict, Withhold):
                return verdict
            signature = parts.signature(found.get("signature"))
            told = words.told(thought)
            return {"type": "thinking", "thinking": told, "signature": signature}
        case "tool_use":
            return tool_use(found, call, guard)
        case _:
            return None


def _object(body: bytes) -> dict[str, Any]:
    try:
        return parts.mapping(parse(body, "answer"), "it")
    except UnreadableCallError as error:
        raise UpstreamError(f"the upstream: {error}") from error


def _passed(body: bytes) -> Answered:
    try:
        seen = _SEEN.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UpstreamError("the upstream did not answer in the form of a message") from error
    return Answered(body, (), parts.usage(seen.usage))
