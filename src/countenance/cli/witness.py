"""`countenance witness`: watch the logs of others, and sign what only grew."""

import contextlib
import time
from pathlib import Path

import click
import uvicorn

from countenance.cli.serving import configure_logs
from countenance.errors import ProofError, SettingsError
from countenance.gate.wire import GateProtocol
from countenance.gate.witness_server import WitnessServer
from countenance.record.note import VerifierKey
from countenance.record.trust import Trust, read_trust
from countenance.stores.witness import WitnessStore, witness_signer

__all__ = ["witness"]

_AT_ONCE = 200
"""Requests that are answered at once; more are told to come back."""


@click.command()
@click.option(
    "--policy",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Its `log` lines say which logs are watched (c2sp.org/tlog-policy).",
)
@click.option(
    "--data",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where its key lies, and what it remembers. Never restore an older copy.",
)
@click.option("--name", metavar="NAME", help="Its name, at the first start.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where it listens.")
@click.option("--port", default=8090, show_default=True, type=click.IntRange(1, 65535))
def witness(policy: Path, folder: Path, name: str | None, host: str, port: int) -> None:
    """Witness the logs of others: sign each head that begins with the one before.

    Its key is made at the first start. It speaks plain HTTP; let a proxy before it speak https.

    \b
    Example:
        countenance witness --policy watched.txt --data witness --name court.example.org/w1
    """
    try:
        trust = read_trust(policy.read_bytes())
    except ProofError as error:
        raise click.UsageError(f"{policy}: {error}") from error
    logs = _watched(trust)
    if not logs:
        raise click.UsageError(f"{policy}: no line `log` names a log to watch")
    signer = witness_signer(folder, name)
    configure_logs()
    store = WitnessStore(folder, signer, logs, time.time_ns)
    server = uvicorn.Server(
        uvicorn.Config(
            WitnessServer(store),
            host=host,
            port=port,
            http=GateProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_AT_ONCE,
            timeout_graceful_shutdown=10,
        )
    )
    click.echo(f"{signer.name} listens on http://{host}:{port} and watches {', '.join(logs)}")
    click.echo(f"tell the logs, and those who verify: {signer.key}")
    # Its own exit code would mean something else here; Ctrl-C, once it has finished, is no error.
    with contextlib.suppress(SystemExit, KeyboardInterrupt):
        server.run()
    if not server.started:
        raise SettingsError(f"http://{host}:{port}: cannot be listened at; is it taken?")


def _watched(trust: Trust) -> dict[str, list[VerifierKey]]:
    logs: dict[str, list[VerifierKey]] = {}
    for log in trust.logs:
        logs.setdefault(log.key.name, []).append(log.key)
    return logs
