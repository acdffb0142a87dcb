"""Chat, as OpenAI and Azure OpenAI ask it: from a request to a call, and our writing of it.

Rules kept here:
 * The deployment in an Azure path is what counts; the `model` beside it may say anything.
 * A tool that is to be used must be one that was offered, and so was shown.
"""

from collections.abc import Mapping
from typing import Any

from countenance.dialects.call import (
    Call,
    Outgoing,
    PartKind,
    Request,
    Role,
    Target,
)
from countenance.dialects.fields import CHAT, MODEL_NAME
from countenance.dialects.reading import (
    Limits,
    attestation_of,
    check_limits,
    json_body,
    request_digest,
    told_of,
    turns_of,
)
from countenance.dialects.route import Route
from countenance.dialects.shapes import Found
from countenance.dialects.strict import shown
from countenance.dialects.writing import Made, json_bytes, openai_address
from countenance.errors import UnreadableCallError

__all__ = ["model_of", "read_chat", "write_chat"]

_PICTURES_STAND = (
    "send a picture as an `image_url` part, a PDF as a `file` part, of a message of the user"
)

_ROLES = {role.value: role for role in Role}


def read_chat(request: Request, found: Route, limits: Limits) -> Call:
    """The call in a chat request; raises `CallError`, whose `status` answers it."""
    body, headers = json_body(request, limits)
    attestation = attestation_of(body, headers.attestation)
    model = model_of(body, found)
    gathered = Found(allowed=limits.hosted_tools, pictures_stand=_PICTURES_STAND)
    accepted = CHAT.read(body, "", gathered)
    _check_tools(accepted)
    check_limits(gathered.parts, limits)
    parts = tuple(gathered.parts)
    stream = accepted.get("stream") is True
    options = accepted.get("stream_options") or {}
    roles = [(turn, _ROLES[message["role"]]) for turn, message in enumerate(accepted["messages"])]
    if any(part.turn == -1 and part.kind is PartKind.TEXT for part in parts):
        roles.insert(0, (-1, Role.ASSISTANT))  # words of no message: a prediction of the answer
    return Call(
        dialect=found.dialect,
        operation=found.operation,
        model=model,
        digest=request_digest(found.operation, model, accepted),
        parts=parts,
        turns=turns_of(parts, roles),
        system=tuple(part.text for part in parts if part.kind is PartKind.SYSTEM),
        tools=told_of(parts, PartKind.TOOLS),
        schema=told_of(parts, PartKind.SCHEMA),
        tool_names=frozenset(tool["function"]["name"] for tool in accepted.get("tools") or ()),
        stream=stream,
        include_usage=stream and options.get("include_usage") is True,
        choices=accepted.get("n", 1),
        body=accepted,
        attestation=attestation,
        api_version=found.api_version,
        client_request_id=headers.client_request_id,
        hosted_tools=frozenset(gathered.hosted),
    )


def write_chat(call: Call, made: Made, target: Target, model: str) -> Outgoing:
    """A chat call as it goes upstream."""
    path, query = openai_address(call, target, model, "/chat/completions")
    return Outgoing(
        operation=call.operation,
        target=target,
        model=model,
        path=path,
        query=query,
        body=json_bytes({**call.body, "model": model}, made),
        stream=call.stream,
    )


def model_of(body: dict[str, Any], found: Route) -> str:
    """The deployment in the path, or the model in the body."""
    if found.name is not None:
        return found.name
    model = body.get("model")
    if model is None:
        raise UnreadableCallError("`model`: missing; the name of one is expected", param="model")
    return str(MODEL_NAME.read(model, "model", Found()))


def _check_tools(accepted: Mapping[str, Any]) -> None:
    """A tool that is to be used must be one that was offered, and so was shown."""
    choice = accepted.get("tool_choice")
    if type(choice) is dict:
        name = choice["function"]["name"]
        if all(tool["function"]["name"] != name for tool in accepted.get("tools") or ()):
            raise UnreadableCallError(
                f"`tool_choice.function.name`: {shown(name)} is not among `tools`",
                param="tool_choice",
            )
