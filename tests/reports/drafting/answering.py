"""A gate that gives one answer, and keeps what it was asked."""

import json
from typing import Any

__all__ = ["Answering"]


class Answering:
    """Answers with one message of a model, or with bytes as they are."""

    def __init__(
        self, content: str | None = None, *, raw: bytes | None = None, **choice: Any
    ) -> None:
        message = {"role": "assistant", "content": content, **choice.pop("message", {})}
        made = {"index": 0, "message": message, "finish_reason": "stop", **choice}
        self._answer = raw or json.dumps({"choices": [made]}).encode()
        self.asked: list[dict[str, Any]] = []

    def ask(self, body: bytes) -> bytes:
        """The answer."""
        self.asked.append(json.loads(body))
        return self._answer
