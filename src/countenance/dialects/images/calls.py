"""A request to make or to change a picture: from a request to a call, and our writing of it.

Rules kept here:
 * A picture that is changed goes up as what was made anew from its inspected pixels.
 * A model that would answer with an address unless told otherwise is told otherwise.
"""

import msgspec

from countenance.dialects.call import (
    Call,
    Operation,
    Outgoing,
    PartKind,
    Request,
    Role,
    Target,
    Turn,
)
from countenance.dialects.chat import model_of
from countenance.dialects.images.fields import EDIT, GENERATION
from countenance.dialects.json_calls import read_by, write_at
from countenance.dialects.multipart import form_of, values_of, write_form
from countenance.dialects.reading import Limits, attestation_of, check_limits, request_digest
from countenance.dialects.route import Route
from countenance.dialects.shapes import Found
from countenance.dialects.writing import Made, openai_address

__all__ = ["read_image_call", "write_image_call"]

_PICTURES_STAND = "send it as a file in the field `image`"
_NOT_TAKEN = f"this route takes no pictures; for `.../images/edits`, {_PICTURES_STAND}"
_BY_ADDRESS = "dall-e-"
"""How the names of models begin that answer with an address unless they are told not to."""


def read_image_call(request: Request, found: Route, limits: Limits) -> Call:
    """The call in a request; raises `CallError`, whose `status` answers it."""
    if found.operation is Operation.IMAGE_GENERATION:
        return read_by(GENERATION, request, found, limits, _NOT_TAKEN)
    pieces, headers = form_of(request, limits)
    body = values_of(pieces, EDIT)
    model = model_of(body, found)
    gathered = Found(role=Role.USER, pictures_stand=_PICTURES_STAND)
    accepted = EDIT.read(body, "", gathered)
    check_limits(gathered.parts, limits)
    words = "\n".join(part.text for part in gathered.parts if part.kind is PartKind.TEXT)
    pictures = sum(part.kind is PartKind.PICTURE for part in gathered.parts)
    return Call(
        dialect=found.dialect,
        operation=found.operation,
        model=model,
        digest=request_digest(found.operation, model, accepted),
        parts=tuple(gathered.parts),
        turns=(Turn(Role.USER, words, pictures),),
        stream=accepted.get("stream") is True,
        choices=accepted.get("n", 1),
        body=accepted,
        attestation=attestation_of({}, headers.attestation),
        api_version=found.api_version,
        client_request_id=headers.client_request_id,
    )


def write_image_call(call: Call, made: Made, target: Target, model: str) -> Outgoing:
    """The call as it goes upstream."""
    if model.startswith(_BY_ADDRESS):
        call = msgspec.structs.replace(call, body={**call.body, "response_format": "b64_json"})
    if call.operation is Operation.IMAGE_GENERATION:
        return write_at("/images/generations", call, made, target, model)
    path, query = openai_address(call, target, model, "/images/edits")
    pictures = call.body["image"]
    # One picture stands in the field itself, as the clients send it.
    image = pictures[0] if len(pictures) == 1 else pictures
    body, content_type = write_form({**call.body, "image": image, "model": model}, made)
    return Outgoing(
        operation=call.operation,
        target=target,
        model=model,
        path=path,
        query=query,
        body=body,
        stream=call.stream,
        content_type=content_type,
    )
