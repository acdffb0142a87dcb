"""The body of an error in the form of each dialect.

Rules kept here:
 * Each client raises the class that it documents: what counts is the status and the fields that
   its own service sends.
 * Our own words stand in an object `countenance` of their own, so that a program can read them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from countenance.dialects.call import Dialect

__all__ = ["Wrong", "error_body"]

_NUMBERED = (401, 404, 405, 429)
_ANTHROPIC_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "api_error",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What went wrong: `says` is the object `countenance`, `inner` further fields of the error
    that a client of OpenAI or Azure OpenAI reads."""

    status: int
    code: str
    message: str
    says: Mapping[str, Any]
    param: str | None = None
    kind: str = ""
    inner: Mapping[str, Any] = field(default_factory=dict)


def error_body(dialect: Dialect, wrong: Wrong) -> dict[str, Any]:
    """The whole body for one error."""
    match dialect:
        case Dialect.OPENAI | Dialect.AZURE_OPENAI:
            return {"error": _openai(wrong, azure=dialect is Dialect.AZURE_OPENAI)}
        case Dialect.AZURE_FACE:
            code = str(wrong.status) if wrong.status in (401, 429) else wrong.code
            error = {"code": code, "message": wrong.message}
            return {"error": {**error, "countenance": dict(wrong.says)}}
        case Dialect.ANTHROPIC:
            kind = _ANTHROPIC_TYPES.get(wrong.status, "invalid_request_error")
            said = {"type": kind, "message": wrong.message, "code": wrong.code}
            return {"type": "error", "error": {**said, "countenance": dict(wrong.says)}}


def _openai(wrong: Wrong, *, azure: bool) -> dict[str, Any]:
    error: dict[str, Any]
    if azure and wrong.status in _NUMBERED:
        # Azure's own front door numbers these instead of naming them.
        error = {"code": str(wrong.status), "message": wrong.message}
    else:
        usual = "invalid_request_error" if wrong.status < 500 else "server_error"
        error = {
            "message": wrong.message,
            "type": wrong.kind or usual,
            "param": wrong.param,
            "code": wrong.code,
        }
        if wrong.kind and azure:
            error["type"] = None
    return {**error, **wrong.inner, "countenance": dict(wrong.says)}
