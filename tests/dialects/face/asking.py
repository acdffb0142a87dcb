"""Requests for faces, for the tests."""

import json
from typing import Any

from countenance.dialects.call import Call, Request
from countenance.dialects.read import read

BASE = "/face/v1.2"
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(200))
ONE, TWO = "5f9c3a01-0000-4000-8000-000000000001", "5f9c3a01-0000-4000-8000-000000000002"


def request(
    path: str,
    body: Any = b"",
    method: str = "POST",
    query: dict[str, str] | None = None,
) -> Request:
    """A request below `/face/v1.2`: bytes are a picture, everything else an object."""
    binary = isinstance(body, bytes)
    kind = "application/octet-stream" if binary else "application/json"
    headers = (("content-type", kind),) if body != b"" else ()
    data = body if binary else json.dumps(body).encode()
    return Request(method, BASE + path, tuple((query or {}).items()), headers, data)


def call(
    path: str, body: Any = b"", method: str = "POST", query: dict[str, str] | None = None
) -> Call:
    """The call of such a request."""
    return read(request(path, body, method, query))


def detect(**query: str) -> Call:
    """A search for faces in a picture."""
    return call("/detect", JPEG, query=query)
