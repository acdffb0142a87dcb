"""What the writers of all formats share: JSON with pictures put in, and addresses.

Rules kept here:
 * Never the received bytes: a body is written from the accepted tree.
 * A medium goes out only with bytes that were handed in for its slot.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pybase64

from countenance.dialects.call import Call, Slot, Target
from countenance.errors import UnsupportedCallError

__all__ = ["DEFAULT_API_VERSION", "Made", "in_path", "json_bytes", "openai_address"]

DEFAULT_API_VERSION = "2024-10-21"
"""For calls that name no version, or one that belongs to another form of address."""

_WRITTEN = (
    "image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf", "video/webm",
)  # fmt: skip

Made = Mapping[str, tuple[str, bytes]]
"""Media type and bytes for the `where` of each medium of a call."""


def _put(media_type: str, data: bytes) -> msgspec.Raw:
    """A data URL as it stands in JSON: nothing in it is ever escaped, so nobody looks for that."""
    return msgspec.Raw(b'"data:%s;base64,%s"' % (media_type.encode(), pybase64.b64encode(data)))


def json_bytes(
    body: Mapping[str, Any], made: Made, put: Callable[[str, bytes], Any] = _put
) -> bytes:
    """The body as JSON, each slot filled with what `put` writes of its type and bytes: a data URL.

    Raises `ValueError` for a picture or film that was made in a kind that no model reads.
    """

    def fill(value: object) -> Any:
        if not isinstance(value, Slot):
            raise TypeError("only slots of pictures are filled")
        if made[value.where][0] not in _WRITTEN:
            raise ValueError(
                "a picture is written as JPEG, PNG, WebP or GIF only, pages as PDF, a film as WebM"
            )
        if value.is_bare:
            return msgspec.Raw(b'"%s"' % pybase64.b64encode(made[value.where][1]))
        return put(*made[value.where])

    return msgspec.json.Encoder(enc_hook=fill).encode(body)


def openai_address(
    call: Call,
    target: Target,
    model: str,
    path: str,
    *,
    in_deployment: bool = True,
    usual: str = DEFAULT_API_VERSION,
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Path and query below the base address of an OpenAI or Azure OpenAI upstream.

    `in_deployment`: whether the older form of Azure has the deployment in its path there; `usual`:
    the version where the call names none. Raises `UnsupportedCallError` for an upstream of another
    family.
    """
    match target:
        case Target.OPENAI | Target.AZURE_V1:
            return path, ()
        case Target.AZURE_DEPLOYMENT:
            version = call.api_version
            if version is None or not version[:4].isdigit():
                version = usual
            base = f"/openai/deployments/{in_path(model)}" if in_deployment else "/openai"
            return base + path, (("api-version", version),)
        case _:
            raise UnsupportedCallError(
                f"`model`: its upstream does not answer calls in the form of {call.dialect.value}"
            )


def in_path(name: str) -> str:
    """A deployment as one piece of a path; only letters that need no escaping pass."""
    if not all(letter.isalnum() or letter in "._-" for letter in name) or name in (".", ".."):
        raise UnsupportedCallError(f"`model`: `{name[:64]}` cannot be the name of a deployment")
    return name
