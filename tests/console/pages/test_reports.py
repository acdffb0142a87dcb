from collections.abc import Iterator
from pathlib import Path

import pytest

from console.report_pages import ReportPages, report_pages
from console.served import asked, desk
from countenance.console.pages import reports
from reports.acting import AUDITOR, CHIEF, DEFENSE, OFFICER, OTHER, PROSECUTOR, SUPERVISOR


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportPages]:
    with report_pages(tmp_path_factory.mktemp("reports")) as made:
        made.site.signed()
        made.site.drafted(incident="2026-<b>")
        yield made


def test_an_officer_sees_the_own_reports_the_newest_first(pages: ReportPages) -> None:
    told = pages.get(OFFICER, "/console/reports").text

    assert told.index("2026-&lt;b&gt;") < told.index("2026-004711")
    assert "drafted, something is open" in told
    assert "countenance report new" in told
    assert "There is none yet." in pages.get(OTHER, "/console/reports").text


def test_what_is_looked_for_is_found_and_what_was_typed_stays(pages: ReportPages) -> None:
    told = pages.get(AUDITOR, "/console/reports?overridden=quotation&officer=p-officer").text

    assert "2026-004711" in told
    assert "2026-&lt;b&gt;" not in told
    assert 'value="p-officer"' in told
    assert "None is like that." in pages.get(AUDITOR, "/console/reports?overridden=act").text


def test_something_that_cannot_be_looked_for_is_said(pages: ReportPages) -> None:
    answer = pages.get(AUDITOR, "/console/reports?ai=all")

    assert answer.status_code == 400
    assert "what is looked for" in answer.text


def test_who_is_outside_sees_what_was_disclosed_to_them(pages: ReportPages) -> None:
    id_ = next(row.id for row in pages.site.desk.all(AUDITOR) if row.state == "signed")
    pages.site.desk.disclose(SUPERVISOR, id_, DEFENSE, "asked for by the court")

    assert "2026-004711" in pages.get(DEFENSE, "/console/reports").text
    assert "There is none yet." in pages.get(PROSECUTOR, "/console/reports").text


def test_figures_have_no_content_and_are_for_who_may_count(pages: ReportPages) -> None:
    told = pages.get(CHIEF, "/console/reports/figures")

    assert told.status_code == 200
    assert "a program, and nobody changed it" in told.text
    assert "2026-004711" not in told.text
    assert pages.get(OFFICER, "/console/reports/figures").status_code == 403
    led = pages.get(CHIEF, "/console/reports")
    assert (led.status_code, led.headers["location"]) == (303, "/console/reports/figures")


def test_a_gate_without_reports_says_so(pages: ReportPages) -> None:
    routes = reports.routes(desk())
    answer = asked(
        routes, "/console/reports", desk=desk(sign_in=pages._desk.sign_in, rooms={}),
        headers={"cookie": "countenance=p-officer"},
    )  # fmt: skip

    assert answer.status_code == 404
    assert "without reports" in answer.text


def test_nobody_who_is_not_signed_in_sees_any(tmp_path: Path) -> None:
    answer = asked(reports.routes(desk()), "/console/reports", desk=desk(rooms={}))

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/console/sign-in")
