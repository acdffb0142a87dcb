"""The routes beside the walk: who asks, how, and what becomes of a failure."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from countenance.dialects.guardrail import GUARDRAIL_PATH
from gate.running import Running, face, messages, running


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("doors")) as started:
        yield started


@pytest.fixture(scope="module")
def key(gate: Running) -> str:
    return gate.caller("litellm", "actor_kind=private_entity", "provider_approval=none")


def _asked(**more: Any) -> bytes:
    shown = {"input_type": "request", "litellm_call_id": "1", "model": "gpt-4o"}
    return json.dumps({**shown, **more}).encode()


def test_without_a_key_nobody_is_answered(gate: Running) -> None:
    before = gate.calls()

    answer = gate.post(GUARDRAIL_PATH, None, _asked())

    assert answer.status_code == 401
    assert gate.calls() == before


def test_another_method_and_a_query_are_refused(gate: Running, key: str) -> None:
    by_get = httpx2.get(gate.address + GUARDRAIL_PATH, headers={"x-api-key": key})
    asked = gate.post(f"{GUARDRAIL_PATH}?x=1", key, _asked())
    in_query = gate.post(f"{GUARDRAIL_PATH}?api_key=x", key, _asked())

    assert (by_get.status_code, by_get.headers["allow"]) == (405, "POST")
    assert (asked.status_code, in_query.status_code) == (400, 400)
    assert "holds a key" in in_query.json()["error"]["message"]
    assert [entry["kind"] for entry in gate.entries()][-3:] == ["unreadable"] * 3


def test_what_fails_behind_a_door_is_entered_and_answered_as_a_failure(
    gate: Running, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    running_gate = gate.gate._open_or_raise()

    async def breaks(*_: object) -> Any:
        raise ZeroDivisionError("held a secret")

    doors: Any = running_gate.doors._doors
    monkeypatch.setitem(doors, GUARDRAIL_PATH, breaks)
    answer = gate.post(GUARDRAIL_PATH, key, _asked())

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "gate_failure")
    assert "secret" not in answer.text
    entry = [entry for entry in gate.entries() if entry["kind"] == "gate-failure"][-1]
    assert (entry["stage"], entry["error"]) == ("plug-in", "ZeroDivisionError")


def test_a_hold_is_kept_and_its_page_is_named(gate: Running) -> None:
    police = gate.caller(
        "police", "actor_kind=law_enforcement_agency", "agency_country=NO",
        "agency_type=national_police", "--pin", "ms-aoai-coc@2024-05-03",
    )  # fmt: skip
    shown = _asked(structured_messages=messages("Who is this?", face()))

    answer = gate.post(GUARDRAIL_PATH, police, shown)

    told = answer.json()
    url = told["blocked_reason"].rpartition(" ")[2]
    page = httpx2.get(url, headers={"authorization": f"Bearer {police}"})
    assert (answer.status_code, told["action"]) == (200, "BLOCKED")
    assert answer.headers["x-countenance-decision"] == "hold"
    assert page.json()["status"] == "open"


def test_what_cannot_be_read_is_blocked_with_what_would_be_right(gate: Running, key: str) -> None:
    before = len(gate.entries())

    answers = [
        gate.post(GUARDRAIL_PATH, key, _asked(texts=["Hi"])),
        gate.post(GUARDRAIL_PATH, key, _asked(pictures=[])),
        gate.post(GUARDRAIL_PATH, key, b"{"),
    ]

    told = [answer.json()["blocked_reason"] for answer in answers]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert "only words" in told[0]
    assert "`pictures`" in told[1]
    assert told[2].startswith("unreadable · body: ")
    assert [entry["kind"] for entry in gate.entries(before)] == ["unreadable"] * 3


def test_an_answer_to_a_call_of_somebody_else_is_blocked(gate: Running, key: str) -> None:
    other = gate.caller("other", "actor_kind=private_entity", "provider_approval=none")
    shown = _asked(litellm_call_id="77", structured_messages=messages("Hello", None))
    gate.post(GUARDRAIL_PATH, key, shown)
    answer = _asked(litellm_call_id="77", input_type="response", texts=["Hello to you."])

    assert gate.post(GUARDRAIL_PATH, key, answer).json() == {"action": "NONE"}
    assert gate.post(GUARDRAIL_PATH, other, answer).json()["action"] == "BLOCKED"


def test_the_arguments_of_tools_in_an_answer_are_judged(gate: Running, key: str) -> None:
    tools = [{"type": "function", "function": {"name": "note", "parameters": {}}}]
    shown = _asked(
        litellm_call_id="8", tools=tools, structured_messages=messages("Describe this.", face())
    )
    assert gate.post(GUARDRAIL_PATH, key, shown).json()["action"] == "GUARDRAIL_INTERVENED"

    def said(name: str, words: str) -> str:
        call = {"id": "t", "type": "function",
                "function": {"name": name, "arguments": json.dumps({"text": words})}}  # fmt: skip
        body = _asked(litellm_call_id="8", input_type="response", texts=[], tool_calls=[call])
        return str(gate.post(GUARDRAIL_PATH, key, body).json()["action"])

    assert said("note", "a person before a wall") == "NONE"
    assert said("note", "This is Wilhelmina Quist.") == "BLOCKED"
    assert said("send", "a person before a wall") == "BLOCKED"


def test_an_answer_with_a_picture_is_blocked(gate: Running, key: str) -> None:
    """LiteLLM cannot put it back covered."""
    shown = _asked(litellm_call_id="9", structured_messages=messages("Describe this.", face()))
    gate.post(GUARDRAIL_PATH, key, shown)
    texts = ["a wall ![x](https://pictures.example/a.png)"]

    told = gate.post(
        GUARDRAIL_PATH, key, _asked(litellm_call_id="9", input_type="response", texts=texts)
    ).json()

    assert told["action"] == "BLOCKED"
    assert "a picture in an answer" in told["blocked_reason"]
