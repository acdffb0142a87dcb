"""An officer's whole path in a browser, by keyboard alone: from a recording to the signature.

The sound is stood in for, and so are the ear and the drafter; the gate, the codes and the pages are
real. What is seen on the way is kept beside the pictures of the other pages.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from console.browser import chromium, look, look_closely
from console.visiting import Visitor, Visits, visits_to
from countenance.reports.desk import ReportDesk
from countenance.reports.opened import opens, report_desk
from countenance.review.people import Person, Role
from gate.running import running
from reports.acting import ScriptedDrafter, ScriptedEar

AGENCY = (
    "actor_kind=law_enforcement_agency", "on_behalf_of=none", "agency_type=municipal_police",
    "agency_country=US", "use_jurisdiction=US-CA", "provider_approval=none",
)  # fmt: skip
SOON = 30
"""Seconds that something may take."""
_MOST_TABS = 150


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    rooms = [opens(lambda _: ScriptedEar(), lambda _: ScriptedDrafter())]
    folder = tmp_path_factory.mktemp("gate") / "data"
    with running(folder, rooms=rooms) as gate, visits_to(gate) as visits:
        gate.caller("lakeside", *AGENCY)
        yield visits


@pytest.fixture(scope="module")
def desk(visits: Visits) -> ReportDesk:
    return report_desk(visits.gate.gate.desk)


@pytest.fixture(scope="module")
def officer(visits: Visits) -> Visitor:
    return visits.signed_in(Role.OFFICER, "lakeside")


@pytest.fixture
def page(visits: Visits, officer: Visitor) -> Iterator[Page]:
    with chromium() as browser:
        context = browser.new_context(base_url=visits.gate.address)
        context.set_default_timeout(SOON * 1000)
        address = visits.gate.address
        context.add_cookies([{"name": "countenance", "value": officer.cookie, "url": address}])
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        yield page
        context.close()
        assert wrong == []


def _tab_to(page: Page, selector: str) -> None:
    """Go there by the Tab key."""
    for _ in range(_MOST_TABS):
        if page.evaluate("(s) => document.activeElement?.matches(s) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by keyboard to {selector}")


def _type(page: Page, selector: str, words: str) -> None:
    _tab_to(page, selector)
    page.keyboard.type(words)


def _press(page: Page, selector: str) -> None:
    """Press what leads to another page."""
    _tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _open(page: Page, selector: str) -> None:
    _tab_to(page, selector)
    page.keyboard.press("Enter")


def test_an_officer_comes_from_a_recording_to_a_signature_by_keyboard(
    page: Page, visits: Visits, officer: Visitor, desk: ReportDesk, tmp_path: Path
) -> None:
    who = _person(visits, officer)
    file = tmp_path / "stop.wav"
    file.write_bytes(b"RIFF and so on")
    _press(_goes_to(page, "/console/reports"), 'a[href="/console/reports/new"]')
    found = look_closely(page, "report-new")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.set_input_files("input[name=recording]", file)
    _type(page, "#field-new-incident", "2026-004711")
    _type(page, "#field-new-incident_type", "a st")  # a choice by its first letters
    _press(page, 'form[action="/console/reports/new"] button')
    id_ = page.url.rpartition("/")[2]
    assert desk.find(who, id_).recording.file == "stop.wav"

    found += look_closely(_goes_to(page, "/console/reports"), "reports")
    page.set_viewport_size({"width": 1280, "height": 900})
    _press(page, f'a[href="/console/reports/{id_}"]')
    _press(page, f'form[action$="{id_}/hear"] button')
    desk.heard(who, id_, SOON)

    page.goto(f"/console/reports/{id_}")
    assert "I have you at" not in page.inner_text("main")
    found += look_closely(page, "report-account")
    page.set_viewport_size({"width": 1280, "height": 900})
    _type(page, "#field-account-text", "I stopped a car for its speed.")
    _press(page, f'form[action$="{id_}/account"] button')

    for letter, standing, called in (("A", "an", "the officer"), ("B", "so", "the driver")):
        _type(page, f"#field-roles-standing-{letter}", standing)  # a choice by its first letters
        _type(page, f"#field-roles-called-{letter}", called)
    look(page, "report-speakers")
    _press(page, f'form[action$="{id_}/roles"] > p button')
    _press(page, f'form[action$="{id_}/draft"] > p button')
    found += look_closely(page, "report-draft")
    page.set_viewport_size({"width": 1280, "height": 900})

    _tab_to(page, "main button[data-sentence=d1]")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.sentence") == "d2"
    page.keyboard.press("Enter")
    page.locator(".w.now").first.wait_for()
    look(page, "report-playing")
    page.locator("#said", has_text="Done").wait_for()
    _until(lambda: desk.find(who, id_).listened.get("d2") is not None)
    assert 1380 <= desk.find(who, id_).listened["d2"].milliseconds < 10_000

    _open(page, "#sentence-d2 .doubt summary")
    _type(page, "#field-flag-f1-reason", "I listened: these are the words.")
    _press(page, f'form[action$="{id_}/override"] button')
    _type(page, "#field-gap-b1-text", "My radar showed 52.")
    _press(page, f'form[action$="{id_}/fill"] button')
    _open(page, "#omission-o1 summary")
    _type(page, f'form[action$="{id_}/leave-out"] input[name=reason]', "It is in the citation.")
    _press(page, f'form[action$="{id_}/leave-out"] button')
    _type(page, "#field-sign-name", "R. Reyes")
    look(page, "report-sign")
    _press(page, f'form[action$="{id_}/sign"] button')

    report = desk.find(who, id_)
    assert report.state == "signed"
    assert report.signature is not None
    assert report.signature.certifies.words.endswith("R. Reyes")
    assert page.inner_text(".notice") == "The report is signed."
    found += look_closely(page, "report-signed")
    page.goto(f"/console/reports/{id_}/history")
    found += look_closely(page, "report-history")
    assert found == []


def _goes_to(page: Page, path: str) -> Page:
    page.goto(path)
    return page


def _person(visits: Visits, visitor: Visitor) -> Person:
    people = visits.gate.gate.desk.people.all()
    return next(each.person for each in people if each.person.ref == visitor.ref)


def _until(holds: object) -> None:
    assert callable(holds)
    until = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
