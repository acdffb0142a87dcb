"""Spans of calls, for a collector of traces. The names are all here.

    call ── fetch, inspect, decide, record, upstream

Rules kept here:
 * Off unless the settings name a collector; the libraries are an extra (`otel`).
 * Attributes hold words of ours alone: outcome, clause, operation, service, the number of the
   entry, and a model that the settings know. No caller, no address, nothing of a call, of an answer
   or of an error's message.
 * A caller's `traceparent` is taken as the parent, and one of ours goes to the AI service, only
   where the settings ask for it; `tracestate` and `baggage` never.
 * Spans fail no call: what the collector does not take is dropped.

The names `gen_ai.*` are those of OpenTelemetry's conventions for generative AI, which are still in
development: they may change with them, those that begin with `countenance.` do not.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    INVALID_SPAN,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
)

from countenance import __version__
from countenance.gate.settings.settings import SpansSettings
from countenance.gate.timing import About

__all__ = ["CallSpans", "collected"]

OPERATION = "gen_ai.operation.name"
PROVIDER = "gen_ai.provider.name"
MODEL = "gen_ai.request.model"
ERROR = "error.type"
STATUS = "http.response.status_code"
DIALECT = "countenance.dialect"
DECISION = "countenance.decision"
CLAUSE = "countenance.clause"
ENTRY = "countenance.entry"
CODES = "countenance.codes"

_OPERATIONS = {"chat.completions": "chat", "messages": "chat", "responses": "chat"}
"""Operations that the conventions have a word for; the others keep ours."""

_PROVIDERS = {
    "openai_api": "openai",
    "azure_openai": "azure.ai.openai",
    "anthropic_api": "anthropic",
    "google_genai": "gcp.gen_ai",
}
"""Services that the conventions have a word for; the others keep ours."""

# W3C Trace Context, 2.2: version 00 alone; a zero id is none.
_PARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")

_CALL: ContextVar[Span] = ContextVar("countenance_call_span", default=INVALID_SPAN)
"""The span of the call that is under way here, whatever stage of it is."""


class CallSpans:
    """Keeps the spans of calls, and hands them to an exporter."""

    def __init__(
        self,
        exporter: SpanExporter,
        *,
        from_callers: bool = False,
        to_upstreams: bool = False,
    ) -> None:
        """`from_callers`: whether a span may be below one of the caller. `to_upstreams`: whether
        the AI service is told which span it works for."""
        named = Resource({"service.name": "countenance", "service.version": __version__})
        # Whether a call is kept is not for the environment, nor for the caller, to choose.
        self._provider = TracerProvider(sampler=ALWAYS_ON, resource=named, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("countenance", __version__)
        self._from_callers = from_callers
        self._to_upstreams = to_upstreams

    def call(self, dialect: str, parent: str | None) -> AbstractContextManager[object]:
        """The span of a whole call, open as long as this."""
        return self._call(dialect, parent)

    @contextmanager
    def _call(self, dialect: str, parent: str | None) -> Iterator[None]:
        above = trace.set_span_in_context(INVALID_SPAN)
        if self._from_callers and (given := _parent(parent)) is not None:
            above = trace.set_span_in_context(NonRecordingSpan(given))
        with self._tracer.start_as_current_span(
            "call", above, SpanKind.SERVER, {DIALECT: dialect},
            # The message of an exception may hold what a call held.
            record_exception=False, set_status_on_exception=False,
        ) as span:  # fmt: skip
            token = _CALL.set(span)
            try:
                yield
            finally:
                _CALL.reset(token)

    def stage(self, name: str) -> AbstractContextManager[object]:
        """The span of one stage inside the call that is under way here."""
        kind = SpanKind.CLIENT if name == "upstream" else SpanKind.INTERNAL
        return self._tracer.start_as_current_span(
            name, kind=kind, record_exception=False, set_status_on_exception=False
        )

    def about(self, about: About) -> None:
        """What the call that is under way here turned out to be."""
        span = _CALL.get()
        operation = _OPERATIONS.get(about.operation, about.operation)
        span.set_attribute(OPERATION, operation)
        span.set_attribute(PROVIDER, _PROVIDERS.get(about.service, about.service))
        span.set_attribute(CODES, about.codes)
        if about.model is not None:
            span.set_attribute(MODEL, about.model)
            operation = f"{operation} {about.model}"
        span.update_name(operation)

    def answered(self, outcome: str, clause: str | None, entry: str | None, status: int) -> None:
        """What was answered, for the span of the call that is under way here."""
        span = _CALL.get()
        span.set_attribute(DECISION, outcome)
        span.set_attribute(STATUS, status)
        if clause is not None:
            span.set_attribute(CLAUSE, clause)
        if entry is not None:
            span.set_attribute(ENTRY, entry)
        if status >= 500:
            span.set_attribute(ERROR, clause or str(status))
            span.set_status(StatusCode.ERROR)

    def carried(self) -> tuple[tuple[str, str], ...]:
        """The headers that tell an AI service which span it works for, if it is told."""
        if not self._to_upstreams:
            return ()
        here = trace.get_current_span().get_span_context()
        told = f"00-{here.trace_id:032x}-{here.span_id:016x}-{here.trace_flags & 1:02x}"
        return (("traceparent", told),) if here.is_valid else ()

    def close(self) -> None:
        """Hand over what is left, and end."""
        self._provider.shutdown()


def collected(settings: SpansSettings) -> CallSpans:
    """Spans for the collector of these settings."""
    exporter = OTLPSpanExporter(endpoint=settings.collector)
    return CallSpans(
        exporter, from_callers=settings.from_callers, to_upstreams=settings.to_upstreams
    )


def _parent(given: str | None) -> SpanContext | None:
    found = _PARENT.fullmatch(given or "")
    if found is None:
        return None
    trace_id, span_id, _ = (int(each, 16) for each in found.groups())
    return SpanContext(trace_id, span_id, is_remote=True, trace_flags=TraceFlags(1))
