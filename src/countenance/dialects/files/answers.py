"""The answer of a service that stores files.

Rules kept here:
 * An answer is built anew from its known fields. The id of a file that went up is told, so that it
   can be bound to what was looked at; the id of one that was removed ends.
 * A list holds the files of every caller of the gate: it leaves with the caller's own only.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from countenance.dialects import answer_parts as parts
from countenance.dialects.answers import Answered, Issued, Listed
from countenance.dialects.call import Call, Operation
from countenance.dialects.check import Check
from countenance.dialects.strict import parse
from countenance.errors import UnreadableCallError, UpstreamError

__all__ = ["read_file_answer"]

_JSON = msgspec.json.Encoder()
_NUMBERS = ("bytes", "created_at", "expires_at")
_LABELS = ("filename", "purpose", "status")
_MOST = 2**53


def read_file_answer(
    body: bytes,
    call: Call,
    new_check: Callable[[], Check] | None,  # noqa: ARG001 - there are no words to be judged
    *,
    covered: bool = False,  # noqa: ARG001 - there is no place for it in these answers
) -> Answered:
    """The answer as it may leave. Raises `UpstreamError` for what is not one."""
    try:
        answer = parts.mapping(parse(body, "answer"), "it")
    except UnreadableCallError as error:
        raise UpstreamError(f"the upstream: {error}") from error
    match call.operation:
        case Operation.FILE_UPLOAD:
            kept = _file(answer)
            issued = (Issued("file", kept["id"], int(call.options["seconds"][0])),)
            return Answered(_JSON.encode(kept), (), None, issued=issued)
        case Operation.FILE_INFO:
            return Answered(_JSON.encode(_file(answer)), (), None)
        case Operation.FILE_DELETE:
            gone = answer.get("deleted") is True
            kept = {"id": _id(answer), "object": "file", "deleted": gone}
            ended = (Issued("file", call.options["file"][0], 0),) if gone else ()
            return Answered(_JSON.encode(kept), (), None, issued=ended)
        case Operation.FILE_LIST:
            return _listed(answer, call)
        case _:
            raise UpstreamError("the upstream answered what nobody asked")


def _listed(answer: dict[str, Any], call: Call) -> Answered:
    found = [
        _file(parts.mapping(each, "a file"))
        for each in parts.listed(answer.get("data"), "`data`")
    ]
    most = call.body.get("limit", len(found))
    goes_on = answer.get("has_more") is True

    def write(own: Sequence[dict[str, Any]]) -> bytes:
        shown = own[:most]
        ends = {"first_id": shown[0]["id"], "last_id": shown[-1]["id"]} if shown else {}
        more = goes_on or len(own) > len(shown)
        return _JSON.encode({"object": "list", "data": shown, **ends, "has_more": more})

    return Answered(write(()), (), None, listed=Listed("file", tuple(found), write))


def _file(found: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {"id": _id(found), "object": "file"}
    for name in _NUMBERS:
        if type(found.get(name)) is int:
            kept[name] = parts.count(found[name], f"`{name}`", _MOST)
    kept |= {name: parts.label(found[name]) for name in _LABELS if name in found}
    return kept


def _id(found: dict[str, Any]) -> str:
    kept = parts.label(found.get("id"))
    if not kept:
        raise UpstreamError("the answer of the upstream: a file without an id")
    return kept
