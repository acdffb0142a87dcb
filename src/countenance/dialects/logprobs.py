"""Token probabilities of an answer, which are text again and so may not run ahead of it.

Rules kept here:
 * A token is released only when its letters are part of the text that was released, in order.
 * Tokens that do not spell the text are dropped, all of them: nothing is guessed.
 * The alternatives beside a token were never judged, so they are left out of a checked answer.
"""

from typing import Any

__all__ = ["Tokens"]


class Tokens:
    """The tokens of one choice, released along with its text."""

    def __init__(self) -> None:
        self._waiting: list[dict[str, Any]] = []
        self._text = ""
        self._broken = False

    def add(self, found: Any) -> None:
        """Take the `content` list of a `logprobs` object of the upstream."""
        if type(found) is not list:
            return
        for one in found:
            if type(one) is not dict or type(one.get("token")) is not str or not one["token"]:
                self.drop()
                return
            number = one.get("logprob")
            if type(number) not in (int, float):
                self.drop()
                return
            if not self._broken:
                self._waiting.append({"token": one["token"], "logprob": number})

    def drop(self) -> None:
        """No token leaves any more."""
        self._waiting, self._text, self._broken = [], "", True

    def release(self, text: str) -> dict[str, Any] | None:
        """The `logprobs` object for `text`, which has just been released; `None` if there is none.

        Tokens that reach beyond it wait for the next text.
        """
        if self._broken or not (self._waiting or self._text):
            return None
        self._text += text
        ready: list[dict[str, Any]] = []
        while self._waiting:
            token = self._waiting[0]["token"]
            if len(token) > len(self._text):
                if not token.startswith(self._text):
                    self.drop()
                break
            if not self._text.startswith(token):
                self.drop()
                break
            self._text = self._text[len(token) :]
            kept = self._waiting.pop(0)
            ready.append({**kept, "bytes": list(token.encode()), "top_logprobs": []})
        return {"content": ready, "refusal": None} if ready else None
