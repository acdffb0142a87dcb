"""The answer of the Face service.

Rules kept here:
 * An answer is built anew from its known fields. Ids are given out only where they were asked for,
   and attributes only those that were asked for, and so decided.
 * Every id that is given out is told, so that it can be bound to what was looked at; and every id
   for which a match was found.
 * An answer has no free words but those that the caller put into its own gallery.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from countenance.dialects import answer_parts as parts
from countenance.dialects.answers import Answered, Issued
from countenance.dialects.call import Call, Operation
from countenance.dialects.check import Check
from countenance.dialects.strict import parse
from countenance.errors import UnreadableCallError, UpstreamError

__all__ = ["read_face_answer"]

_JSON = msgspec.json.Encoder()
_MOST_FACES = 1000
_SIDES = ("top", "left", "width", "height")
_IN_GALLERY = frozenset(
    {
        "personGroupId",
        "largePersonGroupId",
        "faceListId",
        "largeFaceListId",
        "personId",
        "persistedFaceId",
        "persistedFaceIds",
        "persistedFaces",
        "name",
        "userData",
        "recognitionModel",
        "status",
        "createdDateTime",
        "lastActionDateTime",
        "lastSuccessfulTrainingDateTime",
        "message",
    }
)


def read_face_answer(
    body: bytes,
    call: Call,
    new_check: Callable[[], Check] | None,  # noqa: ARG001 - there are no words to be judged
    *,
    covered: bool = False,  # noqa: ARG001 - there is no place for it in these answers
) -> Answered:
    """The answer as it may leave. Raises `UpstreamError` for what is not one."""
    if not body.strip():
        location: tuple[tuple[str, str], ...] = ()
        if call.path.endswith("/train"):
            # Where the training can be asked about: here, never past the gate.
            location = (("operation-location", f"{call.path}ing"),)
        return Answered(b"", (), None, headers=location)
    try:
        answer = parse(body, "answer")
    except UnreadableCallError as error:
        raise UpstreamError(f"the upstream: {error}") from error
    issued: tuple[Issued, ...] = ()
    matched: tuple[str, ...] | None = None
    kept: Any
    match call.operation:
        case Operation.FACE_DETECT:
            kept, issued = _detected(answer, call)
        case Operation.FACE_VERIFY:
            found = parts.mapping(answer, "it")
            kept = {"isIdentical": found.get("isIdentical") is True, "confidence": _share(found)}
        case Operation.FACE_IDENTIFY:
            kept = [_identified(each) for each in _rows(answer)]
            matched = tuple(each["faceId"] for each in kept if each["candidates"])
        case Operation.FACE_FIND_SIMILAR:
            kept = [
                {**_named(each, ("faceId", "persistedFaceId")), "confidence": _share(each)}
                for each in _rows(answer)
            ]
            matched = (call.body["body"]["faceId"],) if kept else ()
        case Operation.FACE_GROUP:
            found = parts.mapping(answer, "it")
            groups = parts.listed(found.get("groups"), "`groups`")
            kept = {
                "groups": [_ids(group) for group in groups],
                "messyGroup": _ids(found.get("messyGroup")),
            }
        case Operation.FACE_GALLERY:
            kept = _in_gallery(answer, 0)
        case _:
            raise UpstreamError("the upstream answered what nobody asked")
    return Answered(_JSON.encode(kept), (), None, issued=issued, matched=matched)


def _detected(answer: Any, call: Call) -> tuple[list[dict[str, Any]], tuple[Issued, ...]]:
    wanted = set(call.options["attributes"])
    with_ids = call.options["ids"] == ("true",)
    seconds = int(call.options["seconds"][0])
    rows, issued = [], []
    for index, each in enumerate(_rows(answer)):
        box = parts.mapping(each.get("faceRectangle"), "`faceRectangle`")
        row: dict[str, Any] = {"faceRectangle": {side: _number(box.get(side)) for side in _SIDES}}
        if with_ids and each.get("faceId") is not None:
            row["faceId"] = _id(each["faceId"])
            issued.append(Issued("face", row["faceId"], seconds, index))
        if "recognitionModel" in each:
            row["recognitionModel"] = parts.label(each["recognitionModel"])
        if type(marks := each.get("faceLandmarks")) is dict:
            row["faceLandmarks"] = {
                parts.label(name): {axis: _number(point.get(axis)) for axis in ("x", "y")}
                for name, found in marks.items()
                for point in [parts.mapping(found, "a landmark")]
            }
        if type(attributes := each.get("faceAttributes")) is dict:
            row["faceAttributes"] = {
                name: _plain(attributes[name], 0) for name in sorted(wanted & set(attributes))
            }
        rows.append(row)
    return rows, tuple(issued)


def _identified(each: dict[str, Any]) -> dict[str, Any]:
    candidates = parts.listed(each.get("candidates"), "`candidates`")
    found = [parts.mapping(one, "a candidate") for one in candidates]
    return {
        "faceId": _id(each.get("faceId")),
        "candidates": [
            {"personId": _id(one.get("personId")), "confidence": _share(one)} for one in found
        ],
    }


def _named(each: dict[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    return {name: _id(each[name]) for name in names if each.get(name) is not None}


def _rows(answer: Any) -> list[dict[str, Any]]:
    if type(answer) is not list or len(answer) > _MOST_FACES:
        raise UpstreamError("the answer of the upstream: it is not a list of faces")
    return [parts.mapping(each, "a face") for each in answer]


def _ids(found: Any) -> list[str]:
    return [_id(each) for each in parts.listed(found, "a list of ids")]


def _id(value: Any) -> str:
    kept = parts.label(value)
    if not kept:
        raise UpstreamError("the answer of the upstream: an id that is none")
    return kept


def _number(value: Any) -> int | float:
    if type(value) not in (int, float):
        raise UpstreamError("the answer of the upstream: a number is missing")
    return value  # type: ignore[no-any-return]  # its type was compared above


def _share(found: dict[str, Any]) -> int | float:
    return _number(found.get("confidence"))


def _plain(value: Any, depth: int) -> Any:
    """An attribute: numbers, truth values and short labels, a few levels deep."""
    if depth > 4:
        raise UpstreamError("the answer of the upstream: an attribute that is too deep")
    if type(value) is dict:
        return {parts.label(name): _plain(inner, depth + 1) for name, inner in value.items()}
    if type(value) is list:
        return [_plain(inner, depth + 1) for inner in value]
    if type(value) in (int, float, bool) or value is None:
        return value
    return parts.label(value)


def _in_gallery(value: Any, depth: int) -> Any:
    if depth > 4:
        raise UpstreamError("the answer of the upstream: a gallery that is too deep")
    if type(value) is list:
        return [_in_gallery(each, depth + 1) for each in value]
    if type(value) is dict:
        return {
            name: _in_gallery(inner, depth + 1)
            for name, inner in value.items()
            if name in _IN_GALLERY
        }
    if type(value) is str or value is None:
        return value
    raise UpstreamError("the answer of the upstream: a gallery with what is no text")
