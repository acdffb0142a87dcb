"""Responses through a whole gate, sent by the unmodified client."""

import asyncio
import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from agents import Agent, Runner, function_tool, set_tracing_disabled
from agents.models.openai_responses import OpenAIResponsesModel
from openai import AsyncOpenAI, AzureOpenAI, OpenAI
from PIL import Image

from countenance.media.pdf import pdf_of_pages
from gate.running import PIN, UPSTREAM_KEY, Running, face, running, view

NAME = "Wilhelmina Quist"
SAID = "A person with dark hair looks straight at the camera."
OSLO_POLICE = (
    "actor_kind=law_enforcement_agency", "agency_country=NO", "agency_type=national_police",
    "use_jurisdiction=NO", "provider_approval=none", "capture_device=fixed_cctv",
    "environment=controlled", "timeliness=real_time", "--pin", PIN,
)  # fmt: skip
TOOL: Any = {
    "type": "function", "name": "look_up", "parameters": {"type": "object"}, "strict": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("responses")
    with running(folder) as gate:
        yield gate


@pytest.fixture(scope="module")
def acme(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


@pytest.fixture(scope="module")
def client(gate: Running, acme: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{gate.address}/v1", api_key=acme) as client:
        yield client


def _asked(words: str, picture: bytes | None = None, **more: Any) -> Any:
    content: list[dict[str, Any]] = [{"type": "input_text", "text": words}]
    if picture is not None:
        url = "data:image/jpeg;base64," + base64.b64encode(picture).decode()
        content.append({"type": "input_image", "image_url": url, "detail": "auto"})
    return {"model": "gpt-4o", "input": [{"role": "user", "content": content}], **more}


def test_text_passes_with_the_gates_own_key_and_is_not_stored(
    gate: Running, client: OpenAI
) -> None:
    answer = client.responses.create(model="gpt-4o", input="What is a notary?")

    assert answer.output_text == "I was sent 1 text(s) and 0 picture(s)."
    reached = gate.upstream.reached[-1]
    assert reached.path == "/v1/responses"
    assert reached.headers["authorization"] == f"Bearer {UPSTREAM_KEY}"
    assert reached.body["store"] is False


@pytest.mark.parametrize("stream", [False, True])
def test_a_face_is_covered_before_the_picture_goes_up(
    gate: Running, client: OpenAI, stream: bool
) -> None:
    asked = _asked("Describe this picture.", face(), stream=stream)
    raw = client.responses.with_raw_response.create(**asked)
    if stream:
        list(raw.parse())

    assert raw.headers["x-countenance-decision"] == "redact"
    (sent,) = gate.upstream.reached[-1].pictures
    assert sent != face()
    assert Image.open(io.BytesIO(sent)).size == Image.open(io.BytesIO(face())).size
    entry = gate.entries(int(raw.headers["x-countenance-entry"]))[0]
    assert entry["ask"]["operation"] == "responses"
    assert entry["media"][0]["covered"] == 1


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("azure", [False, True])
def test_to_name_somebody_is_refused_at_the_call_and_once(
    gate: Running, acme: str, stream: bool, azure: bool
) -> None:
    before, entries = len(gate.upstream.reached), gate.calls()
    client: OpenAI
    if azure:
        client = AzureOpenAI(
            azure_endpoint=gate.address, api_key=acme, api_version="2025-04-01-preview"
        )
    else:
        client = OpenAI(base_url=f"{gate.address}/v1", api_key=acme)
    with client, pytest.raises(openai.BadRequestError) as caught:
        client.responses.create(**_asked("Who is this?", face()), stream=stream)

    error: Any = caught.value.body
    assert caught.value.code == "content_filter"
    assert error["innererror"]["code"] == "ResponsibleAIPolicyViolation"
    assert error["countenance"]["clause"] == "15"
    assert caught.value.response.headers["x-countenance-decision"] == "refuse"
    assert len(gate.upstream.reached) == before
    assert gate.calls() == entries + 1


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_names_somebody_is_withheld(
    gate: Running, client: OpenAI, stream: bool
) -> None:
    gate.upstream.script.append(f"{SAID} I think that this is {NAME} of Oslo.")
    asked = _asked("Describe this picture.", face())
    if stream:
        told = list(client.responses.create(**asked, stream=True))
        words = "".join(e.delta for e in told if e.type == "response.output_text.delta")
        last = told[-1]
        assert last.type == "response.incomplete"
        answer = last.response
        assert all("Wil" not in each.to_json() for each in told)
    else:
        answer = client.responses.create(**asked)
        words = answer.output_text

    assert words == (SAID if stream else "")
    assert answer.status == "incomplete"
    assert answer.incomplete_details is not None
    assert answer.incomplete_details.reason == "content_filter"
    assert "Wil" not in answer.to_json()


def test_a_streamed_answer_begins_before_the_upstream_has_finished(
    gate: Running, client: OpenAI
) -> None:
    gate.upstream.script.append(f"{SAID} " + "Green hills lie under a wide and open sky. " * 4)
    gate.upstream.pause = 0.02
    try:
        with client.responses.stream(**_asked("Describe this picture.", view())) as stream:
            kinds = [event.type for event in stream]
            final = stream.get_final_response()
    finally:
        gate.upstream.pause = 0.0

    assert kinds.count("response.output_text.delta") >= 3
    assert final.output_text.startswith(SAID)


@pytest.mark.parametrize("stream", [False, True])
def test_calls_of_tools_and_their_results_go_both_ways(
    gate: Running, client: OpenAI, stream: bool
) -> None:
    called = {
        "id": "fc_1", "type": "function_call", "call_id": "call_1", "name": "look_up",
        "arguments": '{"what":"a wall"}', "status": "completed",
    }  # fmt: skip
    gate.upstream.script.append(f"!item:{json.dumps(called)}")
    asked = _asked("Describe this picture.", face(), tools=[TOOL])
    if stream:
        with client.responses.stream(**asked) as events:
            answer: Any = events.get_final_response()
    else:
        answer = client.responses.create(**asked)
    (call,) = answer.output
    assert (call.name, call.arguments) == ("look_up", '{"what":"a wall"}')

    result = {"type": "function_call_output", "call_id": "call_1", "output": [
        {"type": "input_text", "text": "This was found."},
        {"type": "input_image", "image_url": asked["input"][0]["content"][1]["image_url"]},
    ]}  # fmt: skip
    following = [*asked["input"], call.model_dump(exclude_none=True, exclude={"parsed_arguments"})]
    client.responses.create(model="gpt-4o", input=[*following, result], tools=[TOOL])  # type: ignore[list-item]

    sent = gate.upstream.reached[-1].pictures
    assert len(sent) == 2
    assert all(picture != face() for picture in sent)


def test_a_call_of_a_tool_that_was_not_offered_or_names_somebody_is_withheld(
    gate: Running, client: OpenAI
) -> None:
    for name, arguments in (("rm", "{}"), ("look_up", f'{{"who":"{NAME}"}}')):
        called = {"id": "fc_1", "type": "function_call", "call_id": "call_1", "name": name,
                  "arguments": arguments, "status": "completed"}  # fmt: skip
        gate.upstream.script.append(f"!item:{json.dumps(called)}")
        answer = client.responses.create(
            **_asked("Describe this picture.", face(), tools=[TOOL])
        )
        assert [item.type for item in answer.output] == ["message"]
        assert "Wil" not in answer.to_json()


def test_a_hold_and_an_unknown_key_raise_their_classes(gate: Running) -> None:
    key = gate.caller("oslo-police", *OSLO_POLICE)
    before, calls = len(gate.upstream.reached), gate.calls()
    for stream in (False, True):
        with (
            OpenAI(base_url=f"{gate.address}/v1", api_key=key) as police,
            pytest.raises(openai.PermissionDeniedError, match="held for review"),
        ):
            police.responses.create(**_asked("Who is this?", face()), stream=stream)
    assert gate.calls() == calls + 2
    assert len(gate.upstream.reached) == before
    with (
        OpenAI(base_url=f"{gate.address}/v1", api_key="nobody") as nobody,
        pytest.raises(openai.AuthenticationError),
    ):
        nobody.responses.create(model="gpt-4o", input="Hello")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"previous_response_id": "resp_1"}, "stored state was not looked at"),
        ({"conversation": "conv_1"}, "stored state was not looked at"),
        ({"prompt": {"id": "pmpt_1"}}, "stored state was not looked at"),
        ({"store": True}, "read later past this gate"),
        ({"background": True}, "answered later"),
        ({"input": [{"type": "item_reference", "id": "msg_1"}]}, "stored items"),
        ({"include": ["reasoning.encrypted_content"]}, "encrypted reasoning"),
        ({"tools": [{"type": "web_search"}]}, "tools that the upstream runs itself"),
        ({"tools": [{"type": "local_shell"}]}, "offer yours as a function"),
        ({"tools": [{"type": "code_interpreter", "container": {"type": "auto"}}]},
         r'upstream.hosted_tools = \["code_interpreter"\]'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stream", [False, True])
def test_what_nobody_can_look_at_is_refused_by_name(
    gate: Running, client: OpenAI, more: dict[str, Any], why: str, stream: bool
) -> None:
    before = len(gate.upstream.reached)
    asked: dict[str, Any] = {"model": "gpt-4o", "input": "Hello", **more}

    with pytest.raises(openai.BadRequestError, match=why):
        client.responses.create(**asked, stream=stream)
    assert len(gate.upstream.reached) == before


def test_stored_responses_are_refused_by_name(client: OpenAI) -> None:
    asking = (
        lambda: client.responses.retrieve("resp_1"),
        lambda: client.responses.delete("resp_1"),
        lambda: client.responses.cancel("resp_1"),
        lambda: client.responses.input_items.list("resp_1"),
    )
    for ask in asking:
        with pytest.raises(openai.NotFoundError, match="stored responses"):
            ask()


@pytest.mark.parametrize(
    ("fault", "raised"),
    [("!status:500", openai.InternalServerError), ("!garbage", openai.InternalServerError),
     ("!status:400", openai.BadRequestError)],
)  # fmt: skip
def test_a_fault_of_the_upstream_is_told_without_its_words(
    gate: Running, acme: str, fault: str, raised: type[openai.APIStatusError]
) -> None:
    gate.upstream.script.append(fault)
    with (
        OpenAI(base_url=f"{gate.address}/v1", api_key=acme, max_retries=0) as client,
        pytest.raises(raised) as caught,
    ):
        client.responses.create(**_asked("Describe this picture.", view()))

    assert "secret" not in str(caught.value)


def test_a_stream_that_breaks_off_is_raised(gate: Running, client: OpenAI) -> None:
    for fault in ("!noise", "!cut"):
        gate.upstream.script.append(fault)
        with pytest.raises(openai.APIError) as caught:
            list(client.responses.create(**_asked("Describe this.", view()), stream=True))
        assert caught.value.code == "upstream_failed"


@pytest.mark.parametrize("model", ["gpt-4o", "azure-4o"])
def test_clients_of_azure_reach_every_upstream(gate: Running, acme: str, model: str) -> None:
    asked = _asked("Describe this picture.", face())
    asked["model"] = model
    with AzureOpenAI(
        azure_endpoint=gate.address, api_key=acme, api_version="2025-04-01-preview"
    ) as client:
        answer: Any = client.responses.create(**asked)
    with OpenAI(base_url=f"{gate.address}/openai/v1/", api_key=acme) as newer:
        newer.responses.create(**asked)

    assert answer.output_text
    (row,) = answer.content_filters
    assert row["content_filter_results"]["facial_recognition"]["filtered"] is True
    first, second = gate.upstream.reached[-2:]
    assert second.body["model"] == model
    assert all(reached.pictures[0] != face() for reached in (first, second))
    path = "/v1/openai/responses?api-version=2025-04-01-preview"
    assert first.path == (path if model == "azure-4o" else "/v1/responses")


@pytest.mark.parametrize("stream", [False, True])
def test_an_agent_runs_as_it_is(gate: Running, acme: str, stream: bool) -> None:
    """The client for agents sends earlier items back with their ids, and reads every event."""
    called = {
        "id": "fc_1", "type": "function_call", "call_id": "call_1", "name": "look_up",
        "arguments": '{"what":"the wall"}', "status": "completed",
    }  # fmt: skip
    gate.upstream.script += [f"!item:{json.dumps(called)}", "The wall is green, all of it."]

    @function_tool
    def look_up(what: str) -> str:
        """Looks something up."""
        return f"{what} is green"

    async def ran(words: str) -> Any:
        set_tracing_disabled(disabled=True)
        async with AsyncOpenAI(base_url=f"{gate.address}/v1", api_key=acme) as client:
            model = OpenAIResponsesModel("gpt-4o", client)
            agent = Agent(name="a", instructions="Be brief.", model=model, tools=[look_up])
            asked = _asked(words, face())["input"]
            if not stream:
                return await Runner.run(agent, asked)
            run = Runner.run_streamed(agent, asked)
            async for _ in run.stream_events():
                pass
            return run

    assert asyncio.run(ran("Describe the wall in this picture.")).final_output == (
        "The wall is green, all of it."
    )
    reached = gate.upstream.reached[-1]
    assert [item.get("type") for item in reached.body["input"]] == [
        None, "function_call", "function_call_output"
    ]  # fmt: skip
    assert reached.pictures[0] != face()
    with pytest.raises(openai.BadRequestError):
        asyncio.run(ran("Who is this?"))


def test_files_and_their_ids_are_opened(gate: Running, client: OpenAI) -> None:
    with Image.open(io.BytesIO(face())) as shown:
        pages = pdf_of_pages([(face(), *shown.size)])
    data = "data:application/pdf;base64," + base64.b64encode(pages).decode()
    name = client.files.create(file=("a.jpg", face()), purpose="vision").id
    asked = _asked("Describe this.")
    asked["input"][0]["content"] += [
        {"type": "input_file", "filename": "a.pdf", "file_data": data},
        {"type": "input_image", "file_id": name, "detail": "auto"},
    ]
    gate.upstream.script.append(f"{SAID} I think that this is {NAME} of Oslo.")
    answer = client.responses.create(**asked)

    assert answer.status == "incomplete"
    sent = gate.upstream.reached[-1].body["input"][0]["content"]
    assert base64.b64decode(sent[1]["file_data"].partition(",")[2]).startswith(b"%PDF")
    assert sent[1]["file_data"] != data
    assert sent[2]["file_id"] == name


def test_an_id_that_stands_for_nothing_does_not_go_up(gate: Running, client: OpenAI) -> None:
    before = len(gate.upstream.reached)
    asked = _asked("Describe this.")
    asked["input"][0]["content"].append({"type": "input_file", "file_id": "file-unknown"})

    with pytest.raises(openai.APIStatusError) as caught:
        client.responses.create(**asked)
    assert caught.value.status_code in (400, 403)
    assert len(gate.upstream.reached) == before


def test_a_call_can_be_asked_about(gate: Running, acme: str) -> None:
    before = len(gate.upstream.reached)
    reply = gate.post(
        "/v1/decide/v1/responses", acme, json.dumps(_asked("Who is this?", face())).encode()
    )

    assert reply.json()["outcome"] == "refuse"
    assert len(gate.upstream.reached) == before
