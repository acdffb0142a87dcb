"""The desk of reports for a command: a gate beside the one that serves, for as long as it runs.

Rules kept here:
 * It is the gate's own desk: a command decides, enters and keeps as the interface over HTTP does.
 * Whoever gives it has a token, as at the gate.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from countenance.cli.settings_file import load_settings, settings_option
from countenance.cli.who import known, token_option
from countenance.cli.words import data_option, json_option
from countenance.errors import LegalHoldError, ReportError, ReviewError
from countenance.gate.application import Gate
from countenance.reports.desk import ReportDesk
from countenance.reports.installed import ROOM
from countenance.reports.opened import report_desk
from countenance.review.people import Person
from countenance.stores.people import People

__all__ = ["Site", "at_desk", "site_options"]

_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Site:
    """The desk, who is there, and the people by their names."""

    desk: ReportDesk
    who: Person
    people: People

    def named(self, name: str) -> Person:
        """Who has this name or pseudonym. Raises `ReviewError`."""
        for each in self.people.all():
            if each.removed is None and name in (each.name, each.person.ref):
                return each.person
        raise ReviewError(f"nobody here is called `{name}`")

    def name_of(self, ref: str) -> str:
        """The name of a pseudonym, or itself."""
        return next((each.name for each in self.people.all() if each.person.ref == ref), ref)


def site_options(command: _F) -> _F:
    """`--token-file`, `--settings`, `--data` and `--json`."""
    for option in (json_option, data_option, settings_option, token_option):
        command = option(command)
    return command


@contextmanager
def at_desk(token: str | None, settings: str | None, folder: Path) -> Iterator[Site]:
    """The desk in a folder of data. What cannot be done is wrong usage, and says why."""
    read = load_settings(settings)
    read = msgspec.structs.replace(read, gate=msgspec.structs.replace(read.gate, data=str(folder)))
    people = People(folder, create=False)
    try:
        who = known(token, people)
        with _gate(Gate(read, os.environ, serves=False, rooms=[ROOM])) as gate:
            yield Site(report_desk(gate.desk), who, people)
    except (ReviewError, ReportError, LegalHoldError) as error:
        raise click.UsageError(str(error)) from error
    finally:
        people.close()


@contextmanager
def _gate(gate: Gate) -> Iterator[Gate]:
    """A gate that is open in a loop of its own, in another thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="gate")
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(gate.open(), loop).result()
        try:
            yield gate
        finally:
            asyncio.run_coroutine_threadsafe(gate.close(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
