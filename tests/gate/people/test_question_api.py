"""Questions at a whole gate: asked by anybody, answered by people, read as a feed."""

import json
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import fromstring

import httpx2 as httpx
import pytest

from countenance.gate.people.door import SMALL
from gate.people.sending import sender
from gate.running import PIN, Running, running

sent = sender("/v1/questions")

FIRST = "ms-aoai-coc-older-sentence"
ASKED = {
    "edition": PIN, "clause": "AOAI-MOBILE", "term": "mobile-camera",
    "asks": "Is a camera on a <b>drone</b> a mobile camera?", "contact": "me@canary.example",
}  # fmt: skip


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    settings = "[review]\nquestions_per_hour = 3\n"
    with running(tmp_path_factory.mktemp("questions"), settings) as started:
        yield started


@pytest.fixture(scope="module")
def people(gate: Running) -> dict[str, str]:
    def token(name: str, role: str) -> str:
        return str(json.loads(gate.run("people", "add", name, "--json", "--role", role))["token"])

    return {name: token(name, name) for name in ("senior", "reviewer", "auditor")}


@pytest.fixture(scope="module")
def asked(gate: Running) -> str:
    answer = sent(gate, None, "POST", body=ASKED)
    assert (answer.status_code, answer.json()["state"]) == (201, "open")
    assert answer.headers["location"] == f"/v1/questions/{answer.json()['id']}"
    return str(answer.json()["id"])


def test_anybody_asks_and_reads_and_nobody_is_named(gate: Running, asked: str) -> None:
    shown = sent(gate, None, "GET", f"/{asked}").json()
    listed = sent(gate, None, "GET").json()["data"]

    assert (shown["asks"], shown["days_unanswered"]) == (ASKED["asks"], 0)
    assert shown["link"] == f"{gate.address}/public/questions/{asked}"
    assert shown["term_leaves_open"] == "which cameras are mobile cameras?"
    assert listed[0]["id"] == FIRST
    assert (listed[0]["about"], listed[0]["days_unanswered"] > 900) == ("standing", True)
    assert listed[-1]["id"] == asked
    assert "canary" not in json.dumps([shown, *listed, *gate.entries()])


def test_people_take_up_answer_and_hide(
    gate: Running, people: dict[str, str], asked: str
) -> None:
    taken = sent(gate, people["reviewer"], "POST", f"/{asked}/take-up").json()
    hidden = sent(gate, people["reviewer"], "POST", f"/{asked}/hide").json()
    said = {"says": "No: it is carried by nobody.", "source": "https://board.example/3"}
    refused = sent(gate, people["reviewer"], "POST", f"/{asked}/answer", said)
    answered = sent(gate, people["senior"], "POST", f"/{asked}/answer", said).json()
    closed = sent(gate, people["senior"], "POST", f"/{FIRST}/close", {"reason": "of no use here"})

    assert (taken["state"], hidden["asks"]) == ("taken-up", None)
    assert (refused.status_code, answered["answer"]) == (403, said)
    assert (answered["days_unanswered"], answered["days_until_answered"]) == (None, 0)
    assert (closed.json()["state"], closed.json()["why_closed"]) == ("closed", "of no use here")
    assert [each["id"] for each in sent(gate, None, "GET", "?state=answered").json()["data"]] == [
        asked
    ]


def test_the_feed_has_every_question_as_text(gate: Running, asked: str) -> None:
    answer = httpx.get(f"{gate.address}/v1/questions.atom", timeout=60)

    names = {"a": "http://www.w3.org/2005/Atom"}
    root = fromstring(answer.content)
    links = [each.text for each in root.findall("a:entry/a:id", names)]
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert len(links) == 8
    assert f"{gate.address}/public/questions/{asked}" in links
    assert httpx.post(f"{gate.address}/v1/questions.atom", timeout=60).status_code in (405, 411)
    assert httpx.get(f"{gate.address}/v1/questions.atom/x", timeout=60).status_code == 404


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status", "says"),
    [
        (None, "GET", "/q-0", None, 404, "no question has the id `q-0`"),
        (None, "GET", "?state=odd", None, 400, "one of: open"),
        (None, "GET", "?page=2", None, 400, "`state`, `edition` at most once"),
        (None, "GET", f"/{FIRST}/odd", None, 404, "a question has: take-up"),
        (None, "PUT", f"/{FIRST}", {}, 401, "token"),
        (None, "POST", f"/{FIRST}/take-up", {}, 401, "token"),
        ("auditor", "PUT", f"/{FIRST}", {}, 405, "`GET` or `POST`"),
        ("auditor", "POST", f"/{FIRST}/take-up", {}, 403, "questions.take-up"),
        ("senior", "POST", f"/{FIRST}/take-up", {"says": "x"}, 400, "nothing is read here"),
        ("senior", "POST", f"/{FIRST}/answer", {"reason": "x"}, 400, "`says`, `source`"),
        ("senior", "POST", f"/{FIRST}/odd", {}, 404, "no such route"),
        (None, "POST", "", {**ASKED, "name": "me"}, 400, "name"),
        (None, "POST", "", {**ASKED, "edition": "ms-aoai-coc@1"}, 400, "did you mean"),
        (None, "POST", "", {**ASKED, "term": "drone"}, 400, "uses no term `drone`"),
        (None, "POST", "", {**ASKED, "says": "x"}, 400, "not `says`"),
        (None, "POST", "", {**ASKED, "asks": "x" * SMALL}, 413, f"more than {SMALL} bytes"),
    ],
)
def test_what_cannot_be_done_says_why(
    gate: Running, people: dict[str, str], who: str | None, method: str, path: str, body: Any,
    status: int, says: str,
) -> None:  # fmt: skip
    answer = sent(gate, None if who is None else people[who], method, path, body)

    assert (answer.status_code, says in answer.text) == (status, True), answer.text


def test_a_flood_of_questions_ends_in_refusals(gate: Running, asked: str) -> None:
    answers = [sent(gate, None, "POST", body=ASKED) for _ in range(3)]

    assert [each.status_code for each in answers] == [201, 201, 429]
    assert "within an hour" in answers[-1].text
    page = httpx.get(f"{gate.address}/metrics", timeout=60).text
    assert "countenance_questions_oldest_days" in page
