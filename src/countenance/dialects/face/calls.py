"""Calls for faces: from a request to a call, and our writing of it.

Rules kept here:
 * What is asked stands in the route and in its parameters; both become options of the call, from
   which the exact acts are told. A parameter that the service takes for granted is written out.
 * A picture goes up as bytes, also where its address was sent.
 * Ids of faces are parts of their own.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from countenance.dialects.call import (
    Call,
    Operation,
    Outgoing,
    Part,
    PartKind,
    Request,
    Slot,
    Target,
)
from countenance.dialects.containers import Object, meant
from countenance.dialects.face.routes import Asked, Body, asked_at
from countenance.dialects.headers import Picked, picked
from countenance.dialects.pictures import ELSEWHERE
from countenance.dialects.reading import (
    Limits,
    attestation_of,
    check_limits,
    check_size,
    json_body,
    request_digest,
)
from countenance.dialects.route import Route
from countenance.dialects.shapes import Found, wrong_shape
from countenance.dialects.writing import Made
from countenance.errors import UnreadableCallError, UnsupportedCallError

__all__ = ["MODEL", "TIME_TO_LIVE", "read_face", "write_face"]

MODEL = "face"
"""What stands for the model in a call: the service has one."""

TIME_TO_LIVE = 86_400
"""Seconds that an id of a face lives when the call does not say."""

_PICTURE = "picture"


def read_face(request: Request, found: Route, limits: Limits) -> Call:
    """The call in a request for faces; raises `CallError`, whose `status` answers it."""
    asked = asked_at(request.method, request.path)
    gathered = Found(pictures_stand="a picture is the body of a call, and stands nowhere else")
    query = _query(asked.query, found.query, gathered)
    body, headers = _body(request, asked, limits, gathered)
    for name, value in found.names.items():
        gathered.put(f"path.{name}", PartKind.LABEL, value)
    _check_one_gallery(asked.operation, body)
    check_limits(gathered.parts, limits)
    if asked.operation is Operation.FACE_DETECT:
        query = {"returnFaceId": True, **query}
    whole = {"query": query, "body": body}
    return Call(
        dialect=found.dialect,
        operation=found.operation,
        model=MODEL,
        digest=request_digest(found.operation, request.path, whole),
        parts=tuple(gathered.parts),
        body=whole,
        attestation=attestation_of({}, headers.attestation),
        client_request_id=headers.client_request_id,
        options=_options(asked, query),
        method=request.method,
        path=request.path,
    )


def write_face(call: Call, made: Made, target: Target, model: str) -> Outgoing:
    """A call for faces as it goes upstream."""
    if target is not Target.AZURE_FACE:
        raise UnsupportedCallError("its upstream does not answer calls for faces")
    body = call.body["body"]
    content_type, data = "application/json", b""
    if isinstance(body, Slot):
        content_type, data = "application/octet-stream", made[body.where][1]
    elif body is not None:
        data = msgspec.json.encode(body)
    query = tuple((name, _written(value)) for name, value in call.body["query"].items())
    return Outgoing(
        operation=call.operation,
        target=target,
        model=model,
        path=call.path,
        query=query,
        body=data,
        stream=False,
        method=call.method,
        content_type=content_type,
    )


def _query(shape: Object, given: Mapping[str, str], found: Found) -> dict[str, Any]:
    values = {
        name: meant(text, shape.fields[name]) if name in shape.fields else text
        for name, text in given.items()
    }
    return shape.read(values, "", found)


def _body(
    request: Request, asked: Asked, limits: Limits, found: Found
) -> tuple[Any, Picked]:
    match asked.body:
        case Body.NONE:
            if request.body not in (b"", b"{}", b"null"):
                raise UnreadableCallError("body: nothing is expected here")
            return None, picked(request.headers)
        case Body.JSON:
            body, headers = json_body(request, limits)
            return asked.fields.read(body, "", found), headers
        case Body.PICTURE:
            return _picture(request, limits, found)


def _picture(request: Request, limits: Limits, found: Found) -> tuple[Slot, Picked]:
    headers = picked(request.headers)
    kind = (headers.content_type or "").partition(";")[0].strip().lower()
    if kind == "application/json":
        body, headers = json_body(request, limits)
        if set(body) != {"url"} or type(body["url"]) is not str:
            raise wrong_shape("body", body, "an object whose only field is `url`")
        if not body["url"].startswith(ELSEWHERE):
            raise UnsupportedCallError(
                f"`url`: only addresses that begin with `{ELSEWHERE}` are fetched; send the bytes",
                param="url",
            )
        found.parts.append(Part(_PICTURE, PartKind.PICTURE, address=body["url"]))
        digest = hashlib.sha256(body["url"].encode()).hexdigest()
        return Slot(_PICTURE, f"sha256:{digest}"), headers
    if kind != "application/octet-stream":
        raise UnsupportedCallError(
            "headers: this route reads `content-type: application/octet-stream` with the bytes of "
            "a picture, or `application/json` with its `url`",
            status=415,
        )
    encoding = headers.content_encoding
    if encoding is not None and encoding.strip().lower() != "identity":
        raise UnsupportedCallError(
            "headers: packed bodies (`content-encoding`) are not opened", status=415
        )
    check_size(request, limits)
    if not request.body:
        raise UnreadableCallError("body: empty; the bytes of a picture are expected")
    found.parts.append(Part(_PICTURE, PartKind.PICTURE, data=request.body))
    digest = hashlib.sha256(request.body).hexdigest()
    return Slot(_PICTURE, f"sha256:{digest}"), headers


def _check_one_gallery(operation: Operation, body: Any) -> None:
    """What a face is compared with is one thing: two would be read in two ways."""
    forms: tuple[set[str], ...]
    if operation is Operation.FACE_VERIFY:
        forms = (
            {"faceId1", "faceId2"},
            {"faceId", "personId", "personGroupId"},
            {"faceId", "personId", "largePersonGroupId"},
        )
        right = "`faceId1` and `faceId2`, or `faceId`, `personId` and the id of one group"
    elif operation is Operation.FACE_IDENTIFY:
        forms = ({"personGroupId"}, {"largePersonGroupId"})
        right = "the id of one group"
        body = {name: 1 for name in body if name in ("personGroupId", "largePersonGroupId")}
    elif operation is Operation.FACE_FIND_SIMILAR:
        forms = ({"faceIds"}, {"faceListId"}, {"largeFaceListId"})
        right = "one of `faceIds`, `faceListId` and `largeFaceListId`"
        body = {n: 1 for n in body if n in ("faceIds", "faceListId", "largeFaceListId")}
    else:
        return
    if set(body) not in forms:
        raise UnreadableCallError(f"body: {right} is expected")


def _options(asked: Asked, query: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    if asked.operation is Operation.FACE_GALLERY:
        return {"gallery": (asked.gallery,)}
    if asked.operation is not Operation.FACE_DETECT:
        return {}
    wanted = str(query.get("returnFaceAttributes", ""))
    return {
        "attributes": tuple(name for name in wanted.split(",") if name),
        "ids": ("true" if query["returnFaceId"] else "false",),
        "seconds": (str(query.get("faceIdTimeToLive", TIME_TO_LIVE)),),
    }


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
