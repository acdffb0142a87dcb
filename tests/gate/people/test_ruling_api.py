"""Rulings at a whole gate: from the held call of the article to the one that passes by a ruling, to
the one that is refused by the opposite one."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from countenance.record.make import Maker
from countenance.record.receipt import read_receipt
from countenance.review.people import Person, Role
from countenance.stores.database import Database, connect, writing
from countenance.stores.rulings import adopted, appealed, overturned
from gate.people.sending import sender
from gate.running import PIN, Answer, Running, face, running
from gate.test_receipts import fetched, verified
from house.source import ROOT

sent = sender("/v1/rulings")

WHO = "Who is this?"
STATION = ("capture_device=fixed_cctv", "environment=controlled")
TEXT = """
id = "{id}"
edition = "ms-aoai-coc@2024-05-03"
clause = "AOAI-ID"
reading = "{reading}"
cites = "any user"
says = "A police station is no place in the wild."
begins = 2026-01-01

[scope]
actor_kind = "law_enforcement_agency"
agency_country = "NO"
capture_device = "fixed_cctv"
environment = "controlled"
"""
ADDED = """
[added]
name = "board"
says = "Inside a station the sentence does not reach."
verdict = "allow"
source = "https://board.example/12"
"""
ALLOWS = TEXT.format(id="station", reading="board") + ADDED
SWEDEN = ALLOWS.replace('"NO"', '"SE"').replace('id = "station"', 'id = "sweden"')
FIRST, OTHER = "ms-aoai-coc-older-sentence", "ms-aoai-coc-real-time"
DENIES = TEXT.format(id="no-station", reading="older sentence")


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("rulings"), "[codes]\nlook_seconds = 0.05\n") as started:
        yield started


@pytest.fixture(scope="module")
def people(gate: Running) -> dict[str, str]:
    def token(name: str, role: str) -> str:
        return str(json.loads(gate.run("people", "add", name, "--json", "--role", role))["token"])

    roles = {"carol": "senior", "dave": "senior", "auditor": "auditor"}
    return {name: token(name, role) for name, role in roles.items()}


@pytest.fixture(scope="module")
def key(gate: Running) -> str:
    gate.caller(
        "narvik", "actor_kind=law_enforcement_agency", "agency_country=NO",
        "agency_type=municipal_police", "use_jurisdiction=NO", "provider_approval=none",
    )  # fmt: skip
    gate.run("callers", "pin", "narvik", PIN)
    gate.run("callers", "register", "narvik", "camera", "station", *STATION)
    return gate.run("callers", "new-key", "narvik", "station", "--carries", "station").split()[0]


def board(gate: Running, does: Callable[[Database, Maker, int], object]) -> None:
    """What the board decides, in a transaction of its own."""
    with closing(connect(gate.folder)) as connection, writing(connection, "motions"):
        now = time.time_ns() // 1_000_000
        does(connection, Maker(time.time_ns, os.urandom), now)


def until(gate: Running, key: str, outcome: str) -> Answer:
    """The same call, until it comes out so: a ruling counts a moment after it was adopted."""
    for _ in range(300):
        answer = gate.ask(key, WHO, face())
        if answer.outcome == outcome:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"it is {answer.outcome}, not {outcome}")


@pytest.fixture(scope="module")
def refused(gate: Running, people: dict[str, str], key: str) -> Answer:
    """The whole story, for every test of this file: the call is held, passes by a ruling, is held
    again when that is overturned, and is refused by the opposite one."""
    held = gate.ask(key, WHO, face())
    assert (held.outcome, held.clause) == ("hold", f"{PIN}#AOAI-ID")

    shown = sent(gate, people["carol"], "POST", "/effect", {"text": ALLOWS}).json()
    proposal = sent(gate, people["carol"], "POST", body={"text": ALLOWS, "question": FIRST}).json()
    assert shown["moved"] == proposal["effect"]["moved"] != []
    assert gate.ask(key, WHO, face()).outcome == "hold"
    digest = proposal["digest"]
    replay = sent(gate, people["auditor"], "GET", "/station/replay").json()
    board(gate, lambda to, maker, now: adopted(to, maker, digest, "m-1", now))

    passed = until(gate, key, "pass")
    entry = gate.entries(passed.entry)[0]
    ruling = {"edition": PIN, "ruling": "station", "digest": digest}
    assert entry["code"]["rulings"] == [ruling]
    assert (entry["clauses"][0]["clause"], entry["verdicts"]) == ("AOAI-ID+station", ["allow"])
    assert (entry["reason"], entry["case"]) == (None, None)
    case = held.body["countenance"]["case"]
    assert question(gate)["ruling"] == "station"
    assert gate.run("cases", "show", case, "--json").count('"settled"')
    (row,) = replay["changed"]
    assert (row["then"], row["now"], row["outcome_then"]) == (["unclear"], ["allow"], "hold")
    assert row["calls"] == replay["asked"] == 2
    again = gate.run("replay", "--until", tomorrow())
    assert re.fullmatch(r"(\d+) decisions: \1 come out the same", again)
    activated = [each for each in gate.entries() if each["kind"] == "code-activated"]
    assert activated[-1]["rulings"] == [ruling]

    board(gate, lambda to, maker, now: (
        appealed(to, maker, digest, "m-2", Person("p-1", Role.SENIOR), "it harms"),
        overturned(to, maker, digest, "m-2", now),
    ))  # fmt: skip
    reopened = until(gate, key, "hold")
    assert question(gate)["state"] == "taken-up"
    assert gate.entries(reopened.entry)[0]["code"]["rulings"] == []
    opposite = sent(gate, people["carol"], "POST", body={"text": DENIES}).json()
    assert opposite["gives"] == "deny"
    board(gate, lambda to, maker, now: adopted(to, maker, opposite["digest"], "m-3", now))
    refused = until(gate, key, "refuse")
    assert refused.clause == f"{PIN}#AOAI-ID+no-station"
    return refused


def test_the_call_of_the_article_passes_by_a_ruling_and_is_refused_by_the_opposite_one(
    refused: Answer,
) -> None:
    told = refused.body["countenance"]
    assert [each["ruling"] for each in told["rulings"]] == ["no-station"]
    assert "Read by the ruling `no-station`" in told["says"]


def test_a_receipt_of_what_a_ruling_decided_is_certified(
    gate: Running, refused: Answer, key: str, tmp_path: Path
) -> None:
    receipt = read_receipt(fetched(gate, f"/v1/receipts/{refused.entry}", key).content)

    assert "no-station" in receipt.entry
    assert verified(gate, receipt) == len(receipt.certificates) > 0
    file = tmp_path / "receipt.json"
    file.write_bytes(bytes(receipt))
    told = httpx.get(f"{gate.address}/.well-known/countenance", timeout=60).json()
    script = ROOT / "verify" / "verify_countenance.py"
    ran = subprocess.run(
        [sys.executable, str(script), str(file), *told["keys"]], capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr + ran.stdout


def test_anybody_reads_rulings_and_nobody_else_what_became_of_calls(
    gate: Running, people: dict[str, str], refused: Answer
) -> None:
    listed = sent(gate, None, "GET").json()["data"]
    shown = sent(gate, None, "GET", "/no-station").json()
    effect = sent(gate, None, "GET", "/no-station/effect").json()

    assert [(each["id"], each["state"], each["counts_today"]) for each in listed] == [
        ("no-station", "adopted", True), ("station", "overturned", False),
    ]  # fmt: skip
    assert (shown["text"], shown["effect"]["settled"]) == (DENIES, effect["settled"])
    assert shown["cases"].count("[[case]]") >= 1
    assert len(sent(gate, None, "GET", "?state=overturned").json()["data"]) == 1
    assert sent(gate, None, "GET", "/no-station/replay").status_code == 401
    assert sent(gate, people["auditor"], "GET", "/no-station/replay").status_code == 200


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status", "says"),
    [
        (None, "POST", "", {"text": ALLOWS}, 401, "token"),
        (None, "GET", "/odd", None, 404, "no ruling is called `odd`"),
        (None, "GET", "?state=odd", None, 400, "one of: proposed"),
        (None, "GET", "?page=2", None, 400, "`edition`, `state` at most once"),
        (None, "GET", "/no-station/odd", None, 404, "no such route"),
        ("auditor", "DELETE", "/no-station", None, 405, "`GET` or `POST`"),
        ("auditor", "POST", "", {"text": ALLOWS}, 403, "rulings.propose"),
        ("carol", "POST", "", {}, 400, "`text` is missing"),
        ("carol", "POST", "", {"text": SWEDEN, "question": "q-0"}, 404, "no question has"),
        ("carol", "POST", "", {"text": SWEDEN, "question": OTHER}, 400, "is about .* AOAI-MOBILE"),
        ("carol", "POST", "", {"txt": "x"}, 400, "txt"),
        ("carol", "POST", "", {"text": "x"}, 400, "not TOML"),
        ("carol", "POST", "", {"text": ALLOWS + "odd = 1"}, 400, "odd"),
        ("carol", "POST", "", {"text": ALLOWS.replace("2024-05-03", "x")}, 400, "did you mean"),
        ("carol", "POST", "", {"text": ALLOWS.replace("any user", "nobody")}, 400, "do not stand"),
        ("carol", "POST", "/effect", {"text": ALLOWS}, 400, "otherwise than `no-station`"),
        ("carol", "POST", "/no-station/check", {}, 409, "is `adopted`"),
        ("carol", "POST", "/no-station/take-back", {"reason": "no"}, 409, "is `adopted`"),
        ("carol", "POST", "/no-station/check", {"reason": "no"}, 400, "nothing is read here"),
        ("auditor", "GET", "/no-station/replay?from=May", None, 400, "is a day"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_says_why(
    gate: Running, people: dict[str, str], refused: Answer, who: str | None, method: str,
    path: str, body: Any, status: int, says: str,
) -> None:  # fmt: skip
    answer = sent(gate, None if who is None else people[who], method, path, body)

    assert answer.status_code == status
    assert re.search(re.escape(says).replace(r"\.\*", ".*"), answer.text), answer.text


def test_whoever_proposed_a_ruling_takes_it_back(
    gate: Running, people: dict[str, str], refused: Answer
) -> None:
    sent(gate, people["carol"], "POST", body={"text": SWEDEN, "question": FIRST})

    other = sent(gate, people["dave"], "POST", "/sweden/take-back", {"reason": "no"})
    checked = sent(gate, people["dave"], "POST", "/sweden/check").json()
    own = sent(gate, people["carol"], "POST", "/sweden/take-back", {"reason": "badly put"}).json()

    assert (other.status_code, checked["state"], own["state"]) == (403, "proposed", "taken-back")
    assert own["question"] == FIRST
    assert checked["effect"]["beside"] == ["no-station"]


def question(gate: Running) -> Any:
    return httpx.get(f"{gate.address}/v1/questions/{FIRST}", timeout=60).json()


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
