"""Reports on the disk: each step with its entry, content sealed, drafts for good."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import (
    LegalHoldError,
    OutdatedError,
    RecordError,
    SealedError,
    UnknownReportError,
)
from countenance.record import entry as kinds
from countenance.record.cases import Person
from countenance.record.make import Maker, Prepared
from countenance.stores.cases import Cases
from countenance.stores.database import FILE, connect
from countenance.stores.faults import FAULTS
from countenance.stores.log import DatabaseReader
from countenance.stores.openings_key import KEY_FILE
from countenance.stores.reports import Counted, Kept, Reports, Written
from postgres import shared_folder
from review.made_cases import Clock

ID = "report-00000001"
SAID = "nobody shall find these words on the disk"
TALLY = kinds.Tally(0, 0, 0, 0, 0, 0, 0)


class Site:
    """The reports in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.maker = Maker(self.clock, os.urandom)
        self.reports = Reports(folder)

    def entry(self, change: Any, id_: str = ID) -> Prepared:
        def build(entry: str, time: str, commit: dict[str, str]) -> kinds.Entry:
            return kinds.ReportStep(
                id=entry, time=time, commit=commit, caller=kinds.CallerRef("c-1", None, 0),
                case=id_, change=change, state="decided", person="p-1", decisions=("e-1",),
                incident_type="other", version=1, number=None, what=None, how=None, programs=(),
                tally=TALLY, obligations=(), verdicts=(),
            )  # fmt: skip

        return self.maker.change(build, {"recording": b"r" * 32})

    def begin(self, id_: str = ID, **more: Any) -> Kept:
        return self.reports.begin(Written(self.entry("begun", id_), lambda _: kept(id_, **more)))

    def step(self, says: str = SAID, draft: tuple[int, bytes] | None = None) -> Kept:
        change = "generated" if draft else "edited"
        written = Written(self.entry(change), lambda _: kept(says=says), draft)
        return self.reports.step(ID, lambda _: written)

    def entries(self) -> list[dict[str, Any]]:
        with closing(DatabaseReader(self.folder)) as reader:
            return [json.loads(stored.data) for stored in reader.entries()]

    def execute(self, statement: str) -> None:
        with closing(connect(self.folder)) as connection, connection.writing("test"):
            connection.execute(statement)


def kept(id_: str = ID, says: str = SAID, **more: Any) -> Kept:
    whose = {"organization": "c-1", "officer": "p-1", "state": "decided", **more}
    return Kept(id_, counted=Counted("other", 1, 0, 10), document=says.encode(), **whose)


@pytest.fixture(params=["file", "server"])
def here(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    site = Site(tmp_path if request.param == "file" else shared_folder(tmp_path))
    yield site
    site.reports.close()


def test_a_step_and_its_entry_stand_together_after_a_restart(here: Site) -> None:
    here.begin()
    here.step("other words")

    with closing(Reports(here.folder)) as again:
        assert again.find(ID).document == b"other words"
    assert [(each["kind"], each["change"]) for each in here.entries()] == [
        ("report", "begun"), ("report", "edited"),
    ]  # fmt: skip


def test_a_step_that_fails_leaves_neither_entry_nor_change(here: Site) -> None:
    here.begin()

    def fails(_: int) -> Kept:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - it is ours
        here.reports.step(ID, lambda _: Written(here.entry("edited"), fails))

    assert len(here.entries()) == 1
    assert here.reports.find(ID).document == SAID.encode()


def test_drafts_come_back_in_their_order(here: Site) -> None:
    here.begin()
    here.step(draft=(1, b"first"))
    here.step(draft=(2, b"second"))

    assert here.reports.find(ID).drafts == (b"first", b"second")


def test_no_draft_is_changed_or_removed_on_the_database_itself(here: Site) -> None:
    here.begin()
    here.step(draft=(1, b"first"))

    for statement in (
        "UPDATE report_drafts SET sealed = NULL",
        "UPDATE report_drafts SET generation = 2",
        "DELETE FROM report_drafts",
        "DELETE FROM reports",
    ):
        with pytest.raises((*FAULTS, RecordError), match="never (changed|removed)"):
            here.execute(statement)
    assert here.reports.find(ID).drafts == (b"first",)


def test_a_draft_is_not_written_twice(here: Site) -> None:
    here.begin()
    here.step(draft=(1, b"first"))

    with pytest.raises(Exception, match=r"UNIQUE|duplicate|constraint"):
        here.step(draft=(1, b"another"))
    assert len(here.entries()) == 2


def test_reports_are_listed_by_whose_they_are_and_not_opened(here: Site) -> None:
    here.begin("report-00000001")
    here.begin("report-00000002", officer="p-2")
    here.begin("report-00000003", organization="c-2")

    ids = [[each.id[-1] for each in here.reports.all(*asked)] for asked in (
        (None,), (["c-1"],), (["c-1"], "p-2"), ([],), (["c-1", "c-2"], "p-1"),
    )]  # fmt: skip

    assert ids == [["3", "2", "1"], ["2", "1"], ["2"], [], ["3", "1"]]
    assert here.reports.all(None)[0].document is None
    assert here.reports.count() == {"decided": 3}
    with pytest.raises(UnknownReportError, match="no report has the id"):
        here.reports.find("report-00000009")


def test_what_opens_the_commitments_is_kept_with_the_report(here: Site) -> None:
    here.begin()
    (entry,) = here.entries()

    salt, value = here.reports.openings([entry["id"]])[entry["id"]]["recording"]

    assert (len(salt), value) == (32, b"r" * 32)


def test_what_is_expunged_is_gone_and_its_proof_stays(here: Site) -> None:
    here.begin()
    here.step(draft=(1, b"first"))
    before = here.entries()
    here.reports.sound_of(ID).parent.mkdir()
    here.reports.sound_of(ID).write_bytes(b"sealed")
    here.reports.pieces_of(ID).mkdir()
    (here.reports.pieces_of(ID) / "piece").write_bytes(b"sealed")

    with closing(Cases(here.folder, here.clock)) as cases:
        hold = cases.hold(ID, "litigation", Person("p-9"))
        with pytest.raises(LegalHoldError):
            cases.erase(ID, "legal-duty", Person("p-9"))
        assert here.reports.find(ID).document is not None
        cases.release(ID, Person("p-9"), hold)
        cases.erase(ID, "legal-duty", Person("p-9"))

    gone = here.reports.find(ID)
    assert (gone.state, gone.document, gone.drafts) == ("expunged", None, ())
    assert gone.counted == Counted("other", 1, 0, 10)
    assert here.reports.openings([before[0]["id"]]) == {before[0]["id"]: {}}
    assert here.entries()[: len(before)] == before
    assert (here.reports.sweep(), here.reports.sweep()) == (1, 0)
    assert not here.reports.pieces_of(ID).exists()
    with pytest.raises(OutdatedError, match="was expunged"):
        here.step()


def test_time_alone_erases_no_report(here: Site) -> None:
    here.begin()
    here.clock.now += 10_000 * 86_400_000

    with closing(Cases(here.folder, here.clock)) as cases:
        assert cases.expire(1) == 0
    assert here.reports.find(ID).document is not None


def test_nothing_that_was_said_stands_on_the_disk(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.begin()
    site.step(draft=(1, SAID.encode()))
    site.reports.close()

    for path in tmp_path.iterdir():
        assert SAID.encode() not in path.read_bytes(), path.name


def test_without_the_key_of_the_operator_nothing_opens(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.begin()
    (tmp_path / KEY_FILE).unlink()

    with closing(Reports(tmp_path)) as reports, pytest.raises(SealedError):
        reports.find(ID)


def test_a_row_that_was_changed_by_hand_does_not_open(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.begin()
    site.reports.close()
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        (sealed,) = connection.execute("SELECT sealed FROM reports").fetchone()
        connection.execute("UPDATE reports SET sealed = ?", (sealed[:-1] + b"x",))
        connection.commit()

    with closing(Reports(tmp_path)) as reports, pytest.raises(SealedError, match="was changed"):
        reports.find(ID)
