"""The answer of an upstream to a call for a response that was not streamed.

Rules kept here:
 * An answer to a call of text alone is looked at and handed on as it is.
 * Every other answer is built anew: its items from their known fields, and around them what the
   caller itself had asked for. Each item is judged.
 * An answer that is withheld says so: `status: incomplete`, the reason `content_filter`, and one
   message that refuses. None of its items leave.
 * What cannot be read is an error of the upstream; no part of it leaves.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from countenance.dialects import answer_parts as parts
from countenance.dialects.answer_pictures import Pictures
from countenance.dialects.answers import NOTICE, Answered
from countenance.dialects.call import Call
from countenance.dialects.check import Check, Withheld, Withhold
from countenance.dialects.filters import merged_content_filters
from countenance.dialects.responses.output import Items
from countenance.dialects.strict import parse
from countenance.errors import UnreadableCallError, UpstreamError

__all__ = ["ended", "frame", "read_response", "refusing"]

_ECHOED: Mapping[str, Any] = {
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "prompt_cache_key": None,
    "reasoning": {"effort": None, "summary": None},
    "safety_identifier": None,
    "temperature": 1,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "top_logprobs": 0,
    "top_p": 1,
    "truncation": "disabled",
    "user": None,
}
"""What a response repeats of its request, with what the service takes where it was left out."""

_REASONS = ("max_output_tokens", "max_messages", "content_filter")
_ENDS = ("completed", "incomplete", "failed")
_JSON = msgspec.json.Encoder()


class _Seen(msgspec.Struct):
    output: list[msgspec.Raw]
    usage: dict[str, Any] | None = None


_SEEN = msgspec.json.Decoder(_Seen)


def read_response(
    body: bytes,
    call: Call,
    new_check: Callable[[], Check] | None,
    *,
    covered: bool = False,
) -> Answered:
    """The answer as it may leave. Raises `UpstreamError` for a body that is not one."""
    if new_check is None:
        return _passed(body)
    try:
        answer = parts.mapping(parse(body, "answer"), "it")
    except UnreadableCallError as error:
        raise UpstreamError(f"the upstream: {error}") from error
    pictures = Pictures()
    items = Items(call, new_check(), pictures)
    output: list[Any] = []
    withheld: tuple[Withheld, ...] = ()
    for one in parts.listed(answer.get("output"), "`output`"):
        item = items.item(parts.mapping(one, "an item"))
        if isinstance(item, Withhold):
            withheld = (Withheld(0, item.rule),)
            output = [refusing(NOTICE)]
            break
        if item is not None:
            output.append(item)
    kept = {**frame(answer, call), **ended(answer, call, covered=covered, withheld=bool(withheld))}
    kept["output"] = output
    usage = parts.usage(answer.get("usage"))
    kept["usage"] = usage
    if met := pictures.take():
        return Answered(b"", withheld, usage, pictures=met, tree=kept)
    return Answered(_JSON.encode(kept), withheld, usage)


def frame(answer: dict[str, Any], call: Call) -> dict[str, Any]:
    """The fields around the items that do not change while it is written."""
    kept = parts.head(answer, "response")
    created = answer.get("created_at")
    del kept["created"]
    is_time = isinstance(created, int | float) and 0 <= created < 2**53
    kept["created_at"] = created if is_time else 0
    kept |= {
        name: usual if call.body.get(name) is None else call.body[name]
        for name, usual in _ECHOED.items()
    }
    return kept | {"background": False, "store": False, "previous_response_id": None}


def ended(
    answer: dict[str, Any], call: Call, *, covered: bool, withheld: bool = False
) -> dict[str, Any]:
    """How it ended, and what content filters say of it."""
    status = answer.get("status")
    if status not in _ENDS:
        raise UpstreamError("the answer of the upstream: an unknown `status`")
    kept: dict[str, Any] = {"status": status, "error": None, "incomplete_details": None}
    if withheld:
        kept |= {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}
    elif status == "incomplete":
        details = answer.get("incomplete_details")
        reason = details.get("reason") if type(details) is dict else None
        kept["incomplete_details"] = {"reason": reason} if reason in _REASONS else {}
    elif status == "failed":
        error = answer.get("error")
        code = parts.label(error.get("code")) if type(error) is dict else ""
        kept["error"] = {"code": code or "server_error", "message": "upstream · it failed"}
    found = answer.get("content_filters")
    if rows := merged_content_filters(found, call.dialect, covered=covered, withheld=withheld):
        kept["content_filters"] = rows
    return kept


def refusing(notice: str) -> dict[str, Any]:
    """The message that stands in the place of what was withheld."""
    return {
        "id": "msg_withheld",
        "type": "message",
        "role": "assistant",
        "content": [{"type": "refusal", "refusal": notice}],
        "status": "incomplete",
    }


def _passed(body: bytes) -> Answered:
    try:
        seen = _SEEN.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UpstreamError("the upstream did not answer in the form of a response") from error
    return Answered(body, (), parts.usage(seen.usage))
