"""What people do about reports on the machine of the gate, at a desk that is stood in for."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import msgspec
import pytest

from cli.running import Commands, Ran
from countenance.cli import report_work
from countenance.errors import ReportError, ReviewError
from countenance.reports.digests import digest
from countenance.reports.out.wav import samples_of
from countenance.reports.ports import Held, Refused
from countenance.reports.report import Report
from countenance.review.people import Person
from reports.acting import CHIEF, DEFENSE, OFFICER, SAMPLES, SUPERVISOR
from reports.desk_site import KEEPER, Site, site_in

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


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
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

        monkeypatch.setattr(report_work, "at_desk", at_desk)
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
    assert desk.done("reyes", "generate", id_, "--field", "case=26-1")["state"] == "drafted"
    return id_


def test_a_report_goes_from_a_file_to_an_approval(desk: Desk, tmp_path: Path) -> None:
    id_ = drafted(desk, tmp_path)
    early = desk.run("reyes", "sign", id_, "--name", "R. Reyes")
    for words in (
        ("listen", id_, "d2=5.5"),
        ("settle", id_, "b1", "--text", "My radar showed 52."),
        ("settle", id_, "f1", "--reason", "I am sure"),
        ("settle", id_, "o1", "--reason", "it is in the citation"),
        ("sign", id_, "--name", "R. Reyes"),
    ):
        told = desk.done("reyes", *words)

    assert (early.code, "bracket `b1` is open" in early.err) == (2, True)
    assert told["state"] == "signed"
    assert desk.done("boss", "review", id_, "approve")["state"] == "reviewed"
    disclosed = desk.done("boss", "disclose", id_, "--to", "defense", "--reason", "discovery")
    assert disclosed["disclosed"][0]["to"] == DEFENSE.ref
    assert desk.done("reyes", "revise", id_, "--reason", "a wrong street")["version"] == 2
    assert desk.done("keeper", "expunge", id_, "--basis", "legal-duty")["entry"] == 7


def test_sentences_are_changed_added_and_taken_out(desk: Desk, tmp_path: Path) -> None:
    id_ = drafted(desk, tmp_path)

    desk.done("reyes", "edit", id_, "d2", "--text", "The driver refused a search.")
    desk.done(
        "reyes", "edit", id_, "--new-after", "start", "--text", "It rained.", "--own-knowledge"
    )
    told = desk.done("reyes", "edit", id_, "d1", "--remove")

    assert [each["id"] for each in told["sentences"]] == ["h1", "d2"]
    for words in (("d2",), ("--text", "x"), ("d2", "--text", "x", "--remove"), ("--remove",)):
        assert desk.run("reyes", "edit", id_, *words).code == 2


def test_what_is_settled_is_told_by_its_letter(desk: Desk, tmp_path: Path) -> None:
    id_ = drafted(desk, tmp_path)

    assert desk.done("reyes", "settle", id_, "b1", "--reason", "no stop was made")["settled"]
    assert desk.done("reyes", "settle", id_, "o1", "--text", "The driver denied it.")["settled"]
    for words in (("f1", "--text", "x"), ("x1", "--reason", "y"), ("f1",)):
        assert desk.run("reyes", "settle", id_, *words).code == 2


@pytest.mark.parametrize(
    ("answer", "code"),
    [(Refused("no report", 3, ()), 1), (Held("people decide", 3, (), "hold-1"), 3)],
)
def test_what_the_codes_do_not_let_has_their_exit_code(
    desk: Desk, answer: Refused | Held, code: int
) -> None:
    desk.site.decider.answer = answer

    ran = desk.run("reyes", "new", str(desk.site.file), "--incident", "1")

    assert (ran.code, "entry 3" in ran.err) == (code, True)
    assert ("hold-1" in ran.err) is (code == 3)


def test_reports_are_listed_shown_and_counted(desk: Desk, tmp_path: Path) -> None:
    id_ = drafted(desk, tmp_path)

    assert [each["id"] for each in desk.done("boss", "list", "--ai", "part")] == [id_]
    assert "reyes" in desk.run("boss", "list", "--officer", "reyes").out
    assert desk.run("boss", "list", "--overridden", "any").out == "no report of these\n"
    shown = desk.run("reyes", "show", id_)
    assert "d1 (ai) The officer asked" in shown.out
    assert "lacking: bracket `b1` is open" in shown.err
    assert "1 reports, 1 in part by AI" in desk.run("chief", "figures").out
    assert desk.done("chief", "figures")["reports"] == 1


def test_a_report_is_saved_whole_for_whoever_hands_it_out(desk: Desk, tmp_path: Path) -> None:
    id_ = desk.site.signed()
    into, sound = tmp_path / "report.json", tmp_path / "heard.wav"

    saved = desk.run("reyes", "save", id_, str(into), "--sound", str(sound), "--to", "discovery")

    assert saved.code == 0, saved.err
    whole = msgspec.json.decode(into.read_bytes(), type=Report)
    assert whole.entries[-1].step == "handed-out"
    assert samples_of(sound.read_bytes()) == SAMPLES
    assert digest(whole) in saved.out
    assert desk.run("reyes", "save", id_, str(into)).code == 2


def test_the_words_that_were_heard_are_shown_before_there_is_a_draft(desk: Desk) -> None:
    id_ = begun(desk)

    assert "[00:01] s1 A: Do you know why" in desk.run("boss", "show", id_).out
    assert "s1 A" not in desk.run("reyes", "show", id_).out


@pytest.mark.parametrize(
    "words",
    [
        ("roles", "r", "--voice", "A=boss:x"),
        ("roles", "r", "--voice", "A"),
        ("roles", "r", "--voice", "A=officer"),
        ("listen", "r", "d1=soon"),
        ("generate", "r", "--field", "place"),
    ],
)
def test_words_of_another_form_are_wrong_usage(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk.run("reyes", *words).code == 2


def test_a_token_of_somebody_else_begins_no_report_of_an_officer(desk: Desk) -> None:
    ran = desk.run("reyes", "new", str(desk.site.file), "--incident", "1", "--officer", "boss")

    assert (ran.code, "each begins their own" in ran.err) == (2, True)
