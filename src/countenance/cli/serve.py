"""Starting the gate."""

import contextlib
import logging
import math
import os
import sys
from pathlib import Path

import click
import structlog
import uvicorn

from countenance.callers.registration import RegisteredFact, Registration
from countenance.cli.draining import DrainingServer
from countenance.cli.settings_file import load_settings, settings_option
from countenance.errors import CallerError, SettingsError
from countenance.gate.application import Gate
from countenance.gate.metrics import Metrics
from countenance.gate.server import Limits, Server
from countenance.gate.settings import Settings
from countenance.gate.timing import Spans
from countenance.gate.wire import GateProtocol
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.registry import Registry

__all__ = ["serve"]

COULD_NOT = 5

DEVELOPMENT = "development"
"""The caller that `--development` registers."""


@click.command()
@settings_option
@click.option("--development", is_flag=True, help="Register a private caller and print its key.")
def serve(settings: str | None, development: bool) -> None:
    """Start the gate and serve until it is stopped.

    The first SIGTERM or Ctrl-C lets the calls under way finish, the second ends it at once.

    \b
    Example:
        countenance serve --settings countenance.toml
    """
    read = load_settings(settings)
    configure_logs()
    metrics = Metrics()
    gate = Gate(read, os.environ, metrics=metrics)
    limits = Limits(
        read.gate.max_body_bytes, read.gate.max_calls, metrics_for=read.gate.metrics
    )
    server = Server(gate, limits, metrics, spans_of(read))
    if development:
        click.echo(_welcome(read, development_key(Path(read.gate.data))))
    config = uvicorn.Config(
        server,
        host=read.gate.host,
        port=read.gate.port,
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
        timeout_graceful_shutdown=math.ceil(read.gate.drain_seconds),
        ssl_certfile=read.tls.certificate or None,
        ssl_keyfile=read.tls.key or None,
    )
    running = DrainingServer(config, server, read.gate.drain_notice_seconds)
    # Its own exit code would mean something else here; Ctrl-C, once it has finished, is no error.
    with contextlib.suppress(SystemExit, KeyboardInterrupt):
        running.run()
    if not running.started:
        raise click.exceptions.Exit(COULD_NOT)


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


def development_key(folder: Path) -> str:
    """A fresh key of the development caller, which is registered when it is not there yet."""
    registry = Registry(folder, packaged_vocabulary())
    try:
        try:
            registry.registration(DEVELOPMENT)
        except CallerError as error:
            if "several keys" not in str(error):
                registry.add(_development())
        for row in registry.keys(DEVELOPMENT):
            if row.revoked is None:
                registry.revoke_key(DEVELOPMENT, row.key_id)
        return registry.new_key(DEVELOPMENT, "development").text
    finally:
        registry.close()


def _development() -> Registration:
    return Registration(
        id=DEVELOPMENT,
        ref="",
        organisation="development on this machine",
        facts=(
            RegisteredFact("actor_kind", ("private_entity",)),
            RegisteredFact("on_behalf_of", ("none",)),
            RegisteredFact("provider_approval", ("none",)),
        ),
    )


def _welcome(settings: Settings, key: str) -> str:
    address = settings.address
    body = '{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}'
    return f"""
countenance listens on {address}

  a development key (a private caller without approval; new at each start):
  {key}

  curl {address}/v1/chat/completions -H 'Authorization: Bearer {key}' \\
       -H 'Content-Type: application/json' -d '{body}'

  client = openai.OpenAI(base_url="{address}/v1", api_key="{key}")

  upstreams: {", ".join(f"{one.name} ({one.kind})" for one in settings.upstream)} \
· stop with Ctrl-C
"""
