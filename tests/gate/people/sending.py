"""Requests to the interfaces for people, as a program sends them."""

import json
from collections.abc import Callable
from typing import Any

import httpx2 as httpx

from gate.running import Running

__all__ = ["sender"]


def sender(base: str) -> Callable[..., httpx.Response]:
    """What sends to paths below `base`: `sent(gate, token, method, path, body, content)`."""

    def sent(
        gate: Running, token: str | None, method: str, path: str = "", body: Any = None,
        content: bytes = b"",
    ) -> httpx.Response:  # fmt: skip
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        if body is not None:
            content = json.dumps(body).encode()
        return httpx.request(
            method, f"{gate.address}{base}{path}", headers=headers, content=content, timeout=60
        )

    return sent
