"""What the caller of a held call is told: at once, on its page, and to its appeal."""

import json
from typing import Any

import pytest

from countenance.review import steps
from countenance.review.case import Grant, State
from gate.fakes import Client, Fakes, body_of
from gate.judged import police, private
from gate.test_reviewing import ask, people_allow, people_refuse, the_case, told, tried
from review.made_cases import ALICE, HOUR

WHO = body_of("Who is this?", b"face")


async def page(fakes: Fakes, name: str, method: str = "GET", body: bytes = b"") -> Client:
    return await Client(body, f"/v1/holds/{name}", method=method).ask(fakes)


def read(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.body)
    return found


def test_the_same_call_has_the_same_case_and_nothing_was_sent() -> None:
    answers: list[Client] = []

    async def work(fakes: Fakes) -> None:
        answers.extend([await ask(fakes), await ask(fakes)])

    fakes = tried(work)

    first, again = (told(client) for client in answers)
    assert [client.status for client in answers] == [403, 403]
    assert first["case"] == again["case"] == the_case(fakes).id
    assert [one["entry"] for one in (first, again)] == [0, 3]
    assert "retry-after" not in answers[0].headers
    assert fakes.upstream.sent == []


def test_its_page_says_how_it_stands_and_is_for_its_caller_alone() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        name = the_case(fakes).id
        found = await page(fakes, name)
        assert found.status == 200
        assert found.headers["cache-control"] == "no-store"
        assert found.headers["x-countenance-entry"] == "0"
        assert (read(found)["status"], read(found)["entry"]) == ("open", 0)
        assert read(found)["appeal"] is None
        assert read(found)["due"] > read(found)["since"]
        fakes.callers.registration = private()
        other = await page(fakes, name)
        assert (other.status, read(other)["error"]["code"]) == (404, "unknown_hold")

    tried(work)


def test_a_missing_fact_is_named_with_its_question_and_no_answer_is_suggested() -> None:
    async def work(fakes: Fakes) -> None:
        fakes.callers.registration = police(
            "NO", environment="uncontrolled", timeliness="real_time"
        )
        await ask(fakes)
        (missing,) = read(await page(fakes, the_case(fakes).id))["missing"]
        assert missing["fact"] == "capture_device"
        assert missing["question"].endswith("?")
        assert missing["you_may_state_it"] is False
        assert "fixed_cctv" not in json.dumps(missing)

    tried(work)


def test_what_people_said_is_told_and_an_appeal_is_taken_once() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        name = people_refuse(fakes, "no permit\nfor this").id
        found = read(await page(fakes, name))
        assert (found["status"], found["says"]) == (
            "refused", "people have refused it: no permit for this",
        )  # fmt: skip
        assert found["appeal"]["url"] == f"http://gate.example/v1/holds/{name}/appeal"

        body = json.dumps({"reason": "the permit is number 12"}).encode()
        taken = await page(fakes, f"{name}/appeal", "POST", body)
        assert (taken.status, read(taken)["status"], read(taken)["appealed"]) == (200, "open", True)
        again = await page(fakes, f"{name}/appeal", "POST", body)
        assert (again.status, read(again)["error"]["code"]) == (409, "no_appeal")
        assert (await ask(fakes)).status == 403

    fakes = tried(work)

    (appeal,) = fakes.log.read("appeal")
    assert appeal["case"] == the_case(fakes).id
    assert "permit" not in json.dumps(fakes.log.read())
    assert fakes.cases.reason(appeal["id"]) == "the permit is number 12"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"reason": 7}', b'{"reason": ""}', b'{"reason": "x", "more": 1}',
     json.dumps({"reason": "x" * 2001}).encode()],
)  # fmt: skip
def test_an_appeal_that_says_nothing_is_refused_by_name(body: bytes) -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        name = people_refuse(fakes).id
        found = await page(fakes, f"{name}/appeal", "POST", body)
        assert (found.status, read(found)["error"]["code"]) == (400, "unreadable_request")
        assert fakes.cases.find(name).state is State.REFUSED

    assert tried(work).log.read("appeal") == []


@pytest.mark.parametrize(
    ("method", "rest", "status"),
    [
        ("POST", "", 405), ("DELETE", "", 405), ("GET", "/appeal", 405), ("POST", "x/appeal", 404),
        ("GET", "/nothing", 404), ("GET", "%00", 404), ("GET", "' OR 1=1", 404),
    ],
)  # fmt: skip
def test_what_is_no_route_is_refused(method: str, rest: str, status: int) -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        found = await page(fakes, the_case(fakes).id + rest, method, b"{}")
        assert found.status == status

    tried(work)


def test_the_page_of_an_allowed_call_says_how_often_and_until_when() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        name = people_allow(fakes, uses=2).id
        await ask(fakes)
        found = read(await page(fakes, name))
        assert (found["status"], found["allowed"]["uses"], found["allowed"]["used"]) == (
            "allowed", 2, 1,
        )  # fmt: skip

    tried(work)


def test_a_case_that_asks_for_a_fact_says_which() -> None:
    async def work(fakes: Fakes) -> None:
        fakes.callers.registration = police(
            "NO", environment="uncontrolled", timeliness="real_time"
        )
        await ask(fakes)
        name = the_case(fakes).id
        mine = fakes.cases.step(name, lambda each, now: steps.claim(each, ALICE, now))
        fakes.cases.step(name, lambda each, now: steps.ask(
            each, ALICE, mine.token, "capture_device", "", now))  # fmt: skip
        found = read(await page(fakes, name))
        assert (found["status"], found["asked"]) == ("asked", "capture_device")
        assert "state the fact" in found["says"]

    tried(work)


def test_nobody_but_people_sees_why_a_vote_was_cast_until_it_is_decided() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        name = the_case(fakes).id
        mine = fakes.cases.step(name, lambda each, now: steps.claim(each, ALICE, now))
        grant = Grant(1, fakes.now // 1_000_000 + HOUR)
        fakes.cases.step(name, lambda each, now: steps.allow(
            each, ALICE, mine.token, "a quiet word", grant, now))  # fmt: skip
        assert b"a quiet word" not in (await page(fakes, name)).body

    tried(work)
