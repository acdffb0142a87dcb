"""A picture that is to be covered and nothing else: `POST /v1/redact`.

Rules kept here:
 * Its bytes alone are the body, or a JSON object whose one field `image` is a data URL.
 * The declared type only says which of the two it is; what the picture is, its bytes decide.
"""

from typing import Any

from countenance.dialects.call import Request
from countenance.dialects.headers import picked
from countenance.dialects.pictures import bytes_of_data_url, data_url
from countenance.dialects.reading import Limits, check_size, json_body
from countenance.dialects.strict import inside, shown
from countenance.errors import UnreadableCallError, UnsupportedCallError

__all__ = ["REDACT_PATH", "read_redaction", "redaction_body"]

REDACT_PATH = "/v1/redact"


def read_redaction(request: Request, limits: Limits) -> bytes:
    """The bytes of the picture; raises `CallError`."""
    check_size(request, limits)
    headers = picked(request.headers)
    kind = (headers.content_type or "").partition(";")[0].strip().lower()
    if kind == "application/octet-stream" or kind.startswith("image/") or kind == "application/pdf":
        if headers.content_encoding is not None:
            raise UnsupportedCallError("headers: packed bodies are not opened", status=415)
        if not request.body:
            raise UnreadableCallError("body: empty; the bytes of a picture are expected")
        return request.body
    body, _ = json_body(request, limits)
    for name in body:
        if name != "image":
            raise UnsupportedCallError(
                f"{shown(name)}: no such field here; `image` is the only one",
                param=inside("", name),
            )
    url = body.get("image")
    if type(url) is not str:
        raise UnreadableCallError(
            "`image`: a data URL is expected; or send the bytes alone, as `image/jpeg`",
            param="image",
        )
    return bytes_of_data_url(url, "image")


def redaction_body(
    media_type: str, data: bytes, covered: int, picture: dict[str, Any], entry: int
) -> dict[str, Any]:
    """The covered picture, as a data URL, and where its faces were."""
    del picture["where"]
    return {
        "object": "countenance.redaction",
        "image": data_url(media_type, data),
        "covered": covered,
        **picture,
        "entry": entry,
    }
