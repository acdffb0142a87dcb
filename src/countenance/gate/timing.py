"""How long one call took, stage by stage.

Rules kept here:
 * Names of stages and seconds, nothing of a call. The names here are those of the header
   `server-timing`, of the metrics and of the spans.
 * The walk says `timed(Stage.X)` and knows of no watch; where nobody looks, nothing is measured.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, Token
from enum import Enum

__all__ = ["Stage", "Watch", "timed"]


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


class Watch:
    """Runs along with one call. `span`: opens a span of this name, where spans are kept."""

    def __init__(self, span: Callable[[str], AbstractContextManager[object]] | None = None) -> None:
        self.seconds: dict[Stage, float] = {}
        self._span = span
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

    @property
    def header(self) -> str:
        """What `server-timing` says, in milliseconds."""
        named = {stage.value: seconds for stage, seconds in self.seconds.items()}
        named["total"] = self.total
        return ", ".join(f"{name};dur={1000 * spent:.1f}" for name, spent in named.items())

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """Measure one stage; a stage that comes twice counts together."""
        began = time.perf_counter()
        try:
            if self._span is None:
                yield
            else:
                with self._span(stage.value):
                    yield
        finally:
            spent = time.perf_counter() - began
            self.seconds[stage] = self.seconds.get(stage, 0.0) + spent


_RUNNING: ContextVar[Watch | None] = ContextVar("countenance_watch", default=None)


@contextmanager
def timed(stage: Stage) -> Iterator[None]:
    """Measure this stage of the call that is under way here, if somebody looks."""
    watch = _RUNNING.get()
    if watch is None:
        yield
        return
    with watch.stage(stage):
        yield
