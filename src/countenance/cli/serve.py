"""Starting the gate."""

import os
from pathlib import Path

import click
import msgspec

from countenance.callers.registration import RegisteredFact, Registration
from countenance.cli.first_operator import first_link, link_to
from countenance.cli.serving import configure_logs, served
from countenance.cli.settings_file import load_settings, settings_option
from countenance.cli.workers import Workers
from countenance.errors import CallerError
from countenance.gate.placing import settle_place
from countenance.gate.settings.settings import Settings
from countenance.stores.accounts import LINK_HOURS
from countenance.stores.embedded import embedded_for_gate
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.registry import Registry

__all__ = ["serve"]

COULD_NOT = 5

DEVELOPMENT = "development"
"""The caller that `--development` registers."""


@click.command()
@settings_option
@click.option("--development", is_flag=True, help="Register a private caller and print its key.")
@click.option(
    "--workers", type=click.IntRange(1, 64), metavar="N",
    help="Processes that answer calls. [gate.workers, else 1]",
)  # fmt: skip
def serve(settings: str | None, development: bool, workers: int | None) -> None:
    """Start the gate and serve until it is stopped.

    The first SIGTERM or Ctrl-C lets the calls under way finish, the second ends it at once.

    \b
    Example:
        countenance serve --settings countenance.toml
    """
    read = load_settings(settings)
    if workers is not None:
        gate = msgspec.structs.replace(read.gate, workers=workers)
        read = msgspec.structs.replace(read, gate=gate)
    configure_logs()
    settle_place(read)
    with embedded_for_gate(Path(read.gate.data), read.gate.workers):
        if read.gate.workers > 1:
            done = Workers(read, os.environ).run(lambda: _welcomed(read, development))
        else:
            _welcomed(read, development)
            done = 0 if served(read) else COULD_NOT
    if done:
        raise click.exceptions.Exit(done)


def _welcomed(settings: Settings, development: bool) -> None:
    folder = Path(settings.gate.data)
    if development:
        click.echo(_welcome(settings, development_key(folder)))
    link = first_link(folder)
    if link is not None:
        click.echo(
            f"  nobody keeps this gate yet; begin as its first operator (once, within {LINK_HOURS} "
            f"hours):\n  {link_to(settings.address, link)}\n"
        )
    elif development:
        click.echo(f"  pages for people: {settings.address}/console\n")


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

  a development key (a private caller without approval, its place not known; new at each start):
  {key}

  curl {address}/v1/chat/completions -H 'Authorization: Bearer {key}' \\
       -H 'Content-Type: application/json' -d '{body}'

  client = openai.OpenAI(base_url="{address}/v1", api_key="{key}")

  upstreams: {", ".join(f"{one.name} ({one.kind})" for one in settings.upstream)} \
· stop with Ctrl-C
"""
