"""Texts gone on with or turned into numbers, by the unmodified clients."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.ai.inference import EmbeddingsClient, ImageEmbeddingsClient
from azure.ai.inference.models import ImageEmbeddingInput
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from openai import APIStatusError, AzureOpenAI, BadRequestError, NotFoundError, OpenAI

from countenance.stores.packaged import packaged_editions
from gate.running import Running, face, running, view


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("texts")
    with running(folder) as gate:
        yield gate


@pytest.fixture(scope="module")
def acme(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


@pytest.fixture(scope="module")
def client(gate: Running, acme: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{gate.address}/v1", api_key=acme) as client:
        yield client


@pytest.fixture(scope="module")
def azure(gate: Running, acme: str) -> Iterator[AzureOpenAI]:
    with AzureOpenAI(
        azure_endpoint=gate.address, api_key=acme, api_version="2025-04-01-preview"
    ) as client:
        yield client


@pytest.mark.parametrize("given", ["a wall", ["a wall", "a door"], [1, 2, 3], [[1], [2, 3]]])
def test_texts_become_numbers(gate: Running, client: OpenAI, given: str | list[str]) -> None:
    answer = client.embeddings.create(model="gpt-4o", input=given, dimensions=3)

    assert answer.data[0].embedding == [0.25, -0.5, 1.0]
    assert answer.usage.total_tokens == 2
    reached = gate.upstream.reached[-1]
    assert reached.path == "/v1/embeddings"
    assert reached.body["input"] == given
    assert reached.body["dimensions"] == 3


def test_the_entry_of_an_embedding_is_one_of_text_alone(gate: Running, client: OpenAI) -> None:
    raw = client.embeddings.with_raw_response.create(model="gpt-4o", input="Wilhelmina Quist")
    entry = gate.entries()[int(raw.headers["x-countenance-entry"])]

    assert entry["ask"]["operation"] == "embeddings"
    assert (entry["outcome"], entry["row"]) == ("pass", 1)
    assert [part["inspected_by"] for part in entry["parts"]] == [["axiom-text-alone"]]
    assert "Wilhelmina" not in str(entry)


def test_azure_asks_for_numbers_by_deployment(gate: Running, azure: AzureOpenAI) -> None:
    azure.embeddings.create(model="azure-4o", input="a wall")

    assert gate.upstream.reached[-1].path == (
        "/v1/openai/deployments/azure-4o/embeddings?api-version=2025-04-01-preview"
    )


@pytest.mark.parametrize("start", ["", "/models", "/openai/deployments/gpt-4o"])
def test_the_client_of_azure_inference_gets_numbers(gate: Running, acme: str, start: str) -> None:
    with EmbeddingsClient(gate.address + start, AzureKeyCredential(acme)) as client:
        answer = client.embed(input=["a wall"], model="gpt-4o")

    assert answer.data[0].embedding == [0.25, -0.5, 1.0]


@pytest.mark.parametrize("shown", ["face", "view"])
def test_a_picture_turned_into_numbers_is_an_enrolment(
    gate: Running, acme: str, shown: str
) -> None:
    picture = face() if shown == "face" else view()
    url = "data:image/jpeg;base64," + base64.b64encode(picture).decode()
    before, calls = len(gate.upstream.reached), gate.calls()
    with (
        ImageEmbeddingsClient(gate.address, AzureKeyCredential(acme)) as client,
        pytest.raises(HttpResponseError) as caught,
    ):
        client.embed(input=[ImageEmbeddingInput(image=url)], model="gpt-4o")

    assert caught.value.status_code in (400, 403)
    assert "ms-enterprise-ai-coc@4.0 #15" in str(caught.value)
    assert len(gate.upstream.reached) == before
    assert gate.calls() == calls + 1


def test_who_is_approved_for_it_gets_numbers_of_a_picture_and_no_words(tmp_path: Path) -> None:
    """That enrolling is identifying as well is an interpretation, so somebody signs it off."""
    signed = [
        clause.digest
        for edition in packaged_editions()
        if edition.code == "ms-enterprise-ai-coc"
        for clause in edition.clauses
    ]
    url = "data:image/jpeg;base64," + base64.b64encode(face()).decode()
    with running(tmp_path, f"[codes]\nsigned_off = {signed}") as gate:
        key = gate.caller(
            "door", "actor_kind=private_entity", "on_behalf_of=none", "use_jurisdiction=NO",
            "provider_approval=limited_access_use_case",
        )  # fmt: skip
        with ImageEmbeddingsClient(gate.address, AzureKeyCredential(key)) as client:
            shown = [ImageEmbeddingInput(image=url, text="a door")]
            answer = client.embed(input=shown, model="gpt-4o")

        assert answer.data[0].embedding == [0.25, -0.5, 1.0]
        assert "words" not in answer
        reached = gate.upstream.reached[-1]
        assert reached.path == "/v1/images/embeddings"
        assert reached.body["input"][0]["image"] != url


@pytest.mark.parametrize("stream", [False, True])
def test_a_text_is_gone_on_with(gate: Running, client: OpenAI, stream: bool) -> None:
    gate.upstream.script.append("upon a time there was a wall.")
    asked: dict[str, Any] = {"model": "gpt-4o", "prompt": "Once", "max_tokens": 9}
    if stream:
        rows = list(client.completions.create(**asked, stream=True))
    else:
        rows = [client.completions.create(**asked)]

    assert "upon a time" in "".join(choice.text for row in rows for choice in row.choices)
    assert gate.upstream.reached[-1].body["prompt"] == "Once"


def test_azure_goes_on_with_a_text(gate: Running, azure: AzureOpenAI) -> None:
    gate.upstream.script.append("upon a time")

    assert azure.completions.create(model="azure-4o", prompt="Once").choices[0].text


def test_tokens_and_unknown_fields_are_refused_by_name(gate: Running, client: OpenAI) -> None:
    before = len(gate.upstream.reached)
    with pytest.raises(BadRequestError, match="send the text itself"):
        client.completions.create(model="gpt-4o", prompt=[1, 2])
    with pytest.raises(BadRequestError, match="colour"):
        client.embeddings.create(model="gpt-4o", input="a", extra_body={"colour": "red"})
    with pytest.raises(BadRequestError, match="`input`"):
        client.embeddings.create(model="gpt-4o", input=[])

    assert len(gate.upstream.reached) == before


def test_what_is_no_answer_does_not_leave(gate: Running, client: OpenAI) -> None:
    gate.upstream.script.append("!garbage")
    with pytest.raises(APIStatusError) as caught:
        client.with_options(max_retries=0).embeddings.create(model="gpt-4o", input="a")

    assert caught.value.status_code == 503
    assert "secret words" not in str(caught.value.body)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the client, for what is retired
@pytest.mark.parametrize(
    "asked",
    [
        lambda client: client.batches.create(
            input_file_id="file-1", endpoint="/v1/chat/completions", completion_window="24h"
        ),
        lambda client: client.beta.assistants.create(model="gpt-4o"),
        lambda client: client.beta.threads.create(),
        lambda client: client.vector_stores.create(),
        lambda client: client.fine_tuning.jobs.create(model="gpt-4o", training_file="file-1"),
        lambda client: client.uploads.create(
            bytes=1, filename="a", mime_type="image/png", purpose="vision"
        ),
        lambda client: client.conversations.create(),
        lambda client: client.containers.create(name="a"),
        lambda client: client.videos.create(prompt="a wall"),
        lambda client: client.moderations.create(input="a wall"),
        lambda client: client.audio.speech.create(model="tts-1", voice="alloy", input="a"),
        lambda client: client.chat.completions.retrieve("chatcmpl-1"),
        lambda client: client.images.create_variation(image=b"a", model="dall-e-2"),
    ],
)  # fmt: skip
def test_every_side_door_is_refused_at_the_call_and_entered(
    gate: Running, client: OpenAI, asked: object
) -> None:
    before, calls = len(gate.upstream.reached), gate.calls()
    with pytest.raises(NotFoundError, match="not answered by this gate") as caught:
        asked(client)  # type: ignore[operator]  # each is a call of the client

    assert caught.value.code == "unknown_route"
    assert len(gate.upstream.reached) == before
    entry = gate.entries()[int(caught.value.response.headers["x-countenance-entry"])]
    assert (entry["kind"], entry["clause"], entry["status"]) == ("unreadable", "unsupported", 404)
    assert gate.calls() == calls + 1


def test_azure_lists_its_models(azure: AzureOpenAI) -> None:
    assert "azure-4o" in {model.id for model in azure.models.list()}


def test_the_odd_path_of_a_client_with_a_base_address_is_read(gate: Running, acme: str) -> None:
    """It has both `/v1` and a deployment in its path, and a version that is a word."""
    with AzureOpenAI(
        base_url=f"{gate.address}/openai/v1/", api_key=acme, api_version="preview"
    ) as client:
        client.embeddings.create(model="azure-4o", input="a wall")
        client.completions.create(model="azure-4o", prompt="Once")
        client.images.generate(model="azure-4o", prompt="Green hills")
        assert "azure-4o" in {model.id for model in client.models.list()}

    assert gate.upstream.reached[-1].path.startswith(
        "/v1/openai/deployments/azure-4o/images/generations?api-version="
    )
