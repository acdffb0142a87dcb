"""A model on this machine in the place of one behind a gate: what is lost by asking elsewhere.

It gives what a service gives: words with times, and how sure it is of each line, of no word. So the
figures beside those of the same model here tell what hearing once, and knowing no more, costs.
"""

import json

import numpy as np

from countenance.reports.speech.recognizer import Recognizer
from countenance.reports.through_gate import GateAnswer

__all__ = ["InPlaceOfAGate"]

_HEAD = 44


class InPlaceOfAGate:
    """Answers each call for a transcription by a recognizer."""

    address = "https://gate.example"

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer

    def post(self, path: str, body: bytes, content_type: str) -> GateAnswer:
        """The answer, as `verbose_json`."""
        begin = body.index(b"RIFF")
        end = begin + 8 + int.from_bytes(body[begin + 4 : begin + 8], "little")
        lines = self._recognizer.lines(np.frombuffer(body[begin + _HEAD : end], "<i2"), 0)
        words = [
            {"word": word.text, "start": word.start / 1000, "end": word.end / 1000}
            for line in lines
            for word in line.words
        ]
        segments = [
            {"start": line.words[0].start / 1000, "end": line.words[-1].end / 1000,
             "avg_logprob": line.likely}
            for line in lines
        ]  # fmt: skip
        text = " ".join(word.text for line in lines for word in line.words)
        answer = {"text": text, "words": words, "segments": segments}
        return GateAnswer(200, json.dumps(answer).encode(), 1)
