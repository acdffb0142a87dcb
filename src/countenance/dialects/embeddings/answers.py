"""The answer of an upstream that turned texts or pictures into numbers.

Rules kept here:
 * For text alone the answer is looked at (an object with rows) and handed on as it is.
 * For pictures it is built anew from its known fields: numbers, and no words.
"""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from countenance.dialects import answer_parts as parts
from countenance.dialects.answers import Answered
from countenance.dialects.call import Call
from countenance.dialects.check import Check
from countenance.dialects.strict import parse
from countenance.errors import UnreadableCallError, UpstreamError

__all__ = ["read_embedding_answer"]

_JSON = msgspec.json.Encoder()
_BASE64 = re.compile(r"[A-Za-z0-9+/]{1,1048576}={0,2}")
_FORMATS = ("float", "base64", "binary", "int8", "ubinary", "uint8")


class _Seen(msgspec.Struct):
    data: list[msgspec.Raw]
    usage: dict[str, Any] | None = None


_SEEN = msgspec.json.Decoder(_Seen)


def read_embedding_answer(
    body: bytes,
    call: Call,
    new_check: Callable[[], Check] | None,  # noqa: ARG001 - numbers say nothing
    *,
    covered: bool = False,  # noqa: ARG001 - there is no place for it in these answers
) -> Answered:
    """The answer as it may leave. Raises `UpstreamError` for what is not one."""
    if call.is_text_only:
        try:
            seen = _SEEN.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise UpstreamError("the upstream did not answer in the form of embeddings") from error
        return Answered(body, (), parts.usage(seen.usage))
    try:
        answer = parts.mapping(parse(body, "answer"), "it")
    except UnreadableCallError as error:
        raise UpstreamError(f"the upstream: {error}") from error
    kept: dict[str, Any] = {
        "id": parts.label(answer.get("id")),
        "object": "list",
        "model": parts.label(answer.get("model")),
        "data": [_row(each) for each in parts.listed(answer.get("data"), "`data`")],
    }
    usage = parts.usage(answer.get("usage"))
    if usage is not None:
        kept["usage"] = usage
    return Answered(_JSON.encode(kept), (), usage)


def _row(found: Any) -> dict[str, Any]:
    row = parts.mapping(found, "an embedding")
    numbers = row.get("embedding")
    if type(numbers) is dict:
        kept: Any = {
            parts.label(name): _numbers(inner)
            for name, inner in numbers.items()
            if name in _FORMATS
        }
    else:
        kept = _numbers(numbers)
    return {
        "object": "embedding",
        "index": parts.count(row.get("index"), "`index`", 4096),
        "embedding": kept,
    }


def _numbers(found: Any) -> Any:
    """Numbers as a list, or packed into base64."""
    if type(found) is str and _BASE64.fullmatch(found):
        return found
    rows = parts.listed(found, "an embedding")
    if not rows or any(type(each) not in (int, float) for each in rows):
        raise UpstreamError("the answer of the upstream: an embedding that is not of numbers")
    return rows
