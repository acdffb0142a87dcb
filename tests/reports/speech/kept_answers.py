"""Words of a model elsewhere, and a place for them, for tests."""

import json
from dataclasses import dataclass, field
from typing import Any

__all__ = ["KeptHere", "verbose"]


@dataclass
class KeptHere:
    """Keeps in memory what came of a hearing."""

    had: dict[str, bytes] = field(default_factory=dict)

    def get(self, name: str) -> bytes | None:
        """What was put there."""
        return self.had.get(name)

    def put(self, name: str, data: bytes) -> None:
        """Keep it."""
        self.had[name] = data


def verbose(text: str, start: float = 0.3, step: float = 1.0, sure: float = -0.1) -> str:
    """A transcription in `verbose_json`, its words in a row from this second of the piece on."""
    words: list[dict[str, Any]] = [
        {"word": word, "start": start + step * at, "end": start + step * (at + 1)}
        for at, word in enumerate(text.split())
    ]
    end = start + step * len(words)
    line = {
        "id": 0, "seek": 0, "start": 0.0, "end": end, "text": text, "tokens": [1, 2],
        "temperature": 0.0, "avg_logprob": sure, "compression_ratio": 1.1, "no_speech_prob": 0.01,
    }  # fmt: skip
    return json.dumps(
        {"task": "transcribe", "language": "english", "duration": end, "text": text,
         "words": words, "segments": [line]}
    )  # fmt: skip
