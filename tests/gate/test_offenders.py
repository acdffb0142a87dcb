"""A caller whose refusals add up, from outside: what it is told, and that it is suspended."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest
from azure.ai.vision.face import FaceClient
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from azure.core.pipeline.policies import RetryPolicy

from countenance.callers.standing import Standing, Step
from countenance.errors import RecordError
from gate.fakes import Client, Fakes, body_of
from gate.judged import private
from gate.running import Running, face, running

STEPS = "[offences]\nnotice_after = 1\nreview_after = 2\nsuspend_after = 3\n"
WHO = "Who is this?"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    more = STEPS + 'suspension = "automatic"\n'
    with running(tmp_path_factory.mktemp("offenders"), more) as started:
        yield started


def test_notice_review_suspension_and_a_person_who_lifts(gate: Running) -> None:
    key = gate.caller("eager", "actor_kind=private_entity", "provider_approval=none")
    reached = len(gate.upstream.reached)

    told = [gate.ask(key, WHO, face()) for _ in range(4)]

    assert [answer.headers.get("x-countenance-notice", "") for answer in told] == [
        "noticed; refusals=1; hours=24", "review; refusals=2; hours=168",
        "suspended; refusals=3; hours=720", "",
    ]  # fmt: skip
    assert told[1].body["countenance"]["notice"]["step"] == "review"
    assert [answer.clause for answer in told[:3]] == ["ms-enterprise-ai-coc@4.0#15"] * 3
    assert (told[3].raised, told[3].clause) == ("PermissionDeniedError", "caller-suspended")
    assert told[3].headers["x-should-retry"] == "false"
    entry = gate.entries(told[3].entry)[0]
    assert (entry["kind"], entry["change"], entry["by"]) == ("standing", "suspended", "gate")
    assert "countenance_callers_suspended 1.0" in gate.post("/metrics", None, b"").text
    gate.run("callers", "lift", "eager", "--reason", "talked to them")
    assert gate.ask(key, "Hello").outcome == "pass"
    assert len(gate.upstream.reached) == reached + 1


def test_a_suspended_caller_is_refused_on_every_route_as_its_client_expects(
    gate: Running,
) -> None:
    key = gate.caller("halted", "actor_kind=private_entity", "provider_approval=none")
    gate.run("callers", "suspend", "halted", "--reason", "asked for names")
    before, reached = gate.calls(), len(gate.upstream.reached)
    said: Any = [{"role": "user", "content": "Hello"}]

    with openai.OpenAI(base_url=f"{gate.address}/v1", api_key=key) as client:
        for call in (
            lambda: client.chat.completions.create(model="gpt-4o", messages=said),
            lambda: client.chat.completions.create(model="gpt-4o", messages=said, stream=True),
            lambda: client.models.list(),
        ):
            with pytest.raises(openai.PermissionDeniedError) as raised:
                call()
            assert raised.value.code == "caller_suspended"
    with (
        openai.AzureOpenAI(
            azure_endpoint=gate.address, api_key=key, api_version="2024-10-21"
        ) as azure,
        pytest.raises(openai.PermissionDeniedError),
    ):
        azure.chat.completions.create(model="azure-4o", messages=said)
    with (
        anthropic.Anthropic(base_url=gate.address, api_key=key) as other,
        pytest.raises(anthropic.PermissionDeniedError),
    ):
        other.messages.create(model="sonnet", max_tokens=9, messages=said)
    retry = RetryPolicy(retry_total=3)
    credential = AzureKeyCredential(key)
    with (
        FaceClient(gate.address, credential, retry_policy=retry) as faces,
        pytest.raises(HttpResponseError) as wrong,
    ):
        faces.detect(face(), detection_model="detection_03", recognition_model="recognition_04",
                     return_face_id=False)  # fmt: skip
    assert wrong.value.status_code == 403
    assert wrong.value.error is not None
    assert wrong.value.error.code == "caller_suspended"
    for path in ("/v1/holds/hold-1", "/v1/decide", "/v1/nowhere", "/v1/models/gpt-4o"):
        answer = gate.post(path, key, b"{}")
        assert (answer.status_code, answer.headers["x-countenance-clause"]) == (
            403, "caller-suspended",
        )  # fmt: skip
    assert gate.calls() == before
    assert len(gate.upstream.reached) == reached


def test_nobody_is_suspended_by_the_gate_unless_the_operator_said_so(tmp_path: Path) -> None:
    with running(tmp_path, STEPS) as by_people:
        key = by_people.caller("eager", "actor_kind=private_entity", "provider_approval=none")
        told = [by_people.ask(key, WHO, face()) for _ in range(4)]
        listed = json.loads(by_people.run("offenders", "list", "--json"))

    assert {answer.clause for answer in told} == {"ms-enterprise-ai-coc@4.0#15"}
    assert [row["step"] for row in listed] == ["review"]
    assert listed[0]["now"] == 4


def tried(prepare: Any, body: bytes) -> tuple[Fakes, Client]:
    async def walk() -> tuple[Fakes, Client]:
        fakes = Fakes()
        fakes.callers.registration = private(provider_approval="none")
        prepare(fakes)
        client = await Client(body).ask(fakes)
        await fakes.recorder.drain()
        return fakes, client

    return asyncio.run(walk())


def test_a_refusal_stays_one_when_it_cannot_be_counted() -> None:
    def broken(fakes: Fakes) -> None:
        fakes.standings.fail = RecordError("the disk is full")

    fakes, client = tried(broken, body_of(WHO, b"face"))

    assert client.status == 400
    assert "x-countenance-notice" not in client.headers
    assert [entry["stage"] for entry in fakes.log.read("gate-failure")] == ["standing"]
    assert fakes.upstream.sent == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (body_of(WHO, b"face"), 1),
        (body_of("Describe it.", b"face"), 0),
        (body_of("hello"), 0),
        (b"{", 0),
        (body_of(WHO, b"no picture", model=7), 0),
    ],
)
def test_only_what_was_denied_is_counted(body: bytes, told: int) -> None:
    def standing(fakes: Fakes) -> None:
        fakes.standings.standing = Standing(Step.NOTICED, "c@1#a", 3, 24)

    fakes, client = tried(standing, body)

    assert len(fakes.standings.told) == told
    assert ("x-countenance-notice" in client.headers) is bool(told)


def test_who_only_asks_is_not_counted() -> None:
    async def walk() -> Fakes:
        fakes = Fakes()
        fakes.callers.registration = private(provider_approval="none")
        await Client(body_of(WHO, b"face"), "/v1/decide").ask(fakes)
        return fakes

    assert asyncio.run(walk()).standings.told == []
