"""A report is begun on a page, with its recording."""

from collections.abc import Iterator

import pytest

from console.report_pages import ReportPages, report_pages
from countenance.reports.ports import Held, Refused
from reports.acting import OFFICER, SUPERVISOR
from reports.made_report import DECIDED

FIELDS = {
    "incident": "2026-1", "evidence": "bwc-1", "incident_type": "traffic", "organization": "c-1",
    "key": "", "overlay_at": "2026-11-22T10:00:00Z", "overlay_label": "unit 12",
}  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportPages]:
    with report_pages(tmp_path_factory.mktemp("reports")) as made:
        yield made


def _left(pages: ReportPages) -> list[str]:
    return [each.name for each in (pages.site.folder / "reports").glob("handed-in-*")]


def test_a_recording_that_is_chosen_begins_a_report_and_lies_nowhere_after(
    pages: ReportPages,
) -> None:
    assert "/console/reports/new" in pages.get(OFFICER, "/console/reports").text
    sent = pages.send_new(OFFICER, "stöp.wav", b"RIFF" * 250_000, FIELDS)

    assert sent.status_code == 303, sent.text
    report = pages.site.desk.find(OFFICER, sent.headers["location"].rpartition("/")[2])
    assert (report.recording.file, report.recording.bytes) == ("stöp.wav", 1_000_000)
    assert (report.incident, report.evidence) == ("2026-1", "bwc-1")
    assert report.incident_type == "traffic"
    assert report.recording.overlay is not None
    assert report.recording.overlay.label == "unit 12"
    assert _left(pages) == []


@pytest.mark.parametrize(
    ("name", "recording", "fields", "says"),
    [
        ("stop.wav", b"", {}, "choose the recording"),
        ("stop.wav", b"x", {"incident": " "}, "the number of the incident"),
        ("stop.wav", b"x", {"incident_type": "murder"}, "choose one"),
        ("stop.wav", b"x", {"organization": "c-2"}, "choose your organization"),
        ("stop.wav", b"x", {"overlay_at": "noon"}, "the clock of the camera is a time like"),
        ("a" * 300, b"x", {}, "it takes 1 to 255"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    pages: ReportPages, name: str, recording: bytes, fields: dict[str, str], says: str
) -> None:
    before = len(pages.site.entries())
    sent = pages.send_new(OFFICER, name, recording, {**FIELDS, **fields})

    assert (sent.status_code, says in sent.text) == (400, True), sent.text
    assert 'value="bwc-1"' in sent.text
    assert (len(pages.site.entries()), _left(pages)) == (before, [])


def test_a_field_that_the_form_does_not_have_is_refused(pages: ReportPages) -> None:
    sent = pages.send_new(OFFICER, "stop.wav", b"x", {**FIELDS, "color": "red"})

    assert (sent.status_code, "no field called `color`" in sent.text) == (400, True)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Refused("no", 3, ("e c",)), "no (entry 3)"),
        (Held("people decide", 3, ("e c",), "hold-1"), "(entry 3; people decide: case hold-1)"),
    ],
)
def test_what_the_codes_do_not_let_is_told_with_its_case(
    pages: ReportPages, answer: Refused | Held, says: str
) -> None:
    pages.site.decider.answer = answer
    sent = pages.send_new(OFFICER, "stop.wav", b"x", FIELDS)
    pages.site.decider.answer = DECIDED

    assert (sent.status_code, says in sent.text) == (403, True)
    assert _left(pages) == []


def test_of_somebody_else_no_recording_is_taken(pages: ReportPages) -> None:
    assert pages.get(SUPERVISOR, "/console/reports/new").status_code == 403
    large = pages.send_new(SUPERVISOR, "stop.wav", b"x" * 300_000, FIELDS)
    small = pages.send_new(SUPERVISOR, "stop.wav", b"x", FIELDS)

    assert (large.status_code, small.status_code) == (413, 403)
