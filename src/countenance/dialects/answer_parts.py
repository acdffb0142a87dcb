"""The known parts of an answer, read from what an upstream sent.

Rules kept here:
 * An answer that is checked is built anew from these parts. A field that is not known here is not
   handed on: nobody has looked at it.
 * Ids, model names and tiers are short labels; usage is numbers.
 * A part of the wrong kind is an error of the upstream, not something to guess about.
"""

import re
from typing import Any

from countenance.errors import UpstreamError

__all__ = [
    "FINISHED",
    "count",
    "finish",
    "head",
    "label",
    "listed",
    "mapping",
    "signature",
    "text",
    "usage",
]

FINISHED = ("stop", "length", "tool_calls", "content_filter")
_LABEL = re.compile(r"[A-Za-z0-9._:@/+-]{1,256}")
_SIGNATURE = re.compile(r"[A-Za-z0-9+/=_-]{0,262144}")
_TIERS = ("auto", "default", "flex", "scale", "priority", "fast", "standard")


def mapping(value: Any, what: str) -> dict[str, Any]:
    """An object."""
    if type(value) is not dict:
        raise UpstreamError(f"the answer of the upstream: {what} is not an object")
    return value


def listed(value: Any, what: str) -> list[Any]:
    """A list, empty for `null`."""
    if value is None:
        return []
    if type(value) is not list:
        raise UpstreamError(f"the answer of the upstream: {what} is not a list")
    return value


def text(value: Any, what: str) -> str | None:
    """A text or `null`."""
    if value is not None and type(value) is not str:
        raise UpstreamError(f"the answer of the upstream: {what} is not a text")
    return value


def label(value: Any) -> str:
    """A short id or name; anything else is left empty."""
    return value if type(value) is str and _LABEL.fullmatch(value) else ""


def signature(value: Any) -> str:
    """Letters of base64, which say nothing to people; anything else is left empty."""
    return value if type(value) is str and _SIGNATURE.fullmatch(value) else ""


def count(value: Any, what: str, most: int) -> int:
    """A whole number from 0 to below `most`."""
    if type(value) is not int or not 0 <= value < most:
        raise UpstreamError(f"the answer of the upstream: {what} is not a number below {most}")
    return value


def finish(value: Any) -> str | None:
    """Why a choice ended; `None` while it has not."""
    if value is None:
        return None
    if value not in FINISHED:
        raise UpstreamError("the answer of the upstream: an unknown `finish_reason`")
    return str(value)


def head(answer: dict[str, Any], kind: str) -> dict[str, Any]:
    """The fields around the choices."""
    created = answer.get("created")
    kept: dict[str, Any] = {
        "id": label(answer.get("id")),
        "object": kind,
        "created": created if type(created) is int and 0 <= created < 2**53 else 0,
        "model": label(answer.get("model")),
    }
    if fingerprint := label(answer.get("system_fingerprint")):
        kept["system_fingerprint"] = fingerprint
    if answer.get("service_tier") in _TIERS:
        kept["service_tier"] = answer["service_tier"]
    return kept


def usage(value: Any) -> dict[str, Any] | None:
    """Counts of tokens, one level of details deep."""
    if type(value) is not dict:
        return None
    kept: dict[str, Any] = {}
    for name, item in value.items():
        if not _LABEL.fullmatch(name):
            continue
        if type(item) is int:
            kept[name] = item
        elif type(item) is dict:
            kept[name] = {
                inner: number
                for inner, number in item.items()
                if type(number) is int and _LABEL.fullmatch(inner)
            }
    return kept
