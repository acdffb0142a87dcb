"""How long one call took, stage by stage, and what those who keep spans are told of it.

Rules kept here:
 * Names of stages and seconds, nothing of a call. The names here are those of the header
   `server-timing`, of the metrics and of the spans.
 * The walk says `timed(Stage.X)` and knows of no watch; where nobody looks, nothing is measured.
 * What a call is about is told in words of ours: no caller, nothing that it wrote.
"""

import time
from contextlib import AbstractContextManager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

__all__ = ["About", "Spans", "Stage", "Watch", "carried", "noted", "timed"]


class Stage(Enum):
    """What a call waits for."""

    FETCH = "fetch"
    """Pictures that stand elsewhere."""
    INSPECT = "inspect"
    """Faces found, sound opened."""
    DECIDE = "decide"
    """The plausible acts, and what the codes say to each."""
    RECORD = "record"
    """The entry, until it is durable."""
    UPSTREAM = "upstream"
    """The AI service, until it begins to answer, or has answered a call that is not streamed."""


@dataclass(frozen=True, slots=True)
class About:
    """What a call turned out to be. `model` only where the settings know it, `codes` is the digest
    of what it is judged under."""

    operation: str
    service: str
    model: str | None
    codes: str


class Spans(Protocol):
    """Keeps what calls did, and when, for a collector of traces."""

    def call(self, dialect: str, parent: str | None) -> AbstractContextManager[object]:
        """The span of a whole call, open as long as this. `parent`: its caller's `traceparent`."""

    def stage(self, name: str) -> AbstractContextManager[object]:
        """The span of one stage inside the call that is under way here."""

    def about(self, about: About) -> None:
        """What the call that is under way here turned out to be."""

    def answered(self, outcome: str, clause: str | None, entry: str | None, status: int) -> None:
        """What was answered, for the span of the call that is under way here."""

    def carried(self) -> tuple[tuple[str, str], ...]:
        """The headers that tell an AI service which span it works for, if it is told."""

    def close(self) -> None:
        """Hand over what is left, and end."""


class Watch:
    """Runs along with one call. `spans`: where spans are kept."""

    def __init__(self, spans: Spans | None = None) -> None:
        self.seconds: dict[Stage, float] = {}
        self.spans = spans
        self._since = time.perf_counter()
        self._token: Token[Watch | None] | None = None

    def __enter__(self) -> "Watch":
        self._token = _RUNNING.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _RUNNING.reset(self._token)

    @property
    def total(self) -> float:
        """Seconds since the call began."""
        return time.perf_counter() - self._since

    def took(self, stage: Stage, seconds: float) -> None:
        """A stage took this long."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds

    @property
    def header(self) -> str:
        """What `server-timing` says, in milliseconds."""
        named = {stage.value: seconds for stage, seconds in self.seconds.items()}
        named["total"] = self.total
        return ", ".join(f"{name};dur={1000 * spent:.1f}" for name, spent in named.items())


_RUNNING: ContextVar[Watch | None] = ContextVar("countenance_watch", default=None)


class timed:  # noqa: N801 - read as a word: `with timed(Stage.RECORD)`
    """Measure this stage of the call that is under way here, if somebody looks.

    A stage that comes twice counts together.
    """

    __slots__ = ("_began", "_span", "_stage", "_watch")

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def __enter__(self) -> None:
        self._watch = watch = _RUNNING.get()
        self._span = None
        if watch is not None:
            if watch.spans is not None:
                self._span = watch.spans.stage(self._stage.value)
                self._span.__enter__()
            self._began = time.perf_counter()

    def __exit__(self, *why: Any) -> None:
        if self._watch is not None:
            self._watch.took(self._stage, time.perf_counter() - self._began)
        if self._span is not None:
            self._span.__exit__(*why)


def noted(about: About) -> None:
    """Say what the call that is under way here is about, if somebody looks."""
    watch = _RUNNING.get()
    if watch is not None and watch.spans is not None:
        watch.spans.about(about)


def carried() -> tuple[tuple[str, str], ...]:
    """What the AI service is told about the span that it works for: nothing unless asked for."""
    watch = _RUNNING.get()
    return () if watch is None or watch.spans is None else watch.spans.carried()
