"""The answer of an upstream to a chat call that was not streamed.

Rules kept here:
 * An answer to a call of text alone is looked at (an object with choices) and handed on as it is.
 * Every other answer is built anew from its known parts, and each choice is judged: its text, its
   refusal, and the arguments of the tools it calls, which must be tools that were offered.
 * A choice that is withheld says so (`finish_reason: content_filter` and a `refusal`), without its
   text, its calls of tools or its token probabilities. The others stay.
 * What cannot be read is an error of the upstream; no part of it leaves.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from countenance.dialects import answer_parts as parts
from countenance.dialects.answer_pictures import Opened, Pictures, Place, Shown, written
from countenance.dialects.call import Call, Part
from countenance.dialects.check import Check, Guard, Withheld, Withhold, words_of_arguments
from countenance.dialects.citations import citation
from countenance.dialects.filters import kept_filters, merged_prompt_filters, with_category
from countenance.dialects.logprobs import Tokens
from countenance.dialects.strict import parse
from countenance.dialects.woven import Weaver
from countenance.errors import UnreadableCallError, UpstreamError

__all__ = [
    "NOTICE",
    "PICTURED",
    "Answered",
    "Issued",
    "Listed",
    "citations_of",
    "passed_pictures",
    "read_answer",
    "said_and_shown",
    "tool_call",
]

NOTICE = "withheld: this answer may say who a person in the picture is"
"""What stands in the place of a withheld answer."""

PICTURED = re.compile(rb'"(?:images|image_url)"')
"""What stands in an answer that has pictures beside its words."""

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
class Listed:
    """A list of what all callers of a gate have stored in one place: rows with an `id` of what it
    `refers` to. It leaves as `write` writes the rows of the caller who asks."""

    refers: str
    rows: tuple[dict[str, Any], ...]
    write: Callable[[Sequence[dict[str, Any]]], bytes]


@dataclass(frozen=True, slots=True)
class Answered:
    """The body of an answer that may leave, and what was taken out of it.

    `issued` are the ids that it gives out, which stand for something that was checked. `pictures`
    are those that have to be opened first; then `filled` is the answer with its body. `matched` are
    the ids of the call for which a match was found; None where the answer does not tell.
    """

    body: bytes
    withheld: tuple[Withheld, ...]
    usage: dict[str, Any] | None
    content_type: str = "application/json"
    issued: tuple[Issued, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    listed: Listed | None = None
    pictures: tuple[Part, ...] = ()
    tree: Any = None
    """The body before it is written, where it has pictures."""
    matched: tuple[str, ...] | None = None

    def filled(self, opened: Opened) -> "Answered":
        """The answer with its pictures, or a notice for each that is withheld."""
        return replace(self, body=written(self.tree, opened), pictures=(), tree=None)


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
    answer = parts.mapping(_parsed(body), "it")
    kept = parts.head(answer, "chat.completion")
    pictures = Pictures()
    withheld: list[Withheld] = []
    choices = []
    found = parts.listed(answer.get("choices"), "`choices`")
    if not found:
        raise UpstreamError("the answer of the upstream: no choices")
    for one in found:
        choice = parts.mapping(one, "a choice")
        index = parts.count(choice.get("index"), "`index`", call.choices)
        choices.append(_choice(choice, index, call, new_check(), notice, withheld, pictures))
    kept["choices"] = choices
    usage = parts.usage(answer.get("usage"))
    if usage is not None:
        kept["usage"] = usage
    prompt = answer.get("prompt_filter_results", answer.get("prompt_annotations"))
    if rows := merged_prompt_filters(prompt, call.dialect, covered=covered):
        kept["prompt_filter_results"] = rows
    if met := pictures.take():
        return Answered(b"", tuple(withheld), usage, pictures=met, tree=kept)
    return Answered(_JSON.encode(kept), tuple(withheld), usage)


def said_and_shown(message: dict[str, Any], pictures: Pictures) -> tuple[str | None, list[Any]]:
    """The words of a message, and the places of the pictures that stand beside them.

    The words of a list of parts are joined; a part that is neither is dropped: nobody looked at it.
    """
    content = message.get("content")
    rows = list(parts.listed(message.get("images"), "`images`"))
    if type(content) is list:
        words = []
        for one in content:
            row = parts.mapping(one, "a part")
            if row.get("type") == "text":
                words.append(parts.text(row.get("text"), "`text`") or "")
            elif row.get("type") == "image_url":
                rows.append(row)
        content = "".join(words)
    return parts.text(content, "`content`"), [_image(row, pictures) for row in rows]


def citations_of(found: Any, guard: Guard) -> list[dict[str, Any]]:
    """The sources that may leave with a message."""
    rows = (one for one in parts.listed(found, "`annotations`") if type(one) is dict)
    cited = (citation(row.get("url_citation"), guard) for row in rows)
    return [{"type": "url_citation", "url_citation": one} for one in cited if one is not None]


def passed_pictures(answer: Any, pictures: Pictures) -> Any:
    """An answer to a call of text alone, with places for the pictures beside its words."""
    whole = parts.mapping(answer, "it")
    for one in parts.listed(whole.get("choices"), "`choices`"):
        choice = parts.mapping(one, "a choice")
        for name in ("message", "delta"):
            message = choice.get(name)
            if type(message) is not dict:
                continue
            if type(message.get("images")) is list:
                message["images"] = [_image(row, pictures) for row in message["images"]]
            if type(message.get("content")) is list:
                message["content"] = [
                    _image(part, pictures)
                    if type(part) is dict and part.get("type") == "image_url"
                    else part
                    for part in message["content"]
                ]
    return whole


def _image(found: Any, pictures: Pictures) -> Place:
    row = parts.mapping(found, "a picture")
    image = row.get("image_url")
    part = pictures.of_url(image.get("url") if type(image) is dict else image)

    def write(shown: tuple[Shown, ...]) -> dict[str, Any]:
        url = shown[0].url
        if url is None:
            return {"type": "text", "text": shown[0].notice, **shown[0].told}
        return {"type": "image_url", "image_url": {"url": url}, **shown[0].told}

    return Place((part,), write)


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


def _parsed(body: bytes) -> Any:
    try:
        return parse(body, "answer")
    except UnreadableCallError as error:
        raise UpstreamError(f"the upstream: {error}") from error


def _passed(body: bytes) -> Answered:
    try:
        seen = _SEEN.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UpstreamError("the upstream did not answer in the form of a chat") from error
    if PICTURED.search(body):
        pictures = Pictures()
        tree = passed_pictures(_parsed(body), pictures)
        if met := pictures.take():
            return Answered(b"", (), parts.usage(seen.usage), pictures=met, tree=tree)
    return Answered(body, (), parts.usage(seen.usage))


def _choice(
    choice: dict[str, Any],
    index: int,
    call: Call,
    check: Check,
    notice: str,
    withheld: list[Withheld],
    pictures: Pictures,
) -> dict[str, Any]:
    message = parts.mapping(choice.get("message"), "`message`")
    content, shown = said_and_shown(message, pictures)
    words = Weaver(pictures)
    refused = parts.text(message.get("refusal"), "`refusal`")
    content = None if content is None else words.add(content, ended=True)
    refused = None if refused is None else words.add(refused, ended=True)
    ended = parts.finish(choice.get("finish_reason"))
    guard = Guard(check)
    found: Withhold | None = None
    for said in (content, refused):
        verdict = guard.judge(said or "")
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
    told: dict[str, Any] = {
        "role": "assistant",
        "content": None if content is None else words.told(content),
        "refusal": None if refused is None else words.told(refused),
    }
    if shown:
        told["images"] = shown
    if calls:
        told["tool_calls"] = calls
    if cited := citations_of(message.get("annotations"), guard):
        told["annotations"] = cited
    kept: dict[str, Any] = {
        "index": index,
        "message": told,
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
