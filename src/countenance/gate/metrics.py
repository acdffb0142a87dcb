"""What a gate counts, for `/metrics` in the form of Prometheus. The names are all here.

Rules kept here:
 * Labels hold words of ours alone: outcomes, clauses, dialects, stages, statuses. No caller, no
   model, no address, nothing of a call.
 * Counting never fails a call, and what is counted is no record: the entries are.
"""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client import generate_latest as written
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from countenance import __version__
from countenance.gate.timing import Stage, Watch

__all__ = ["CONTENT_TYPE", "Metrics"]

CONTENT_TYPE = CONTENT_TYPE_LATEST

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_NO_CLAUSE = "none"


class Metrics:
    """The counters of one gate; what it cannot count itself is asked for when somebody looks."""

    def __init__(self) -> None:
        # Otherwise a time of making stands beside every counter.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        kept = self._registry
        self._calls = Counter(
            "countenance_calls",
            "Calls answered, by dialect, outcome, the clause that was named, and status.",
            ("dialect", "outcome", "clause", "status"),
            registry=kept,
        )
        self._left = Counter(
            "countenance_clients_gone",
            "Calls whose client left before it was answered.",
            registry=kept,
        )
        self._answer = Histogram(
            "countenance_answer_seconds",
            "From the first byte of a call to the first byte of its answer.",
            ("outcome",),
            buckets=_SECONDS,
            registry=kept,
        )
        self._stage = Histogram(
            "countenance_stage_seconds",
            "What calls waited for.",
            ("stage",),
            buckets=_SECONDS,
            registry=kept,
        )
        self._stages = {stage: self._stage.labels(stage.value) for stage in Stage}
        self._bytes = Counter("countenance_received_bytes", "Bytes of bodies.", registry=kept)
        self._under_way = Gauge(
            "countenance_calls_under_way", "Calls under way now.", registry=kept
        )
        Gauge("countenance_build", "1, and the version.", ("version",), registry=kept).labels(
            __version__
        ).set(1)

    def watch_value(self, name: str, says: str, value: Callable[[], float]) -> None:
        """A value that is asked for whenever somebody looks; `name` without the prefix."""
        Gauge(f"countenance_{name}", says, registry=self._registry).set_function(value)

    def began(self) -> None:
        """A call came in."""
        self._under_way.inc()

    def received(self, size: int) -> None:
        """The body of a call came in."""
        self._bytes.inc(size)

    def answered(
        self, dialect: str, outcome: str, clause: str | None, status: int, watch: Watch
    ) -> None:
        """A call is answered, or its answer begins."""
        self._calls.labels(dialect, outcome, clause or _NO_CLAUSE, str(status)).inc()
        self._answer.labels(outcome).observe(watch.total)

    def ended(self, watch: Watch, *, answered: bool) -> None:
        """A call is over."""
        self._under_way.dec()
        if not answered:
            self._left.inc()
        for stage, seconds in watch.seconds.items():
            self._stages[stage].observe(seconds)

    def page(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return written(self._registry)
