"""Calls that the codes leave to people: held, allowed, refused, and decided anew each time."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from countenance.callers.registration import Registration
from countenance.codes.model import Verdict
from countenance.errors import RecordError
from countenance.evidence.labels import Label
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis
from countenance.gate.outcome import Action, Outcome, Pictured, Reason, Visible
from countenance.gate.quotas import CallerLimits, Quotas
from countenance.gate.reviewing import allowed_by_people, grounds_of
from countenance.record.make import Prepared
from countenance.review import steps
from countenance.review.case import Bar, Case, Grant, Held, State
from gate.fakes import Client, Fakes, body_of
from gate.judged import act, judged, police, private
from review.made_cases import ALICE, BOB, CAROL, EVE, HOUR

WHO = body_of("Who is this?", b"face")
STATION = police("NO", capture_device="fixed_cctv", environment="controlled")
IDENTIFY = act(Label.IDENTIFY)


def tried(work: Callable[[Fakes], Awaitable[None]]) -> Fakes:
    async def walk() -> Fakes:
        fakes = Fakes()
        fakes.callers.registration = STATION
        await work(fakes)
        await fakes.recorder.drain()
        return fakes

    return asyncio.run(walk())


async def ask(fakes: Fakes, body: bytes = WHO) -> Client:
    return await Client(body).ask(fakes)


def the_case(fakes: Fakes) -> Case:
    return list(fakes.cases.kept.values())[-1]


def people_allow(fakes: Fakes, uses: int = 1) -> Case:
    for who in (ALICE, BOB):
        case = the_case(fakes)
        mine = fakes.cases.step(case.id, lambda each, now, who=who: steps.claim(each, who, now))
        grant = Grant(uses, fakes.now // 1_000_000 + HOUR)
        fakes.cases.step(
            case.id,
            lambda each, now, who=who, token=mine.token, grant=grant: steps.allow(
                each, who, token, "a station", grant, now
            ),
        )
    return the_case(fakes)


def people_refuse(fakes: Fakes, why: str = "no permit") -> Case:
    case = the_case(fakes)
    mine = fakes.cases.step(case.id, lambda each, now: steps.claim(each, CAROL, now))
    return fakes.cases.step(
        case.id, lambda each, now: steps.refuse(each, CAROL, mine.token, why, now)
    )


def told(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.body)["error"]["countenance"]
    return found


def test_what_two_persons_allowed_passes_once_and_says_by_whose_word() -> None:
    async def work(fakes: Fakes) -> None:
        assert (await ask(fakes)).status == 403
        people_allow(fakes)
        passed = await ask(fakes)
        assert (passed.status, passed.headers["x-countenance-decision"]) == (200, "pass")
        assert passed.headers["x-countenance-case"] == the_case(fakes).id
        again = await ask(fakes)
        assert (again.status, told(again)["case"]) == (403, f"{the_case(fakes).id}")
        assert the_case(fakes).id.endswith("-2")

    fakes = tried(work)

    held, passed, once_more = fakes.log.read("decision")
    assert (held["outcome"], held["case"]) == ("hold", None)
    assert (passed["outcome"], passed["reason"], passed["row"]) == ("pass", "review-allowed", 6)
    assert passed["case"] == next(iter(fakes.cases.kept))
    assert passed["verdicts"] == held["verdicts"] == ["unclear"]
    assert once_more["outcome"] == "hold"
    assert len(fakes.upstream.sent) == 1
    (used,) = (entry for entry in fakes.log.read("hold") if entry["change"] == "used")
    assert used["decision"] == passed["id"]
    assert len(fakes.log.read("outcome")) == 1


@pytest.mark.parametrize("leaves", [False, True])
def test_who_sends_many_at_once_or_leaves_has_no_more_calls_held(leaves: bool) -> None:
    async def work() -> list[int]:
        fakes = Fakes(quotas=Quotas(CallerLimits(held_per_day=1)))
        fakes.callers.registration = STATION
        loop, holding, may = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
        hold = fakes.cases.hold

        def slow(wanted: Held, decision: Prepared) -> tuple[int, Case]:
            if not holding.is_set():
                loop.call_soon_threadsafe(holding.set)
                may.wait(10)
            return hold(wanted, decision)

        fakes.cases.hold = slow  # type: ignore[method-assign]
        first = Client(WHO)
        asking = asyncio.ensure_future(first.ask(fakes))
        await holding.wait()
        if leaves:
            first.leave()
            await asking
        second = await ask(fakes, body_of("Who is this?", b"face of another"))
        may.set()
        await asking
        return [client.status for client in (first, second) if client.sent]

    assert asyncio.run(work()) == ([429] if leaves else [403, 429])


def test_what_could_not_be_held_does_not_count_as_held() -> None:
    async def work() -> list[int]:
        fakes = Fakes(quotas=Quotas(CallerLimits(held_per_day=1)))
        fakes.callers.registration = STATION
        hold = fakes.cases.hold

        def full(wanted: Held, decision: Prepared) -> tuple[int, Case]:
            raise RecordError("the disk is full")

        fakes.cases.hold = full  # type: ignore[method-assign]
        failed = await ask(fakes)
        fakes.cases.hold = hold  # type: ignore[method-assign]
        return [failed.status, (await ask(fakes)).status]

    assert asyncio.run(work()) == [503, 403]


def test_what_people_refused_is_refused_with_their_reason() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        people_refuse(fakes)
        refused = await ask(fakes)
        assert refused.status == 400
        assert "people have refused it: no permit" in json.loads(refused.body)["error"]["message"]
        assert told(refused)["url"].endswith(the_case(fakes).id)
        assert refused.headers["x-countenance-case"] == the_case(fakes).id

    fakes = tried(work)

    last = fakes.log.read("decision")[-1]
    assert (last["outcome"], last["reason"]) == ("refuse", "review-refused")
    assert last["case"] == the_case(fakes).id
    assert fakes.upstream.sent == []
    assert fakes.standings.told == []


def test_what_nobody_decided_in_time_is_refused() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        fakes.now += the_case(fakes).terms.answer * 1_000_000
        refused = await ask(fakes)
        assert refused.status == 400
        assert "nobody has decided in time" in json.loads(refused.body)["error"]["message"]

    assert the_case(tried(work)).state is State.EXPIRED


def test_an_allow_never_outlives_codes_that_deny() -> None:
    """The same call of the same caller, which is registered otherwise since."""

    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        people_allow(fakes, uses=0)
        assert (await ask(fakes)).status == 200
        fakes.callers.registration = police(
            "NO", capture_device="body_worn", timeliness="real_time", environment="uncontrolled"
        )
        denied = await ask(fakes)
        assert denied.status == 400
        assert denied.headers["x-countenance-clause"] == "ms-aoai-coc@2024-05-03#AOAI-MOBILE"
        fakes.callers.registration = police(
            "NO", capture_device="fixed_cctv", environment="uncontrolled", timeliness="real_time"
        )
        assert (await ask(fakes)).status == 403  # another question under the same words
        assert the_case(fakes).id.endswith("-2")

    assert len(tried(work).upstream.sent) == 1


def test_a_veto_stops_what_was_allowed() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        case = people_allow(fakes)
        fakes.cases.step(case.id, lambda each, now: steps.veto(each, EVE, "never", now))
        assert (await ask(fakes)).status == 400

    assert tried(work).upstream.sent == []


def test_of_the_same_call_many_times_at_once_one_passes() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        people_allow(fakes)
        answers = await asyncio.gather(*(ask(fakes) for _ in range(6)))
        assert sorted(each.status for each in answers) == [200, 403, 403, 403, 403, 403]

    assert len(tried(work).upstream.sent) == 1


def test_other_bytes_are_another_call() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        people_allow(fakes)
        assert (await ask(fakes, body_of("Who is this?", b"face two"))).status == 403
        assert (await ask(fakes, body_of("Who is this, please?", b"face"))).status == 403

    fakes = tried(work)

    assert len(fakes.cases.kept) == 3
    assert fakes.upstream.sent == []


def test_a_call_that_is_only_asked_about_opens_no_case() -> None:
    async def work(fakes: Fakes) -> None:
        asked = await Client(WHO, "/v1/decide/v1/chat/completions").ask(fakes)
        assert json.loads(asked.body)["outcome"] == "hold"

    assert tried(work).cases.kept == {}


def test_what_cannot_be_written_lets_nothing_pass() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        people_allow(fakes)
        fakes.cases.fail = RecordError("cases: the disk is full")
        assert (await ask(fakes)).status == 503
        fakes.mended()
        assert (await ask(fakes)).status == 200

    fakes = tried(work)

    assert [failure["stage"] for failure in fakes.log.read("gate-failure")] == ["hold"]
    assert len(fakes.upstream.sent) == 1


def test_people_allow_what_is_unclear_and_then_faces_are_seen() -> None:
    held = judged(STATION, IDENTIFY)

    outcome = allowed_by_people(held, Pictured.FACES, Visible.NEEDED, STATION)

    assert isinstance(outcome, Outcome)
    assert (outcome.action, outcome.cover, outcome.row) == (Action.PASS, False, 6)
    assert outcome.reason is Reason.ALLOWED


@pytest.mark.parametrize(
    "who",
    [
        police("NO", environment="uncontrolled", timeliness="real_time"),
        police("NO", environment="uncontrolled", capture_device="body_worn"),
    ],
)
def test_nobody_allows_while_a_deny_can_be_reached(who: Registration) -> None:
    held = judged(who, IDENTIFY)

    assert held.outcome.action is Action.HOLD
    assert held.verdicts & Verdict.DENY
    assert allowed_by_people(held, Pictured.FACES, Visible.NEEDED, who) is Bar.DENY


def test_nobody_allows_what_could_not_be_looked_at() -> None:
    held = judged(STATION, IDENTIFY, pictured=Pictured.UNCERTAIN)

    found = allowed_by_people(held, Pictured.UNCERTAIN, Visible.NEEDED, STATION)

    assert found is Bar.NOT_COVERED


def test_nobody_allows_a_contradiction() -> None:
    held = judged(STATION, IDENTIFY)
    none = replace(held, judged=tuple(replace(each, verdicts=Verdict(0)) for each in held.judged))

    found = allowed_by_people(none, Pictured.FACES, Visible.NEEDED, STATION)

    assert found is Bar.CONTRADICTORY


def test_the_grounds_are_names_of_ours_and_differ_with_facts_and_clauses() -> None:
    first = grounds_of(judged(STATION, IDENTIFY))
    again = grounds_of(judged(STATION, IDENTIFY))
    elsewhere = police("NO", capture_device="fixed_cctv", environment="uncontrolled")
    piece = Evidence("timeliness", ("real_time",), Basis.ATTESTED, "attestation:k", 1000)

    assert first == again
    assert "environment=controlled:registered" in first.facts
    assert any("ms-aoai-coc@2024-05-03#" in each for each in first.acts)
    assert not grounds_of(judged(elsewhere, IDENTIFY)).answered_by(first)
    assert not grounds_of(judged(STATION, IDENTIFY, attested=(piece,))).answered_by(first)
    assert grounds_of(judged(private(provider_approval="none"), IDENTIFY)).facts != first.facts


OTHER = body_of("Who is this?", b"face of somebody else")


def people_allow_alike(fakes: Fakes, uses: int = 2) -> Case:
    for who in (ALICE, BOB):
        case = the_case(fakes)
        mine = fakes.cases.step(case.id, lambda each, now, who=who: steps.claim(each, who, now))
        grant = Grant(uses, fakes.now // 1_000_000 + HOUR, alike=True)
        fakes.cases.step(
            case.id,
            lambda each, now, who=who, token=mine.token, grant=grant: steps.allow(
                each, who, token, "a station", grant, now
            ),
        )
    return the_case(fakes)


def test_calls_like_one_that_people_allowed_pass_and_say_by_which_case() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        given = people_allow_alike(fakes)
        like = await ask(fakes, OTHER)
        assert (like.status, like.headers["x-countenance-case"]) == (200, given.id)
        assert (await ask(fakes)).status == 200
        third = await ask(fakes, body_of("Who is this?", b"face 3"))
        assert (third.status, told(third)["case"] != given.id) == (403, True)

    fakes = tried(work)

    passed = [entry for entry in fakes.log.read("decision") if entry["outcome"] == "pass"]
    assert len({entry["case"] for entry in passed}) == 1
    assert [entry["reason"] for entry in passed] == ["review-allowed"] * 2
    used = [entry for entry in fakes.log.read("hold") if entry["change"] == "used"]
    assert [(entry["decision"], entry["left"]) for entry in used] == [
        (passed[0]["id"], 1), (passed[1]["id"], 0),
    ]  # fmt: skip


def test_what_is_asked_otherwise_or_registered_otherwise_is_not_like_it() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        people_allow_alike(fakes)
        fakes.callers.registration = replace(STATION, revision=STATION.revision + 1)
        assert (await ask(fakes, OTHER)).status == 403
        fakes.callers.registration = STATION
        assert (await ask(fakes, body_of("Who is this?", b"face 3"))).status == 200
        fakes.callers.registration = replace(STATION, ref="c-elsewhere")
        assert (await ask(fakes, body_of("Who is this?", b"face 4"))).status == 403

    assert len(tried(work).upstream.sent) == 1


def test_an_allow_for_calls_like_one_never_outlives_codes_that_deny() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        people_allow_alike(fakes)
        fakes.callers.registration = police(
            "NO", capture_device="body_worn", timeliness="real_time", environment="uncontrolled"
        )
        assert (await ask(fakes, OTHER)).status == 400

    assert tried(work).upstream.sent == []


def test_an_allow_that_was_taken_back_lets_nothing_pass() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes)
        given = people_allow_alike(fakes)
        fakes.cases.step(given.id, lambda each, now: steps.withdraw(each, CAROL, "over", now))
        assert (await ask(fakes, OTHER)).status == 403
        assert (await ask(fakes)).status == 403

    fakes = tried(work)

    assert fakes.upstream.sent == []
    assert fakes.cases.kept[f"{next(iter(fakes.cases.kept))}"].state is State.WITHDRAWN


def test_a_call_that_waits_for_people_is_not_let_through_by_another_one() -> None:
    async def work(fakes: Fakes) -> None:
        await ask(fakes, OTHER)
        await ask(fakes)
        people_allow_alike(fakes)
        assert (await ask(fakes, OTHER)).status == 403

    assert tried(work).upstream.sent == []
