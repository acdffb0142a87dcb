"""Chat through a whole gate, sent by the unmodified client of Azure AI Inference."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.ai.inference import ChatCompletionsClient
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError

from gate.running import Running, face, messages, running, view

NAME = "Wilhelmina Quist"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("inference")
    with running(folder) as gate:
        yield gate


@pytest.fixture(scope="module", params=["", "/models", "/openai/deployments/gpt-4o"])
def client(gate: Running, request: pytest.FixtureRequest) -> Iterator[ChatCompletionsClient]:
    key = gate.caller(
        f"acme{request.param.replace('/', '-')}", "actor_kind=private_entity",
        "provider_approval=none",
    )  # fmt: skip
    endpoint = gate.address + request.param
    with ChatCompletionsClient(endpoint, AzureKeyCredential(key)) as client:
        yield client


def _asked(words: str, picture: bytes | None = None) -> dict[str, Any]:
    return {"messages": messages(words, picture), "model": "gpt-4o"}


def test_text_passes(gate: Running, client: ChatCompletionsClient) -> None:
    answer = client.complete(**_asked("What is a notary?"))

    assert answer.choices[0].message.content == "I was sent 1 text(s) and 0 picture(s)."


@pytest.mark.parametrize("stream", [False, True])
def test_to_name_somebody_is_refused_at_the_call_and_once(
    gate: Running, client: ChatCompletionsClient, stream: bool
) -> None:
    before, entries = len(gate.upstream.reached), gate.calls()
    with pytest.raises(HttpResponseError, match="content_filter") as caught:
        client.complete(**_asked("Who is this?", face()), stream=stream)

    assert caught.value.status_code == 400
    assert len(gate.upstream.reached) == before
    assert gate.calls() == entries + 1


def test_a_face_is_covered_before_the_picture_goes_up(
    gate: Running, client: ChatCompletionsClient
) -> None:
    client.complete(**_asked("Describe this picture.", face()))

    (sent,) = gate.upstream.reached[-1].pictures
    assert sent != face()


def test_a_streamed_answer_stops_before_a_name(
    gate: Running, client: ChatCompletionsClient
) -> None:
    gate.upstream.script.append(f"A person looks at the camera. I think it is {NAME} of Oslo.")
    told = client.complete(**_asked("Describe this picture.", face()), stream=True)
    updates = [choice for update in told for choice in update.choices]

    assert "Wil" not in "".join(choice.delta.content or "" for choice in updates)
    assert updates[-1].finish_reason == "content_filter"


def test_a_streamed_answer_comes_through(gate: Running, client: ChatCompletionsClient) -> None:
    gate.upstream.script.append("Green hills lie under a wide and open sky with some clouds.")
    told = client.complete(**_asked("Describe this picture.", view()), stream=True)
    said = "".join(
        choice.delta.content or "" for update in told for choice in update.choices
    )

    assert said.strip().endswith("with some clouds.")


def test_an_unknown_field_and_route_are_refused_by_name(
    gate: Running, client: ChatCompletionsClient
) -> None:
    before = len(gate.upstream.reached)
    with pytest.raises(HttpResponseError, match="colour"):
        client.complete(**_asked("Hello"), model_extras={"colour": "red"})
    with pytest.raises(HttpResponseError) as caught:
        client.get_model_info()
    assert caught.value.status_code == 404
    assert len(gate.upstream.reached) == before
