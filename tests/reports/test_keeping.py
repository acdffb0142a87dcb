"""Reports with their entries, drafts and sound."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import OutdatedError, RecordError, SealedError
from countenance.reports import steps
from countenance.reports.keeping import Keeper
from countenance.reports.report import Report
from countenance.stores.log import DatabaseReader
from countenance.stores.reports import Reports
from reports.acting import FLAGGED, OFFICER, SAMPLES, TERMS, begun
from reports.made import SPEAKERS, TRANSCRIPT
from review.made_cases import Clock


class Site:
    """A keeper over a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.store = Reports(folder)
        self.keeper = Keeper(self.store, self.clock, os.urandom)

    def begin(self) -> Report:
        report = begun(self.keeper.new_id())
        return self.keeper.begin(steps.Step(report, steps.Change.BEGUN, OFFICER.ref), SAMPLES)

    def drafted(self) -> Report:
        id_ = self.begin().id
        does: list[Callable[[Report, str], steps.Step]] = [
            lambda r, _: steps.hear(r, TRANSCRIPT, TERMS),
            lambda r, at: steps.seal_account(r, OFFICER, "I stopped a car.", at, TERMS),
            lambda r, at: steps.confirm(r, OFFICER, SPEAKERS, at, TERMS),
            lambda r, at: steps.generate(r, OFFICER, FLAGGED, at, TERMS),
        ]
        for each in does:
            report = self.keeper.step(id_, each)
        return report

    def entries(self) -> list[dict[str, Any]]:
        with closing(DatabaseReader(self.folder)) as reader:
            return [json.loads(stored.data) for stored in reader.entries()]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.store.close()


def test_what_is_read_is_what_the_steps_came_to(site: Site) -> None:
    report = site.drafted()

    assert site.keeper.find(report.id) == report
    assert [each.step for each in report.entries] == [
        "begun", "transcribed", "account-sealed", "roles-confirmed", "generated",
    ]  # fmt: skip
    assert [each["id"] for each in site.entries()] == [each.id for each in report.entries]
    assert report.generations[0].entry == report.entries[-1].id


def test_each_entry_follows_the_one_before_and_the_first_the_decision(site: Site) -> None:
    report = site.drafted()
    entries = site.entries()

    assert [each["prev"] for each in entries] == [
        report.decision.entry, *(each["id"] for each in entries[:-1])
    ]  # fmt: skip


def test_a_draft_is_on_the_disk_before_it_is_returned(site: Site) -> None:
    """Whoever has a draft finds its entry, and the draft under it, in the database by then."""
    report = site.drafted()

    with closing(Reports(site.folder)) as other:
        again = Keeper(other, site.clock, os.urandom).find(report.id)
    assert again.generations == report.generations
    entry = site.entries()[-1]
    assert (entry["change"], entry["number"], entry["tally"]["flags"]) == ("generated", 1, 1)
    opened = site.keeper.proofs(report)[entry["id"]]
    assert opened["draft"].value == report.generations[0].digest.removeprefix("sha256:")
    assert {"recording", "samples", "transcript", "speakers", "draft"} == set(opened)


def test_a_draft_that_was_exchanged_is_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    report = site.drafted()
    kept = site.store.find(report.id)
    other = kept.drafts[0].replace(b"I do not consent", b"I do now consent")
    assert other != kept.drafts[0]
    object.__setattr__(kept, "drafts", (other,))
    monkeypatch.setattr(site.store, "find", lambda _: kept)

    with pytest.raises(RecordError, match="draft 1 of .* was changed"):
        site.keeper.find(report.id)
    object.__setattr__(kept, "drafts", ())
    with pytest.raises(RecordError, match=r"drafts of .* are missing"):
        site.keeper.find(report.id)


def test_the_sound_is_sealed_under_a_key_that_is_in_the_report(site: Site) -> None:
    report = site.begin()

    assert site.keeper.sound_size(report.id) == len(SAMPLES)
    assert site.keeper.sound(report.id, 100, 300) == SAMPLES[100:300]
    assert site.keeper.whole_sound(report.id) == SAMPLES
    assert b"".join(site.keeper.sound_pieces(report.id, 0, 99)) == SAMPLES[:99]
    assert SAMPLES[:300] not in site.store.sound_of(report.id).read_bytes()


def test_no_sound_is_left_of_a_report_that_did_not_begin(site: Site) -> None:
    id_ = site.keeper.new_id()
    wrong = steps.Step(begun(id_), steps.Change.BEGUN, "no plain name")

    with pytest.raises(RecordError):
        site.keeper.begin(wrong, SAMPLES)
    assert not site.store.sound_of(id_).exists()


def test_a_sound_that_is_gone_is_said(site: Site) -> None:
    report = site.begin()
    site.store.sound_of(report.id).unlink()

    with pytest.raises(SealedError, match="cannot be read"):
        site.keeper.sound(report.id)


def test_an_obligation_is_news_once(site: Site) -> None:
    report = site.begin()
    for _ in range(2):
        report = site.keeper.step(
            report.id, lambda r, _: steps.hear(r, TRANSCRIPT, TERMS),
            lambda _: ("ai_disclosure_on_report", "something_else"),
        )  # fmt: skip

    first, second = site.entries()[1:]
    assert [each["what"] for each in first["obligations"]] == ["ai_disclosure_on_report"]
    assert first["obligations"][0]["due"] == "2026-12-22"
    assert second["obligations"] == []
    assert report.decision.obligations[0].kept is not None


def test_of_what_was_expunged_nothing_is_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    report = site.begin()
    kept = site.store.find(report.id)
    object.__setattr__(kept, "document", None)
    monkeypatch.setattr(site.store, "find", lambda _: kept)

    with pytest.raises(OutdatedError, match="was expunged"):
        site.keeper.find(report.id)
