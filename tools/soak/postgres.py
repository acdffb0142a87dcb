"""Two gates over one record on a PostgreSQL server: both killed at once, and the server crashed.

The gates are those of `kills`, one for each of two folders of data that name the same database.
First both are killed without warning, again and again. Then they work on while the server is
stopped as by a crash and started again; what is answered meanwhile is refused. What is left is
compared as in `kills`: nothing that was promised is lost, no gap, one log.
"""

import contextlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click
from figures import Row
from foreign import go_finds
from of_the_tests import TESTS, of_the_tests, with_the_tests

from countenance.stores.place import Place, write_place
from countenance.stores.postgres_server import PostgresServer

with of_the_tests():
    from gate.crashing import Found, found_after, keep_head

__all__ = ["postgres", "server"]

EACH = 30
"""Kills over one record."""
_SCRIPT = [sys.executable, str(TESTS / "gate" / "crashing.py")]
_SAID = Path(__file__).resolve().parent.parent.parent / "build" / "soak" / "postgres.log"
_WORKS_SECONDS = 60.0


def postgres(kills: int, crashes: int) -> list[Row]:
    """The rows about this many kills of two gates, and crashes of their server."""
    with server() as one:
        killed = [
            _killed(one, number, min(EACH, kills - number * EACH))
            for number in range(-(-kills // EACH))
        ]
        crashed = _crashed(one, crashes)
    broken = [each for found, _ in killed for each in found.broken()]
    by_go = [said for _, said in [*killed, crashed]]
    found, _ = crashed
    return [
        Row("two gates on PostgreSQL, killed at once", kills, "", 60, _told(
            [found for found, _ in killed]), at_least=True),
        Row("two gates: promises broken", len(broken), "", 0, ", ".join(sorted(set(broken)))),
        Row("crashes of PostgreSQL under two gates", crashes, "", 12, _told([found]),
            at_least=True),
        Row("crashes of PostgreSQL: promises broken", len(found.broken()), "", 0,
            ", ".join(found.broken())),
        Row("PostgreSQL: logs that Go found fault with",
            None if None in by_go else sum(said != "" for said in by_go), "", 0),
    ]  # fmt: skip


@contextlib.contextmanager
def server() -> Iterator[PostgresServer]:
    """A server of its own, on the disk."""
    folder = tempfile.mkdtemp(prefix="pg-")
    one = PostgresServer(Path(folder))
    one.start()
    try:
        yield one
    finally:
        one.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _killed(one: PostgresServer, number: int, runs: int) -> tuple[Found, str | None]:
    with tempfile.TemporaryDirectory() as name:
        folders = _folders(Path(name), one.make_database(f"killed{number}"))
        words = [*_SCRIPT, str(runs), str(number), *map(str, folders)]
        subprocess.run(words, env=with_the_tests(), check=True)
        found = found_after(*folders)
        click.echo(f"    {runs} kills of two gates: {len(found.reached)} calls sent", err=True)
        return found, go_finds(folders[0])


def _crashed(one: PostgresServer, crashes: int) -> tuple[Found, str | None]:
    chance = random.Random(5)  # noqa: S311 - repeatable pauses, not a secret
    with tempfile.TemporaryDirectory() as name:
        folders = _folders(Path(name), one.make_database("crashed"))
        words = [*_SCRIPT, "0", "0", *map(str, folders)]
        # They say each time that nothing can be written.
        _SAID.parent.mkdir(parents=True, exist_ok=True)
        with _SAID.open("wb") as said:
            gates = subprocess.Popen(
                words, env=with_the_tests(), stdin=subprocess.PIPE, stdout=said, stderr=said
            )
        try:
            for crash in range(crashes):
                _until_more(folders[0] / "told", gates)
                time.sleep(chance.random() * 0.3)
                keep_head(folders[0])
                one.crash()
                time.sleep(chance.random())
                one.start()
                click.echo(f"    {crash + 1} crashes of PostgreSQL", err=True)
            _until_more(folders[0] / "told", gates)
        finally:
            gates.communicate(timeout=60)
        found = found_after(*folders)
        return found, go_finds(folders[0])


def _until_more(told: Path, gates: subprocess.Popen[bytes]) -> None:
    """Wait until callers were told of forty entries more."""
    before = _lines(told)
    ends = time.monotonic() + _WORKS_SECONDS
    while _lines(told) < before + 40:
        if time.monotonic() > ends or gates.poll() is not None:
            raise click.ClickException(f"the gates do not go on; see {_SAID}")
        time.sleep(0.05)


def _lines(told: Path) -> int:
    return told.read_bytes().count(b"\n") if told.exists() else 0


def _folders(around: Path, url: str) -> tuple[Path, Path]:
    folders = around / "one", around / "two"
    write_place(folders[0], Place(url))
    return folders


def _told(found: list[Found]) -> str:
    entries, heads = (sum(len(getattr(each, name)) for each in found) for name in
                      ("entries", "heads"))  # fmt: skip
    sent = sum(len(each.reached) for each in found)
    answered = sum(len(each.told) for each in found)
    unknown = sum(each.unknown for each in found)
    return (
        f"{sent} calls sent, {answered} answered, {unknown} with an outcome nobody knows; "
        f"{entries} entries, {heads} heads"
    )
