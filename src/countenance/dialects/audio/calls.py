"""Sound to be written down: from a request to a call, and our writing of it."""

from countenance.dialects.audio.fields import TRANSCRIPTION, TRANSLATION
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
from countenance.dialects.multipart import form_of, values_of, write_form
from countenance.dialects.reading import Limits, attestation_of, check_limits, request_digest
from countenance.dialects.route import Route
from countenance.dialects.shapes import Found
from countenance.dialects.writing import Made, openai_address

__all__ = ["read_audio", "write_audio"]

_PATHS = {
    Operation.TRANSCRIPTION: "/audio/transcriptions",
    Operation.TRANSLATION: "/audio/translations",
}


def read_audio(request: Request, found: Route, limits: Limits) -> Call:
    """The call in a form with sound; raises `CallError`, whose `status` answers it."""
    pieces, headers = form_of(request, limits)
    shape = TRANSCRIPTION if found.operation is Operation.TRANSCRIPTION else TRANSLATION
    body = values_of(pieces, shape)
    model = model_of(body, found)
    gathered = Found(role=Role.USER)
    accepted = shape.read(body, "", gathered)
    check_limits(gathered.parts, limits)
    words = [part.text for part in gathered.parts if part.kind is PartKind.TEXT]
    return Call(
        dialect=found.dialect,
        operation=found.operation,
        model=model,
        digest=request_digest(found.operation, model, accepted),
        parts=tuple(gathered.parts),
        turns=tuple(Turn(Role.USER, text, 0) for text in words),
        stream=accepted.get("stream") is True,
        body=accepted,
        attestation=attestation_of({}, headers.attestation),
        api_version=found.api_version,
        client_request_id=headers.client_request_id,
        options={"format": (accepted.get("response_format", "json"),)},
    )


def write_audio(call: Call, made: Made, target: Target, model: str) -> Outgoing:
    """The form as it goes upstream, the sound as it was made anew."""
    path, query = openai_address(call, target, model, _PATHS[call.operation])
    body, content_type = write_form({**call.body, "model": model}, made)
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
