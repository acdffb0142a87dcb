"""The calls of a chaos run, and how each is answered, by the pages of the docs.

Which call comes as the hundredth, what the AI service does with it, and whether its client stays,
is the same in each run with the same seed, whatever happened before it.
"""

import base64
import json
import random
from dataclasses import dataclass
from enum import Enum

from calls import picture

from countenance.dialects.call import Request
from countenance.dialects.read import read

__all__ = ["CHAT", "FAILS", "Answer", "Kind", "Planned", "Planner", "odd"]

CHAT = "/v1/chat/completions"
_JSON = (("content-type", "application/json"),)
_SECRETS = (b"secret", b"Traceback", b"cnt_")


class Kind(Enum):
    """What is called for: what it is, its status, its outcome, and how its clause begins."""

    TEXT = ("text alone", 200, "pass", "")
    PICTURE = ("a picture to describe", 200, "redact", "")
    WHO = ("whose face, asked by a company", 400, "refuse", "ms-enterprise-ai-coc@")
    POLICE = ("whose face, asked by US police", 400, "refuse", "ms-enterprise-ai-coc@")
    HELD = ("whose face, asked abroad under an older code", 403, "hold", "ms-aoai-coc@")
    ASKED_ABOUT = ("text that is only asked about", 200, "pass", "")
    NOT_JSON = ("what is not JSON", 400, "refuse", "unreadable")
    NO_PICTURE = ("half a picture", 400, "refuse", "unreadable")
    HOSTED_TOOL = ("a tool that is not allowed", 400, "refuse", "unsupported")
    NO_ROUTE = ("a path that is not known", 404, "refuse", "unsupported")
    NO_KEY = ("a key that is not known", 401, "refuse", "unknown-key")


_GOES_ON = (Kind.TEXT, Kind.PICTURE)
_SHOWN = (Kind.PICTURE, Kind.WHO, Kind.POLICE, Kind.HELD)
_WHOSE = (Kind.WHO, Kind.POLICE, Kind.HELD)
_NOT_DECIDED = (Kind.NOT_JSON, Kind.NO_PICTURE, Kind.HOSTED_TOOL, Kind.NO_ROUTE, Kind.NO_KEY)
_OFTEN = {
    Kind.TEXT: 55, Kind.PICTURE: 16, Kind.WHO: 4, Kind.POLICE: 4, Kind.HELD: 3,
    Kind.ASKED_ABOUT: 5, Kind.NOT_JSON: 4, Kind.NO_PICTURE: 2, Kind.HOSTED_TOOL: 3,
    Kind.NO_ROUTE: 2, Kind.NO_KEY: 2,
}  # fmt: skip

FAILS = {
    "500": 503, "429": 429, "400": 400, "reset": 503, "garbage": 503, "half": 503, "hang": 503,
}  # fmt: skip
"""What the AI service may do before its answer, and the status that the caller gets."""
_BREAKS = ("cut", "stall", "noise", "bad-chunk")
"""What it may do in the middle of a stream: the caller is told by an error in it."""
_HARMLESS = ("slow",)
_IMPATIENT = ("hang", "stall")
"""What takes as long as the gate waits for it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One call. `fault`: what the AI service does with it; `leaves`: after so many seconds."""

    number: int
    kind: Kind
    stream: bool
    fault: str
    leaves: float | None
    body: bytes

    @property
    def path(self) -> str:
        """Where it is sent."""
        match self.kind:
            case Kind.NO_ROUTE:
                return "/v1/nothing/here"
            case Kind.ASKED_ABOUT:
                return "/v1/decide" + CHAT
            case _:
                return CHAT

    @property
    def who(self) -> str:
        """Whose key it has."""
        named = {Kind.POLICE: "police", Kind.HELD: "abroad", Kind.NO_KEY: "nobody"}
        return named.get(self.kind, "acme")

    @property
    def is_opened(self) -> bool:
        """Whether something is in it that has to be opened as a picture."""
        return self.kind in _SHOWN or self.kind is Kind.NO_PICTURE

    @property
    def digest(self) -> str | None:
        """The digest that the entry of its decision commits to; None where nothing is decided."""
        if self.kind in _NOT_DECIDED:
            return None
        return read(Request("POST", CHAT, (), _JSON, self.body)).digest


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def entry(self) -> int | None:
        """The entry that it names."""
        told = self.headers.get("x-countenance-entry")
        return None if told is None else int(told)


class Planner:
    """Says what each call of a run is."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._pictures = [picture(number, 240) for number in range(1, 9)]

    def call(self, number: int) -> Planned:
        """The call with this number."""
        chance = random.Random(self._seed * 1_000_003 + number)  # noqa: S311 - repeatable
        (kind,) = chance.choices(list(_OFTEN), list(_OFTEN.values()))
        stream = kind in _GOES_ON and chance.random() < 0.5
        fault = ""
        if kind in _GOES_ON and chance.random() < 0.3:
            fault = chance.choice([*FAILS, *(_BREAKS + _HARMLESS if stream else ())])
            if fault in _IMPATIENT and chance.random() < 0.7:
                fault = ""  # a run of these would be one of waiting
            if stream and fault in ("garbage", "half"):
                fault = "noise"
        leaves = chance.random() * 0.2 if chance.random() < 0.05 else None
        return Planned(number, kind, stream, fault, leaves, self._body(kind, number, stream, fault))

    def fault(self, number: int) -> tuple[str, bool]:
        """What the AI service does with this call, and whether it streams."""
        planned = self.call(number)
        return planned.fault, planned.stream

    def _body(self, kind: Kind, number: int, stream: bool, fault: str) -> bytes:
        if kind is Kind.NOT_JSON:
            return b'{"model": "gpt-4o", "messages": [call-%d-' % number
        text = {
            Kind.PICTURE: "Describe this picture.", Kind.NO_PICTURE: "Describe this picture.",
            Kind.WHO: "Who is this person?", Kind.POLICE: "Who is this person?",
            Kind.HELD: "Who is this person?",
        }.get(kind, "What does a notary do?")  # fmt: skip
        content: object = f"call-{number}- {text}"
        if kind in _SHOWN or kind is Kind.NO_PICTURE:
            data = self._pictures[number % len(self._pictures)]
            if kind is Kind.NO_PICTURE:
                data = data[: len(data) // 2]
            elif number % 97 == 0:
                data = picture(number + 100, 240)  # one that was never looked at
            url = "data:image/jpeg;base64," + base64.b64encode(data).decode()
            content = [
                {"type": "text", "text": content},
                {"type": "image_url", "image_url": {"url": url}},
            ]
        made: dict[str, object] = {
            "model": "impatient" if fault in _IMPATIENT else "gpt-4o",
            "stream": stream,
            "messages": [{"role": "user", "content": content}],
        }
        if kind is Kind.HOSTED_TOOL:
            made["tools"] = [{"type": "web_search"}]
        return json.dumps(made, separators=(",", ":")).encode()


def odd(planned: Planned, answer: Answer, around: frozenset[str]) -> str:
    """What is not as the docs say in an answer; empty when nothing is.

    `around`: what was broken while the call was under way.
    """
    decision = answer.headers.get("x-countenance-decision")
    clause = answer.headers.get("x-countenance-clause", "")
    if any(secret in answer.body for secret in _SECRETS) or "retry-after" in answer.headers:
        return "it tells what it may not"
    could_fail = bool(around & {"locked", "full"}) or ("examiner" in around and planned.is_opened)
    if could_fail and (answer.status, decision, clause) == (503, "refuse", "gate-failure"):
        return ""
    if planned.fault in FAILS:
        # The gate had let it go on, and says so.
        right = (FAILS[planned.fault], planned.kind.value[2], "upstream")
        return "" if (answer.status, decision, clause) == right else f"not {right}"
    _, status, outcome, begins = planned.kind.value
    if planned.kind in _WHOSE and (answer.status, decision) == (200, "redact"):
        return ""  # it was not certain what was asked: what went on had no face in it
    if (answer.status, decision) != (status, outcome) or not clause.startswith(begins):
        return f"not {status} {outcome} {begins}"
    if answer.entry is None and planned.kind is not Kind.NO_KEY and not could_fail:
        return "no entry is named"
    if planned.stream:
        ends = b'"error"' if planned.fault in _BREAKS else b"data: [DONE]"
        if ends not in answer.body:
            return f"{ends.decode()} is not in its stream"
    return ""
