"""A call in our own writing, for an upstream.

Rules kept here:
 * Never the received bytes: the body is written from the accepted tree.
 * A picture goes out only with bytes that were handed in for its slot; one that nobody handed in
   stops the writing.
 * The attestation and everything about who asks stays behind.
"""

from collections.abc import Mapping

import msgspec

from countenance.dialects.call import Call, Operation, Outgoing, Slot, Target
from countenance.dialects.pictures import data_url
from countenance.errors import UnsupportedCallError

__all__ = ["DEFAULT_API_VERSION", "write"]

DEFAULT_API_VERSION = "2024-10-21"
"""For calls that name no version, or one that belongs to another form of address."""

_OPEN_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif")


def write(
    call: Call,
    pictures: Mapping[str, tuple[str, bytes]],
    target: Target = Target.OPENAI,
    model: str | None = None,
) -> Outgoing:
    """The call as it goes upstream.

    `pictures` gives media type and bytes for the `where` of each picture part, no more and no
    fewer. `model` renames the model; left out, it stays. Raises `UnsupportedCallError` for a call
    that no upstream is asked for, and `ValueError` when pictures and slots do not match.
    """
    if call.operation is not Operation.CHAT:
        raise UnsupportedCallError("lists of models are answered by the gate itself")
    wanted = {part.where for part in call.pictures}
    if wanted != set(pictures):
        raise ValueError("pictures and the places for them do not match")
    for media_type, _ in pictures.values():
        if media_type not in _OPEN_TYPES:
            raise ValueError("a picture is written as JPEG, PNG, WebP or GIF only")
    name = call.model if model is None else model
    body = {**call.body, "model": name}

    def fill(value: object) -> str:
        if not isinstance(value, Slot):
            raise TypeError("only slots of pictures are filled")
        return data_url(*pictures[value.where])

    path, query = _address(call, target, name)
    return Outgoing(
        operation=call.operation,
        target=target,
        model=name,
        path=path,
        query=query,
        body=msgspec.json.Encoder(enc_hook=fill).encode(body),
        stream=call.stream,
    )


def _address(call: Call, target: Target, name: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    match target:
        case Target.OPENAI | Target.AZURE_V1:
            return "/chat/completions", ()
        case Target.AZURE_DEPLOYMENT:
            version = call.api_version
            if version is None or not version[:4].isdigit():
                version = DEFAULT_API_VERSION
            path = f"/openai/deployments/{_in_path(name)}/chat/completions"
            return path, (("api-version", version),)


def _in_path(name: str) -> str:
    """A deployment as one piece of a path; only letters that need no escaping pass."""
    if not all(letter.isalnum() or letter in "._-" for letter in name) or name in (".", ".."):
        raise UnsupportedCallError(f"`model`: `{name[:64]}` cannot be the name of a deployment")
    return name
