"""One process that serves a gate: the whole of it, or one of its workers."""

import contextlib
import logging
import math
import os
import socket
import sys
from collections.abc import Callable, Sequence

import structlog
import uvicorn

from countenance.cli.draining import DrainingServer
from countenance.console.serving import with_pages
from countenance.errors import SettingsError
from countenance.gate.application import Gate
from countenance.gate.metrics import Metrics
from countenance.gate.server import Limits, Server
from countenance.gate.settings.settings import Settings
from countenance.gate.sharing import Worker, share
from countenance.gate.timing import Spans
from countenance.gate.wire import GateProtocol
from countenance.reports.installed import ROOM

__all__ = ["configure_logs", "served", "spans_of"]


def served(
    settings: Settings,
    worker: Worker | None = None,
    sockets: Sequence[socket.socket] = (),
    ready: Callable[[], None] = lambda: None,
) -> bool:
    """Serve until stopped; whether it had started at all.

    `sockets`: what a worker listens on, made by whoever started it. `ready`: called when it serves.
    """
    metrics = Metrics()
    gate = Gate(settings, os.environ, metrics=metrics, worker=worker, rooms=[ROOM])
    own = share(settings, worker.count if worker else 1).gate
    limits = Limits(own.max_body_bytes, own.max_calls, metrics_for=own.metrics)
    server = Server(gate, limits, metrics, spans_of(settings))
    config = uvicorn.Config(
        with_pages(server, gate, metrics),
        host=own.host,
        port=own.port,
        # On httptools: the other parser served a request that was hidden behind a first one.
        http=GateProtocol,
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=math.ceil(own.drain_seconds),
        ssl_certfile=settings.tls.certificate or None,
        ssl_keyfile=settings.tls.key or None,
    )
    running = DrainingServer(config, server, own.drain_notice_seconds, ready)
    # Its own exit code would mean something else here; Ctrl-C, once it has finished, is no error.
    with contextlib.suppress(SystemExit, KeyboardInterrupt):
        running.run(list(sockets) or None)
    return running.started


def spans_of(settings: Settings) -> Spans | None:
    """Where the spans of calls go, if anywhere. Raises `SettingsError` without the libraries."""
    if not settings.spans.collector:
        return None
    try:
        # An extra: who keeps no spans need not have its libraries.
        from countenance.gate.spans import collected  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError(
            "`spans.collector` is set, but the libraries for spans are not here; "
            "install `countenance[otel]`"
        ) from error
    return collected(settings.spans)


def configure_logs() -> None:
    """JSON lines on the standard error: events, names and numbers, never content."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    # The libraries below speak of their own affairs only when something is wrong.
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(message)s")
