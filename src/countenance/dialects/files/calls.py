"""Calls about stored files: from a request to a call, and our writing of it.

Rules kept here:
 * A file goes up as what was made anew from its inspected pixels, with a name of ours.
 * An id in the path stands for what was looked at when the file went up.
 * A list is asked for whole: what of it is the caller's own is found out when it is answered.
"""

from typing import Any

from countenance.dialects.call import Call, Operation, Outgoing, PartKind, Request, Target
from countenance.dialects.containers import meant
from countenance.dialects.files.fields import FILE, LIST
from countenance.dialects.headers import picked
from countenance.dialects.multipart import form_of, values_of, write_form
from countenance.dialects.reading import Limits, attestation_of, check_limits, request_digest
from countenance.dialects.route import Route
from countenance.dialects.shapes import FILE_ID, Found
from countenance.dialects.writing import Made, openai_address
from countenance.errors import UnreadableCallError

__all__ = ["FOR_EVER", "MODEL", "read_file_call", "write_file_call"]

MODEL = "files"
"""What stands for the model in a call: files belong to none."""

FOR_EVER = 100 * 365 * 86_400
"""Seconds that the id of a file lives when the call does not say."""

_WHOLE_LIST = 10_000
"""As many files as the service tells at once."""


def read_file_call(request: Request, found: Route, limits: Limits) -> Call:
    """The call in a request about files; raises `CallError`, whose `status` answers it."""
    gathered = Found()
    body: dict[str, Any]
    seconds = FOR_EVER
    if found.operation is Operation.FILE_UPLOAD:
        pieces, headers = form_of(request, limits)
        body = FILE.read(values_of(pieces, FILE), "", gathered)
        if "expires_after" in body:
            seconds = body["expires_after"]["seconds"]
    else:
        if request.body:
            raise UnreadableCallError("body: this route has none")
        headers = picked(request.headers)
        given = {
            name: meant(text, LIST.fields[name]) if name in LIST.fields else text
            for name, text in found.query.items()
        }
        body = LIST.read(given, "", gathered)
        if "file" in found.names:
            FILE_ID.read(found.names["file"], "path.file", gathered)
    check_limits(gathered.parts, limits)
    file = found.names.get("file", "")
    return Call(
        dialect=found.dialect,
        operation=found.operation,
        model=MODEL,
        digest=request_digest(found.operation, file or MODEL, body),
        parts=tuple(gathered.parts),
        body=body,
        attestation=attestation_of({}, headers.attestation),
        api_version=found.api_version,
        client_request_id=headers.client_request_id,
        options={"file": (file,), "seconds": (str(seconds),)},
        method=request.method,
    )


def write_file_call(call: Call, made: Made, target: Target, model: str) -> Outgoing:
    """A call about files as it goes upstream."""
    path, query = openai_address(call, target, model, "/files", in_deployment=False)
    file = call.options["file"][0]
    data, content_type = b"", "application/json"
    if call.operation is Operation.FILE_UPLOAD:
        data, content_type = write_form(call.body, made)
        if any(part.kind not in (PartKind.PICTURE, PartKind.DOCUMENT) for part in call.parts):
            raise ValueError("a file of another kind than was looked at")
    elif call.operation is Operation.FILE_LIST:
        asked = {name: value for name, value in call.body.items() if name != "limit"}
        if target is not Target.AZURE_DEPLOYMENT:
            asked["limit"] = _WHOLE_LIST
        query = (*query, *((name, str(value)) for name, value in asked.items()))
    return Outgoing(
        operation=call.operation,
        target=target,
        model=model,
        path=f"{path}/{file}" if file else path,
        query=query,
        body=data,
        stream=False,
        method=call.method,
        content_type=content_type,
    )
