"""Commands about notices: what waits, the secret that hooks verify with, and a try."""

import asyncio
import os
import time
from contextlib import closing
from pathlib import Path

import click

from countenance.cli.settings_file import load_settings, settings_option
from countenance.cli.words import NearestGroup, data_option, json_option, say_json, table
from countenance.errors import NoticeError
from countenance.gate.noticing import NOTICES, tellers_of
from countenance.gate.secrets import secret
from countenance.gate.telling import secret_text
from countenance.record.stamp import time_text
from countenance.review.notices import Notice, Topic
from countenance.stores.outbox import Outbox

__all__ = ["notices"]


@click.group(cls=NearestGroup)
def notices() -> None:
    """See what people are told, and try whether it reaches them.

    \b
    Example:
        countenance notices test --settings countenance.toml
    """


@notices.command("list")
@data_option
@json_option
def list_(folder: Path, as_json: bool) -> None:
    """List notices: what waits and what was given up at the top, then what was told.

    \b
    Example:
        countenance notices list
    """
    with closing(Outbox(folder, create=False)) as outbox:
        rows = [
            {
                "id": each.notice.id,
                "topic": each.notice.topic.value,
                "about": each.notice.about,
                "receiver": each.receiver,
                "state": each.state,
                "tries": each.tries,
                "time": each.notice.time,
            }
            for each in outbox.all()
        ]
    if as_json:
        say_json(rows)
    elif not rows:
        click.echo("no notice")
    else:
        table(("TIME", "STATE", "TRIES", "TOPIC", "ABOUT", "RECEIVER"), [
            (str(row["time"])[:16], str(row["state"]), str(row["tries"]), str(row["topic"]),
             str(row["about"]), str(row["receiver"]))
            for row in rows
        ])  # fmt: skip


@notices.command()
@data_option
def key(folder: Path) -> None:
    """Print the secret with which receivers of hooks verify what they get.

    \b
    Example:
        countenance notices key
    """
    click.echo(secret_text(secret(folder / NOTICES, os.urandom)))


@notices.command()
@settings_option
@data_option
def test(settings: str | None, folder: Path) -> int:
    """Tell everybody in the settings something now. Exits 5 where somebody cannot be reached.

    \b
    Example:
        countenance notices test --settings countenance.toml
    """
    chosen = load_settings(settings)
    kept = secret(folder / NOTICES, os.urandom)
    tellers = tellers_of(chosen.notices, kept, os.environ, chosen.address)
    if not tellers:
        raise click.UsageError("nobody is told: `[notices]` names no `hooks` and no `mail_to`")
    now = time.time_ns() // 1_000_000
    notice = Notice(f"test-{now}", Topic.CASE_HELD, time_text(now), "hold-test", 0)
    wrong = 0
    for teller in tellers:
        try:
            asyncio.run(teller.tell(notice, now // 1000))
        except NoticeError as error:
            wrong += 1
            click.echo(f"{teller.receiver}: {error}", err=True)
        else:
            click.echo(f"{teller.receiver}: told", err=True)
    return 5 if wrong else 0
