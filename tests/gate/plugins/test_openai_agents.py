"""The guardrail for OpenAI's Agents SDK, run by the SDK itself against a gate."""

import asyncio
import base64
import time
from collections.abc import Iterator
from typing import Any

import pytest
from agents import Agent, InputGuardrailTripwireTriggered, Runner

from countenance.gate.plugins.openai_agents import face_guardrail
from gate.plugins.serving import Scripted
from gate.running import Running, face, running, view
from scripted_http import scripted_http


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("agents")) as started:
        yield started


@pytest.fixture(scope="module")
def key(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


def _input(text: str, picture: bytes) -> Any:
    url = "data:image/jpeg;base64," + base64.b64encode(picture).decode()
    content = [
        {"type": "input_text", "text": text},
        {"type": "input_image", "image_url": url, "detail": "auto"},
    ]
    return [{"role": "user", "content": content}]


def _run(address: str, key: str, given: Any, model: Scripted, seconds: float = 60.0) -> str:
    guardrail = face_guardrail(address, key, "gpt-4o", seconds=seconds)
    agent = Agent(name="a", model=model, input_guardrails=[guardrail])
    return str(asyncio.run(Runner.run(agent, given)).final_output)


@pytest.mark.parametrize("given", ["What is a notary?", _input("Describe this.", view())])
def test_what_passes_reaches_the_model(gate: Running, key: str, given: Any) -> None:
    model = Scripted()

    assert _run(gate.address, key, given, model) == "a wall"
    assert len(model.given) == 1


@pytest.mark.parametrize(
    ("text", "outcome"), [("Who is this?", "refuse"), ("Describe this picture.", "redact")]
)
def test_what_would_not_simply_pass_stops_the_run_before_the_model(
    gate: Running, key: str, text: str, outcome: str
) -> None:
    model = Scripted()

    with pytest.raises(InputGuardrailTripwireTriggered) as caught:
        _run(gate.address, key, _input(text, face()), model)

    told = caught.value.guardrail_result.output.output_info
    assert told["outcome"] == outcome
    assert gate.entries(told["entry"])[0]["what_if"] is True
    assert model.given == []


def test_what_cannot_be_read_stops_the_run_with_the_reason(gate: Running, key: str) -> None:
    odd = [{"type": "item_reference", "id": "x"}]

    with pytest.raises(InputGuardrailTripwireTriggered) as caught:
        _run(gate.address, key, odd, Scripted())

    assert caught.value.guardrail_result.output.output_info["clause"] in (
        "unsupported", "unreadable",
    )  # fmt: skip


def test_a_wrong_key_and_a_gate_that_is_gone_stop_the_run(gate: Running) -> None:
    for address in (gate.address, "http://127.0.0.1:9"):
        model = Scripted()
        with pytest.raises(InputGuardrailTripwireTriggered):
            _run(address, "cnt_nobody", "Hello", model)
        assert model.given == []


@pytest.mark.parametrize(
    "body", [b"no JSON", b"[]", b'{"outcome": "pass"}', b'{"object": "countenance.decision"}']
)
def test_an_answer_in_another_form_stops_the_run(body: bytes) -> None:
    """Something else may listen at that address, and be friendly."""

    def friendly(seen: object) -> tuple[int, dict[str, str], Iterator[bytes]]:
        return 200, {"content-length": str(len(body))}, iter([body])

    with scripted_http(friendly) as said:
        model = Scripted()
        with pytest.raises(InputGuardrailTripwireTriggered):
            _run(said.url, "cnt_x", "Hello", model)

    assert model.given == []


def test_a_gate_that_is_slow_stops_the_run() -> None:
    def slow(seen: object) -> tuple[int, dict[str, str], Iterator[bytes]]:
        time.sleep(0.5)
        return 200, {"content-length": "0"}, iter([b""])

    with (
        scripted_http(slow) as said,
        pytest.raises(InputGuardrailTripwireTriggered),
    ):
        _run(said.url, "cnt_x", "Hello", Scripted(), seconds=0.1)
