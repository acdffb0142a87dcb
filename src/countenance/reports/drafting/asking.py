"""The way on which a drafter asks a model: a gate's chat completions, with a caller's key.

Rules kept here:
 * The gate decides about it as about any call, and enters it. What it refuses is not drafted.
 * No error repeats anything of an answer.

How it goes there is in `countenance.reports.through_gate`.
"""

from countenance.errors import ReportError
from countenance.reports.through_gate import ThroughGate

__all__ = ["GateChat"]

_THEN = "nothing is drafted"


class GateChat:
    """A gate's chat completions. `address`: of the gate, such as `http://127.0.0.1:8080`."""

    def __init__(self, address: str, key: str, seconds: float = 120.0) -> None:
        self._gate = ThroughGate(address, key, whose="the drafter's", then=_THEN, seconds=seconds)

    def close(self) -> None:
        """Close every connection."""
        self._gate.close()

    def ask(self, body: bytes) -> bytes:
        """The body of the answer. Raises `ReportError`."""
        answer = self._gate.post("/v1/chat/completions", body, "application/json")
        if not answer.is_let:
            raise ReportError(f"{answer.says}; {_THEN}")
        return answer.body
