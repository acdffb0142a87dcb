"""Reports in the folder of a gate: whoever reads them has a token."""

from contextlib import closing
from pathlib import Path

import click
import pytest

from countenance.cli.report_kept import is_id, kept_reports
from countenance.review.people import Role
from countenance.stores.people import People
from reports.desk_site import site_in


def test_an_id_is_told_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report-0123abcd").write_text("{}")

    assert is_id("report-0193a1b2-0000-7000-8000-000000000002")
    assert not is_id("report-0123abcd")
    assert not is_id("report.json")


def test_somebody_reads_what_that_person_may(tmp_path: Path) -> None:
    with site_in(tmp_path) as site:
        id_ = site.signed()
    with closing(People(tmp_path)) as people:
        _, auditor = people.add("ada", Role.AUDITOR)
        _, prosecutor = people.add("petra", Role.PROSECUTOR)

    with kept_reports(tmp_path, None, auditor.text) as kept:
        assert kept.find(id_).id == id_
        assert "ada" in kept.names.values()
    with (
        kept_reports(tmp_path, None, prosecutor.text) as kept,
        pytest.raises(click.UsageError, match="no report has the id"),
    ):
        kept.find(id_)
    with pytest.raises(click.UsageError, match="nobody's"), kept_reports(tmp_path, None, "x"):
        pass
    with pytest.raises(click.UsageError, match="no gate keeps"):
        kept_reports(tmp_path / "none", None, "x").__enter__()
