"""May Norwegian police identify somebody by a fixed camera in a station, and who says so?

What a reporter asked a publisher in May 2024, played through by people in a browser: a call is
held, somebody asks, the board reads the clause, and the same call passes or is refused by that.
A picture of each step is kept where `COUNTENANCE_SHOTS` names a folder.
"""

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, Page

from console.browser import chromium, fill_in, look
from console.inside import STATION as FIELDS
from console.visiting import Visitor, Visits, visits_to
from countenance.review.people import Role
from gate.running import PIN, Answer, face, running

pytestmark = pytest.mark.long

WHO = "Who is this?"
STATION = ("capture_device=fixed_cctv", "environment=controlled")
BODY_CAMERA = ("capture_device=body_worn", "environment=uncontrolled", "timeliness=real_time")
SOON = 30
"""Seconds that a gate may take to see a ruling."""

RULING = """
id = "no-station"
edition = "ms-aoai-coc@2024-05-03"
clause = "AOAI-ID"
reading = "older sentence"
cites = "any user"
says = "Any user is any user."
begins = 2026-01-01
ends = 2030-01-01

[scope]
actor_kind = "law_enforcement_agency"
agency_country = "SE"
capture_device = "fixed_cctv"
environment = "controlled"
"""


@dataclass
class Scene:
    """A gate, who visits it, and their browser."""

    visits: Visits
    browser: Browser
    people: dict[str, Visitor] = field(default_factory=dict)

    @contextmanager
    def page(self, name: str = "", scripts: bool = True) -> Iterator[Page]:
        """A page of somebody who is signed in, or of somebody from outside."""
        context = self.browser.new_context(
            base_url=self.visits.gate.address, java_script_enabled=scripts
        )
        context.set_default_timeout(SOON * 1000)
        if name:
            cookie, address = self.people[name].cookie, self.visits.gate.address
            context.add_cookies([{"name": "countenance", "value": cookie, "url": address}])
        try:
            yield context.new_page()
        finally:
            context.close()

    def police(self, name: str, country: str, *camera: str) -> str:
        """A key of a police force for one camera."""
        gate = self.visits.gate
        gate.caller(
            name, "actor_kind=law_enforcement_agency", f"agency_country={country}",
            "agency_type=municipal_police", f"use_jurisdiction={country}",
            "provider_approval=none",
        )  # fmt: skip
        gate.run("callers", "pin", name, PIN)
        gate.run("callers", "register", name, "camera", "one", *camera)
        return gate.run("callers", "new-key", name, "one", "--carries", "one").split()[0]

    def ask(self, key: str) -> Answer:
        """The call that it is about."""
        return self.visits.gate.ask(key, WHO, face())

    def until(self, key: str, outcome: str) -> Answer:
        """The same call, again and again, until the board is heard."""
        end = time.monotonic() + SOON
        while (answer := self.ask(key)).outcome != outcome:
            assert time.monotonic() < end, answer
            time.sleep(0.5)
        return answer

    def receipt(self, key: str, entry: int) -> str:
        """What the caller takes with it, once the head of the log is signed."""
        end, address = time.monotonic() + SOON, f"{self.visits.gate.address}/v1/receipts/{entry}"
        headers = {"authorization": f"Bearer {key}"}
        while (answer := httpx.get(address, headers=headers)).status_code != 200:
            assert time.monotonic() < end, answer.text
            time.sleep(0.5)
        return answer.text

    def filled_in(self, question: str, shot: str) -> str:
        """A member of the board fills in the form of a ruling that answers a question, with scripts
        off, and puts it before the others; its motion."""
        with self.page("berit", scripts=False) as page:
            page.goto(f"/console/questions/{question}")
            page.click("a:has-text('Begin a ruling that answers it')")
            fill_in(page, FIELDS)
            return self._before_the_board(page, shot)

    def written(self, text: str, shot: str) -> str:
        """The same, written as text."""
        with self.page("berit") as page:
            page.goto("/console/rulings/propose/text")
            page.fill("#field-text", text)
            return self._before_the_board(page, shot)

    def _before_the_board(self, page: Page, shot: str) -> str:
        page.click("button:has-text('Show what it would move')")
        page.wait_for_selector("#effect")
        look(page, f"{shot}-effect")
        page.click("button:has-text('Put it before the board')")
        page.click("a:has-text('Ask the board to adopt it')")
        page.fill("#field-reason", "the question of May 2024")
        page.click("button:has-text('Ask the board')")
        page.wait_for_url("**done=board-asked")
        return page.url.partition("?")[0].rsplit("/", 1)[1]

    def voted(self, motion: str, shot: str, *names: str) -> str:
        """They vote for it; what the page says of the motion then."""
        for name in names:
            with self.page(name) as page:
                page.goto(f"/console/board/{motion}")
                page.check("#vote-yes")
                page.fill("#field-reason", "read the words, and the place")
                page.click("button:has-text('Cast the vote')")
                page.wait_for_url("**done=vote")
                told = page.inner_text(".state")
                look(page, f"{shot}-{name}")
        return str(told)


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    more = '[codes]\nlook_seconds = 0.5\n'
    with (
        tempfile.TemporaryDirectory() as name,
        running(Path(name) / "data", more) as gate,
        visits_to(gate) as visits,
        chromium() as browser,
    ):
        made = Scene(visits, browser)
        made.people = {
            "berit": visits.signed_in(Role.BOARD, name="berit"),
            "bjarne": visits.signed_in(Role.BOARD, name="bjarne"),
            "eva": visits.signed_in(Role.ETHICS, name="eva"),
            "carla": visits.signed_in(Role.SENIOR, name="carla"),
        }
        yield made


def test_what_nobody_would_answer_is_answered_by_a_board(scene: Scene) -> None:
    station = scene.police("bergen", "NO", *STATION)
    body = scene.police("trondheim", "NO", *BODY_CAMERA)
    scene.people["bodil"] = scene.visits.signed_in(Role.CONTACT, "bergen", name="bodil")

    # 1. The call is held, and its caller sees why.
    held = scene.ask(station)
    assert held.outcome == "hold"
    with scene.page("bodil") as page:
        page.goto(f"/console/holds/{held.body['countenance']['case']}")
        look(page, "article-1-held")
        assert "a person has to decide" in page.inner_text("main").lower()

    # 2. Somebody from outside asks what the words mean; nobody asks who that is.
    with scene.page() as page:
        page.goto("/public/questions")
        assert "days" in page.inner_text("main")
        page.goto("/public/questions/ask?edition=ms-aoai-coc@2024-05-03&clause=AOAI-ID")
        page.select_option("#field-clause", "AOAI-ID")
        page.fill("#field-asks", "Does the sentence reach a police station in Norway?")
        page.click("button:has-text('Ask')")
        page.wait_for_url("**done=question")
        question = page.url.partition("?")[0].rsplit("/", 1)[1]
        look(page, "article-2-question")

    # 3. The board looks at what its ruling would move, and adopts it.
    motion = scene.filled_in(question, "article-3")
    assert scene.ask(station).outcome == "hold"
    assert scene.voted(motion, "article-4", "berit", "bjarne", "eva") == "adopted"

    # 4. The same call passes by it, and its receipt names it; a body camera does not.
    passed = scene.until(station, "pass")
    receipt = scene.receipt(station, passed.entry)
    decided = scene.visits.gate.entries(passed.entry)[0]
    assert [each["ruling"] for each in decided["code"]["rulings"]] == ["station"]
    assert '"ruling":"station"' in receipt.replace(" ", "").replace("\\", "")
    with scene.page() as page:
        page.goto("/public/refused")
        page.fill("#paper", receipt)
        page.click("button:has-text('Explain it')")
        page.wait_for_selector("#outcome")
        assert "read as the board has ruled: ruling station" in page.inner_text("main")
        look(page, "article-5-receipt")
        page.goto(f"/public/questions/{question}")
        assert "ruling station" in page.inner_text("main")
        look(page, "article-6-answered")
    assert scene.ask(body).outcome == "refuse"


def test_a_board_that_reads_it_otherwise_refuses_the_same_call(scene: Scene) -> None:
    station = scene.police("malmo", "SE", *STATION)
    assert scene.ask(station).outcome == "hold"
    motion = scene.written(RULING, "article-7")
    state = scene.voted(motion, "article-8", "berit", "bjarne", "eva")

    assert state == "adopted"
    refused = scene.until(station, "refuse")
    assert "AOAI-ID" in (refused.clause or "")


def test_the_ethics_seat_stops_faces_on_body_cameras(scene: Scene) -> None:
    scene.police("stavanger", "NO", *BODY_CAMERA)
    with scene.page("carla") as page:
        page.goto("/console/board/ask")
        page.select_option("#field-about", "capability")
        page.select_option("#field-needs", "face-matching")
        page.fill("#field-caller", "stavanger")
        page.fill("#field-reason", "faces on body cameras, as the vendor offers it")
        page.click("button:has-text('Ask the board')")
        page.wait_for_url("**done=board-asked")
        motion = page.url.partition("?")[0].rsplit("/", 1)[1]
    scene.voted(motion, "article-9", "berit", "bjarne")

    with scene.page("eva") as page:
        page.goto(f"/console/board/{motion}")
        page.fill("#veto-reason", "an ethics board said no to this before")
        page.click("button:has-text('Veto')")
        page.wait_for_url("**done=veto")
        state = page.inner_text(".state")
        look(page, "article-10-veto")
        page.goto("/console/board")
        board = page.inner_text("main")

    assert state == "vetoed"
    is_on = board.partition("What is on")[2]
    assert all("for everybody" in line for line in is_on.strip().splitlines())
    assert re.search(r"switch on face-matching\s+vetoed", board)
