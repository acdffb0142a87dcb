"""The answer of an upstream to a chat call that was not streamed.

Rules kept here:
 * An answer to a call of text alone is looked at (an object with choices) and handed on as it is.
 * Every other answer is built anew from its known parts, and each choice is judged: its text, its
   refusal, and the arguments of the tools it calls, which must be tools that were offered.
 * A choice that is withheld says so (`finish_reason: content_filter` and a `refusal`), without its
   text, its calls of tools or its token probabilities. The others stay.
 * What cannot be read is an error of the upstream; no part of it leaves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from countenance.dialects import answer_parts as parts
from countenance.dialects.call import Call
from countenance.dialects.check import Check, Guard, Withheld, Withhold, words_of_arguments
from countenance.dialects.filters import kept_filters, merged_prompt_filters, with_category
from countenance.dialects.logprobs import Tokens
from countenance.dialects.strict import parse
from countenance.errors import UnreadableCallError, UpstreamError

__all__ = ["NOTICE", "Answered", "Issued", "read_answer", "tool_call"]

NOTICE = "withheld: this answer may say who a person in the picture is"
"""What stands in the place of a withheld answer."""

_JSON = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Issued:
    """An id that an answer gives out: what it is an id of, and how many seconds it lives.

    `face` is the index of the face in the picture that it stands for, or -1.
    """

    refers: str
    id: str
    seconds: int
    face: int = -1


@dataclass(frozen=True, slots=True)
class Answered:
    """The body of an answer that may leave, and what was taken out of it.

    `issued` are the ids that it gives out, which stand for something that was checked.
    """

    body: bytes
    withheld: tuple[Withheld, ...]
    usage: dict[str, Any] | None
    content_type: str = "application/json"
    issued: tuple[Issued, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


class _Seen(msgspec.Struct):
    choices: list[msgspec.Raw]
    usage: dict[str, Any] | None = None


_SEEN = msgspec.json.Decoder(_Seen)


def read_answer(
    body: bytes,
    call: Call,
    new_check: Callable[[], Check] | None,
    *,
    notice: str = NOTICE,
    covered: bool = False,
) -> Answered:
    """The answer as it may leave.

    `new_check` makes a check for each choice; `None` only for a call of text alone. `covered` says
    whether faces were covered in what went upstream. Raises `UpstreamError` for a body that is not
    the answer of a chat.
    """
    if new_check is None:
        return _passed(body)
    try:
        answer = parts.mapping(parse(body, "answer"), "it")
    except UnreadableCallError as error:
        raise UpstreamError(f"the upstream: {error}") from error
    kept = parts.head(answer, "chat.completion")
    withheld: list[Withheld] = []
    choices = []
    found = parts.listed(answer.get("choices"), "`choices`")
    if not found:
        raise UpstreamError("the answer of the upstream: no choices")
    for one in found:
        choice = parts.mapping(one, "a choice")
        index = parts.count(choice.get("index"), "`index`", call.choices)
        choices.append(_choice(choice, index, call, new_check(), notice, withheld))
    kept["choices"] = choices
    usage = parts.usage(answer.get("usage"))
    if usage is not None:
        kept["usage"] = usage
    prompt = answer.get("prompt_filter_results", answer.get("prompt_annotations"))
    if rows := merged_prompt_filters(prompt, call.dialect, covered=covered):
        kept["prompt_filter_results"] = rows
    return Answered(_JSON.encode(kept), tuple(withheld), usage)


def tool_call(found: Any, call: Call, guard: Guard) -> dict[str, Any] | Withhold:
    """One call of a tool, whole: its known fields, or why it may not leave."""
    one = parts.mapping(found, "a call of a tool")
    if one.get("type", "function") != "function":
        raise UpstreamError("the answer of the upstream: a call of a tool that is no function")
    function = parts.mapping(one.get("function"), "the function of a call")
    name, arguments = function.get("name"), function.get("arguments", "")
    if type(name) is not str or name not in call.tool_names:
        return Withhold("tool-not-offered")
    if type(arguments) is not str:
        raise UpstreamError("the answer of the upstream: arguments that are not a text")
    verdict = guard.judge(words_of_arguments(arguments))
    if isinstance(verdict, Withhold):
        return verdict
    return {
        "id": parts.label(one.get("id")),
        "type": "function",
        "function": {"name": name, "arguments": arguments},
    }


def _passed(body: bytes) -> Answered:
    try:
        seen = _SEEN.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UpstreamError("the upstream did not answer in the form of a chat") from error
    return Answered(body, (), parts.usage(seen.usage))


def _choice(
    choice: dict[str, Any],
    index: int,
    call: Call,
    check: Check,
    notice: str,
    withheld: list[Withheld],
) -> dict[str, Any]:
    message = parts.mapping(choice.get("message"), "`message`")
    content = parts.text(message.get("content"), "`content`")
    refused = parts.text(message.get("refusal"), "`refusal`")
    ended = parts.finish(choice.get("finish_reason"))
    guard = Guard(check)
    found: Withhold | None = None
    for words in (content, refused):
        verdict = guard.judge(words or "")
        if isinstance(verdict, Withhold):
            found = verdict
            break
    calls: list[dict[str, Any]] = []
    for one in parts.listed(message.get("tool_calls"), "`tool_calls`"):
        if found is not None:
            break
        read = tool_call(one, call, guard)
        if isinstance(read, Withhold):
            found = read
        else:
            calls.append(read)
    if found is not None:
        withheld.append(Withheld(index, found.rule))
        return {
            "index": index,
            "message": {"role": "assistant", "content": None, "refusal": notice},
            "finish_reason": "content_filter",
            "logprobs": None,
            "content_filter_results": with_category(
                choice.get("content_filter_results"), filtered=True, detected=True
            ),
        }
    said: dict[str, Any] = {"role": "assistant", "content": content, "refusal": refused}
    if calls:
        said["tool_calls"] = calls
    kept: dict[str, Any] = {
        "index": index,
        "message": said,
        "finish_reason": ended,
        "logprobs": _logprobs(choice.get("logprobs"), content or ""),
    }
    if filters := kept_filters(choice.get("content_filter_results")):
        kept["content_filter_results"] = filters
    return kept


def _logprobs(found: Any, content: str) -> dict[str, Any] | None:
    if type(found) is not dict:
        return None
    tokens = Tokens()
    tokens.add(found.get("content"))
    return tokens.release(content)
