"""Commands about the database of the record: where it is, whether it is whole, copies of it.

What is not whole exits 1, and says where.
"""

import os
import signal
import threading
import time
from base64 import b64encode
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from countenance.cli.log_reading import keys_of
from countenance.cli.words import (
    NearestGroup,
    data_option,
    json_option,
    number_of,
    say,
    say_json,
    table,
)
from countenance.errors import RecordError, SettingsError
from countenance.record.checkpoint import Checkpoint, open_checkpoint
from countenance.record.make import Maker
from countenance.stores import copies, migrate
from countenance.stores.database import FILE, VERSION, Database, connect
from countenance.stores.embedded import embedded_for_move
from countenance.stores.faults import FAULTS, record_error
from countenance.stores.gone_gates import end_left_by, gates
from countenance.stores.moving import Whole, whole
from countenance.stores.place import (
    EMBEDDED,
    Place,
    check_address,
    check_driver,
    embedded_url,
    place_of,
)
from countenance.stores.postgres_server import PostgresServer
from countenance.stores.published import FOLDER, Published
from countenance.stores.searching import Lost, lost

__all__ = ["store"]

_NOT_WHOLE = 1
_LISTED = 10
"""The most entries that are named."""
_FILE = "file"
"""The word for the folder of data itself, where an address is asked for."""


@click.group(cls=NearestGroup)
def store() -> None:
    """See where the record is kept, check it, copy it, move it.

    \b
    Example:
        countenance store check
        countenance store backup record-2026-11-28.db
    """


@store.command()
@data_option
@json_option
def show(folder: Path, as_json: bool) -> None:
    """Say where the record is, and how much is in it.

    \b
    Example:
        countenance store show
    """
    place = place_of(folder)
    with closing(connect(folder, create=False)) as database:
        (entries,) = database.execute("SELECT count(*) FROM entries").fetchone()
    where = str(folder / FILE) if place is None else place.url
    if as_json:
        say_json({"where": where, "entries": entries, "tables": VERSION})
    else:
        click.echo(f"{where}: {entries} entries, tables of version {VERSION}")


@store.command()
@data_option
@json_option
def check(folder: Path, as_json: bool) -> None:
    """Read every entry, compare the tree with the signed head, and openings with their entries.

    Exits 1 when it is not whole. A gate may run meanwhile.

    \b
    Example:
        countenance store check
    """
    head = _head(folder)
    with closing(connect(folder, create=False)) as database:
        try:
            with database.snapshot():
                found = whole(database, None if head is None else head.size)
                missing = _lost(database)
        except RecordError as error:
            told = {"whole": False, "wrong": str(error)}
            say(f"not whole: {error}", told, as_json=as_json)
            raise click.exceptions.Exit(_NOT_WHOLE) from error
    wrong, never = _wrong(found, head, missing), missing.never
    if as_json:
        say_json({
            "whole": not wrong, "wrong": wrong or None, **_told(found),
            "signed": None if head is None else head.size,
            "openings_gone": list(missing.gone), "without_openings": never,
        })  # fmt: skip
    elif wrong:
        click.echo(f"not whole: {_said(found)}; {wrong}")
    elif head is None:
        click.echo(f"whole: {_said(found)}; no head is published to compare it with")
    else:
        click.echo(f"whole: {_said(found)}; the first {head.size} are those that were signed")
    if never and not as_json:
        click.echo(
            f"{number_of(never, 'call')} without openings, and nothing here says that there were "
            "any, as with `record.openings_days = 0`: nothing of them can be opened or searched"
        )
    if wrong:
        raise click.exceptions.Exit(_NOT_WHOLE)


def _wrong(found: Whole, head: Checkpoint | None, missing: Lost) -> str:
    """What is wrong with a record whose every entry fits its hash; empty for one that is whole."""
    if head is not None and found.marked != head.root:
        return f"the signed head is of {head.size} others"
    if missing.gone:
        count = number_of(len(missing.gone), "entry", "entries")
        listed = ", ".join(map(str, missing.gone[:_LISTED]))
        more = ", …" if len(missing.gone) > _LISTED else ""
        return (
            f"the openings of {count} are gone, and no entry says that they were erased: "
            f"{listed}{more}"
        )
    return ""


@store.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_option
@json_option
def backup(file: Path, folder: Path, as_json: bool) -> None:
    """Copy the record into a file, as it is at one moment; a gate may run meanwhile.

    The secrets of the gate are not in it: the files `*.key` and `keys.pepper`.

    \b
    Example:
        countenance store backup record-2026-11-28.db
    """
    made = copies.backup(folder, file)
    say(f"copied: {_said(made)}", {"file": str(file), **_told(made)}, as_json=as_json)


@store.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--over", is_flag=True, help="Put a record that is there aside.")
@data_option
def restore(file: Path, over: bool, folder: Path) -> None:
    """Make the record from a copy. No gate may run.

    \b
    Example:
        countenance store restore record-2026-11-28.db --over
    """
    if not over and (folder / FILE).exists():
        raise click.UsageError(f"{folder}: has a record already; `--over` puts it aside")
    made = copies.restore(folder, file, over=over)
    click.echo(f"restored: {_said(made)}")
    head = _head(folder)
    if head is not None and head.size > made.entries:
        click.echo(
            f"the last head that was signed is of {head.size} entries: this copy is older. A gate "
            "does not start on it until `countenance record begin --origin NAME --anew` has "
            "entered that another log begins"
        )


@store.command("migrate")
@click.option(
    "--to", "target", required=True, metavar="URL|embedded|file",
    help="The address of a PostgreSQL database, the one that the gate starts, or a file again.",
)  # fmt: skip
@click.option(
    "--password-env", default="", metavar="NAME", help="The variable with its password.",
)  # fmt: skip
@data_option
@json_option
def migrate_(target: str, password_env: str, folder: Path, as_json: bool) -> None:
    """Move the record to a PostgreSQL database, or back into a file. No gate may run.

    It is where it was until all of it was written, read again, and its tree has the same root.

    \b
    Example:
        countenance store migrate --to postgresql://countenance@localhost/countenance
    """
    ending = Maker(time.time_ns, os.urandom).unknown_outcome
    if target == _FILE:
        moved = migrate.to_file(folder, ending)
        where = str(folder / FILE)
    elif target == EMBEDDED:
        with embedded_for_move(folder):
            moved = migrate.to_server(folder, Place(embedded_url(folder)), ending)
        where = str(folder / EMBEDDED)
    else:
        try:
            check_address(target, "--to")
        except SettingsError as error:
            raise click.UsageError(f"{error}; or `--to file`, `--to embedded`") from error
        check_driver()
        moved = migrate.to_server(folder, Place(target, password_env), ending)
        where = target
    say(f"moved to {where}: {_said(moved)}", {"where": where, **_told(moved)}, as_json=as_json)


@store.command("gates")
@click.option(
    "--gone", type=click.IntRange(1), metavar="NUMBER",
    help="This one does not come back: end the decisions that it left.",
)  # fmt: skip
@data_option
@json_option
def gates_(gone: int | None, folder: Path, as_json: bool) -> None:
    """List the gates that share the record, and what each left without an outcome.

    \b
    Example:
        countenance store gates --gone 2
    """
    if gone is not None:
        ended = end_left_by(folder, gone, Maker(time.time_ns, os.urandom).unknown_outcome)
        says = f"ended: {ended} decisions of gate {gone}, as `unknown-after-crash`"
        click.echo(says, err=as_json)
    found = gates(folder)
    if as_json:
        say_json([asdict(each) for each in found])
        return
    table(
        ("GATE", "SINCE", "RUNS", "WITHOUT OUTCOME"),
        [
            (str(each.number), each.since, "yes" if each.runs else "no", str(each.left))
            for each in found
        ],
    )


@store.command("serve")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def serve_(folder: Path) -> None:
    """Run a PostgreSQL server for gates on this machine, until it is stopped.

    It listens on a socket in the folder alone; whoever may enter the folder may use it.

    \b
    Example:
        countenance store serve postgres
    """
    stopped = threading.Event()
    before = {
        which: signal.signal(which, lambda *_: stopped.set())
        for which in (signal.SIGTERM, signal.SIGINT)
    }
    server = PostgresServer(folder)
    try:
        server.start()
        click.echo(f"serves {server.url}")
        while not stopped.wait(0.5):
            if server.process is None:
                raise RecordError(f"{folder}: the server has ended by itself; see its log")
    finally:
        server.stop()
        for which, handler in before.items():
            signal.signal(which, handler)


def _head(folder: Path) -> Checkpoint | None:
    """The head that was published last, if there is one."""
    data = Published(folder / FOLDER).head()
    if data is None:
        return None
    return open_checkpoint(data, [each.key for each in keys_of(folder).signers()]).checkpoint


def _lost(database: Database) -> Lost:
    try:
        return lost(database)
    except FAULTS as error:
        raise record_error(error, "store") from error


def _told(found: Whole) -> dict[str, object]:
    return {"entries": found.entries, "root": b64encode(found.root).decode()}


def _said(found: Whole) -> str:
    return f"{found.entries} entries, root {b64encode(found.root).decode()}"
