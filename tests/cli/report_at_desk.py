"""Commands about reports at a desk that is stood in for, each given by somebody."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from cli.running import Commands, Ran
from countenance.cli import report_draft, report_read, report_work
from countenance.errors import ReportError, ReviewError
from countenance.review.people import Person
from reports.acting import CHIEF, DEFENSE, OFFICER, SUPERVISOR
from reports.desk_site import KEEPER, Site, site_in

__all__ = ["PEOPLE", "Desk", "begun", "desk_in", "drafted"]

PEOPLE = {
    "reyes": OFFICER, "boss": SUPERVISOR, "chief": CHIEF, "defense": DEFENSE, "keeper": KEEPER,
}  # fmt: skip


class Desk:
    """Commands at a desk, each given by somebody."""

    def __init__(self, site: Site, commands: Commands) -> None:
        self.site = site
        self._commands = commands
        self.who: Person = OFFICER

    def run(self, who: str, *words: str) -> Ran:
        self.who = PEOPLE[who]
        return self._commands.run("report", *words)

    def done(self, who: str, *words: str) -> Any:
        ran = self.run(who, *words, "--json")
        assert ran.code == 0, ran.err
        return json.loads(ran.out)


@contextmanager
def desk_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    """A desk in this folder, until it is left."""
    with site_in(tmp_path) as site:
        made = Desk(site, Commands(tmp_path, capsys))

        @contextmanager
        def at_desk(_token: Any, _settings: Any, _folder: Any) -> Iterator[Any]:
            def named(name: str) -> Person:
                return PEOPLE[name]

            def name_of(ref: str) -> str:
                return next(name for name, each in PEOPLE.items() if each.ref == ref)

            try:
                yield SimpleNamespace(desk=site.desk, who=made.who, named=named, name_of=name_of)
            except (ReviewError, ReportError) as error:
                raise click.UsageError(str(error)) from error

        for module in (report_work, report_read, report_draft):
            monkeypatch.setattr(module, "at_desk", at_desk)
        yield made


def begun(desk: Desk) -> str:
    told = desk.done("reyes", "new", str(desk.site.file), "--incident", "2026-1", "--type",
                     "traffic", "--officer", "reyes")  # fmt: skip
    assert told["state"] == "transcribed"
    return str(told["id"])


def drafted(desk: Desk, tmp_path: Path) -> str:
    id_ = begun(desk)
    (tmp_path / "account.txt").write_text("I stopped a car.\n")
    desk.done("reyes", "account", id_, str(tmp_path / "account.txt"))
    desk.done("reyes", "roles", id_, "--voice", "A=officer:the officer", "--voice",
              "B=community:the driver", "--move", "s3=A")  # fmt: skip
    assert desk.done("reyes", "draft", id_, "--field", "case=26-1")["state"] == "drafted"
    return id_
