import json

import msgspec

from countenance.reports.open_items import still_lacking
from countenance.reports.reading import row_of
from countenance.reports.report import text_digest
from countenance.reports.view import row_of_report, view_of_report
from countenance.stores.reports import Counted, Kept
from reports.acting import TERMS, drafted
from reports.made_report import REPORT


def test_everything_about_a_report_is_told_and_what_is_open() -> None:
    view = view_of_report(drafted(), still_lacking(drafted(), TERMS))

    assert view["object"] == "countenance.report"
    assert view["open"] == {"brackets": ["b1"], "flags": ["f1"], "omissions": ["o1"]}
    assert len(view["lacking"]) == 3
    assert view["text_sha256"] == text_digest(drafted())
    assert [each["name"] for each in view["programs"]] == ["whisper-base", "countenance-extractive"]
    json.dumps(view)


def test_of_a_signed_report_nothing_is_lacking() -> None:
    assert view_of_report(REPORT, ("something",))["lacking"] == []


def test_a_row_has_what_is_counted() -> None:
    kept = Kept("report-1", "c-1", "p-1", "drafted", Counted("other", 1, 2, 3), None)

    row = row_of_report(row_of(kept, drafted()))

    assert (row["incident"], row["counted"]["generations"]) == ("2026-004711", 2)
    assert msgspec.json.encode(row)
