"""Spans of calls: what they say, to whom, and what they never hold."""

import asyncio
import json
from collections.abc import Iterator, Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from countenance.gate.settings.settings import parse_settings
from countenance.gate.spans import CallSpans, collected
from gate.fakes import Client, Fakes, body_of
from gate.judged import private
from scripted_http import Seen, scripted_http

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
PARENT = f"00-{TRACE}-{SPAN}-01".encode()


def kept(
    clients: Sequence[Client],
    *,
    fault: str = "",
    key_of_nobody: bool = False,
    from_callers: bool = False,
    to_upstreams: bool = False,
) -> tuple[list[ReadableSpan], Fakes]:
    """The spans of these calls, and the gate that answered them."""
    exporter = InMemorySpanExporter()
    spans = CallSpans(exporter, from_callers=from_callers, to_upstreams=to_upstreams)

    async def walk() -> Fakes:
        fakes = Fakes(spans=spans)
        fakes.callers.registration = private(provider_approval="none")
        fakes.upstream.fault = fault
        for client in clients:
            await client.ask(fakes)
        await fakes.recorder.drain()
        return fakes

    fakes = asyncio.run(walk())
    spans.close()
    return list(exporter.get_finished_spans()), fakes


def whole(spans: list[ReadableSpan]) -> list[ReadableSpan]:
    """The spans of whole calls."""
    return [span for span in spans if span.kind is SpanKind.SERVER]


def test_a_call_is_a_span_with_its_stages_below() -> None:
    spans, fakes = kept([Client(body_of("one: what is here?", b"face"))])

    (call,) = whole(spans)
    stages = {span.name: span for span in spans if span is not call}
    assert call.context is not None
    assert set(stages) == {"inspect", "decide", "record", "upstream"}
    assert {span.parent and span.parent.span_id for span in stages.values()} == {
        call.context.span_id
    }
    assert stages["upstream"].kind is SpanKind.CLIENT
    assert call.name == "chat m"
    codes = fakes.log.read("decision")[0]["code"]["compiled"]
    assert dict(call.attributes or {}) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "azure.ai.openai",
        "gen_ai.request.model": "m",
        "http.response.status_code": 200,
        "countenance.dialect": "openai",
        "countenance.decision": "redact",
        "countenance.clause": "silent",
        "countenance.entry": "0",
        "countenance.codes": codes,
    }
    assert call.resource.attributes["service.name"] == "countenance"
    assert call.status.status_code is StatusCode.UNSET


def test_a_streamed_call_is_one_span_until_its_end() -> None:
    spans, _ = kept([Client(body_of("one: hello", stream=True))])

    (call,) = whole(spans)
    assert "upstream" in {span.name for span in spans}
    assert (call.attributes or {})["countenance.decision"] == "pass"


def test_a_failure_of_the_service_is_an_error_with_our_word_for_it() -> None:
    spans, _ = kept([Client(body_of("one: hello"))], fault="reset")

    (call,) = whole(spans)
    assert call.status.status_code is StatusCode.ERROR
    assert (call.attributes or {})["error.type"] == "upstream"


@pytest.mark.parametrize("fault", ["", "bug", "500", "breaks", "bug inside", "garbage"])
def test_no_span_holds_anything_of_a_call(fault: str) -> None:
    words = ["marzipan", "Quist", "secret", "cnt_", "odd-model", "Acme", "canary"]
    clients = [
        Client(body_of("Is this Wilhelmina Quist? marzipan", b"face canary", stream=stream))
        for stream in (False, True)
    ]
    clients += [
        Client(json.dumps({"model": "odd-model", "messages": 7}).encode()),
        Client(b"{", key="cnt_wrong"),
        Client(body_of("hello"), more=[(b"baggage", b"who=Quist"), (b"tracestate", b"a=Quist")]),
        Client(json.dumps({"model": "odd-model", "messages": [
            {"role": "user", "content": "marzipan"}]}).encode()),
    ]  # fmt: skip

    spans, fakes = kept(clients, fault=fault, from_callers=True, to_upstreams=True)

    assert len(whole(spans)) == len(clients)
    written = "\n".join(span.to_json() for span in spans)
    told = json.dumps([sent.headers for sent in fakes.upstream.sent])
    for word in words:
        assert word not in written
        assert word not in told
    assert not [event for span in spans for event in span.events]


@pytest.mark.parametrize(
    ("asked", "given", "below"),
    [
        (True, [PARENT], True),
        (False, [PARENT], False),
        (True, [], False),
        (True, [PARENT, PARENT], False),
        (True, [b"01" + PARENT[2:]], False),
        (True, [b"00-" + b"0" * 32 + PARENT[35:]], False),
        (True, [b"Quist"], False),
    ],
)
def test_a_callers_span_is_the_parent_only_where_that_is_asked_for(
    asked: bool, given: list[bytes], below: bool
) -> None:
    more = [(b"traceparent", each) for each in given]

    spans, _ = kept([Client(body_of("hello"), more=more)], from_callers=asked)

    (call,) = whole(spans)
    assert (call.parent is not None) is below
    if below and call.parent is not None:
        assert f"{call.parent.trace_id:032x}" == TRACE


def test_the_service_is_told_only_where_that_is_asked_for() -> None:
    client = [Client(body_of("hello"), more=[(b"traceparent", PARENT)])]

    _, silent = kept(client)
    spans, told = kept([Client(body_of("hello"))], to_upstreams=True)

    assert silent.upstream.sent[0].headers == ()
    upstream = next(span for span in spans if span.name == "upstream")
    assert upstream.context is not None
    assert dict(told.upstream.sent[0].headers) == {
        "traceparent": f"00-{upstream.context.trace_id:032x}-{upstream.context.span_id:016x}-01"
    }


def test_spans_reach_a_collector_over_http() -> None:
    def taken(seen: Seen) -> tuple[int, dict[str, str], Iterator[bytes]]:
        return 200, {"content-length": "0", "content-type": "application/x-protobuf"}, iter(())

    with scripted_http(taken) as collector:
        settings = parse_settings(f'[spans]\ncollector = "{collector.url}/v1/traces"', {})
        spans = collected(settings.spans)
        with spans.call("openai", None):
            pass
        spans.close()

    assert [seen.path for seen in collector.seen] == ["/v1/traces"]
    assert b"countenance.dialect" in collector.seen[0].body


def test_a_call_that_is_only_asked_about_is_no_refusal() -> None:
    spans, _ = kept([
        Client(body_of("Who is this?", b"face"), "/v1/decide"),
        Client(b"", "/v1/models", method="GET"),
    ])  # fmt: skip

    found = [(call.attributes or {})["countenance.decision"] for call in whole(spans)]
    assert str(found[0]).startswith("asked-")
    assert found[1] == "no-decision"
