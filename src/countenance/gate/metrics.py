"""What a gate counts, for `/metrics` in the form of Prometheus. The names are all here.

Rules kept here:
 * Labels hold words of ours alone: outcomes, clauses, dialects, stages, statuses, the places of
   pages. No caller, no person, no model, no address, nothing of a call.
 * Counting never fails a call, and what is counted is no record: the entries are.
 * Where a gate has several workers they count in files of one folder, and whichever is asked gives
   the sum. The folder is named by the variable `SHARED`, before this module is imported.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client import generate_latest as written
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from countenance import __version__
from countenance.errors import CountenanceError
from countenance.gate.timing import Stage, Watch

__all__ = ["CONTENT_TYPE", "SHARED", "Metrics"]

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that `prometheus_client` reads when it is imported."""

CONTENT_TYPE = CONTENT_TYPE_LATEST

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_PAGE_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10, 30, 60)
_NO_CLAUSE = "none"
_LABELS = 1024
"""Counters that are found again without putting their labels together anew."""


class Metrics:
    """The counters of one gate; what it cannot count itself is asked for when somebody looks."""

    def __init__(self) -> None:
        # Otherwise a time of making stands beside every counter.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = kept = CollectorRegistry()
        self._asked = CollectorRegistry()
        """What is the same whichever worker is asked; never counted in a file."""
        self._own: list[tuple[Gauge, Callable[[], float]]] = []
        self._shared = os.environ.get(SHARED)
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
        self._counter = lru_cache(_LABELS)(self._calls.labels)
        self._timer = lru_cache(_LABELS)(self._answer.labels)
        self._stages = {stage: self._stage.labels(stage.value) for stage in Stage}
        self._bytes = Counter("countenance_received_bytes", "Bytes of bodies.", registry=kept)
        self._under_way = Gauge(
            "countenance_calls_under_way", "Calls under way now.", registry=kept,
            multiprocess_mode="livesum",
        )  # fmt: skip
        self._sign_ins = Counter(
            "countenance_sign_ins",
            "Tries to sign in to the pages, by what somebody signs in with and what came of it.",
            ("by", "outcome"),
            registry=kept,
        )
        self._pages = Counter(
            "countenance_pages",
            "Pages for people, by their place among those there are, and status.",
            ("page", "status"),
            registry=kept,
        )
        self._page_seconds = Histogram(
            "countenance_page_seconds",
            "From the head of a request for a page to the first byte of it.",
            ("page",),
            buckets=_PAGE_SECONDS,
            registry=kept,
        )
        self._asked.register(_Value("build", "1, and the version.", lambda: 1, __version__))

    def watch_value(self, name: str, says: str, value: Callable[[], float]) -> None:
        """A value that is asked for whenever somebody looks; `name` without the prefix."""
        self._asked.register(_Value(name, says, value))

    def watch_own(self, name: str, says: str, value: Callable[[], float]) -> None:
        """The same for a value that each worker has for itself: it is asked for after each call
        where there are several, and the sum is told."""
        gauge = Gauge(
            f"countenance_{name}", says, registry=self._registry, multiprocess_mode="livesum"
        )
        self._own.append((gauge, value))

    def signed_in(self, by: str, outcome: str) -> None:
        """Somebody tried to sign in; both are words of ours."""
        self._sign_ins.labels(by, outcome).inc()

    def page_shown(self, place: str, status: int, seconds: float) -> None:
        """A page is answered; `place`: where it stands among those there are."""
        self._pages.labels(place, str(status)).inc()
        self._page_seconds.labels(place).observe(seconds)

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
        self._counter(dialect, outcome, clause or _NO_CLAUSE, str(status)).inc()
        self._timer(outcome).observe(watch.total)

    def ended(self, watch: Watch, *, answered: bool) -> None:
        """A call is over."""
        self._under_way.dec()
        if self._shared is not None:  # others are asked for it; here it is asked for when told
            self._ask_own()
        if not answered:
            self._left.inc()
        for stage, seconds in watch.seconds.items():
            self._stages[stage].observe(seconds)

    def page(self) -> bytes:
        """Everything, as Prometheus reads it."""
        self._ask_own()
        counted = self._registry
        if self._shared is not None:
            counted = CollectorRegistry()
            MultiProcessCollector(counted, self._shared)  # type: ignore[no-untyped-call]
        return written(counted) + written(self._asked)

    def _ask_own(self) -> None:
        for gauge, value in self._own:
            gauge.set(value())


class _Value(Collector):
    """One value that is asked for when somebody looks, and kept nowhere."""

    def __init__(
        self, name: str, says: str, value: Callable[[], float], version: str | None = None
    ) -> None:
        self._name = f"countenance_{name}"
        self._says = says
        self._value = value
        self._labels = {} if version is None else {"version": version}

    def collect(self) -> Iterable[Metric]:
        """The value now."""
        family = GaugeMetricFamily(self._name, self._says, labels=tuple(self._labels))
        # One that cannot be told now is left out, and the others are told all the same.
        with suppress(CountenanceError):
            family.add_metric(tuple(self._labels.values()), float(self._value()))
        yield family
