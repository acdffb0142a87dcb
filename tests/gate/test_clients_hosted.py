"""Tools that the upstream runs itself, through a whole gate, asked for by unmodified clients."""

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import OpenAI
from PIL import Image, ImageChops

from gate.running import Running, face, running, view

NAME = "Wilhelmina Quist"
SEARCH: Any = {"type": "web_search"}
DRAW: Any = {"type": "image_generation", "size": "1024x1024"}
DRAWN = {
    "id": "ig_1", "type": "image_generation_call", "status": "completed", "output_format": "jpeg",
    "result": base64.b64encode(face()).decode(), "revised_prompt": "a person before a wall",
}  # fmt: skip


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("hosted")
    with running(folder, hosted_tools=["web_search", "image_generation"]) as gate:
        yield gate


@pytest.fixture(scope="module")
def client(gate: Running) -> Iterator[OpenAI]:
    key = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
    with OpenAI(base_url=f"{gate.address}/v1", api_key=key) as client:
        yield client


def test_an_allowed_tool_goes_up_and_the_call_is_more_than_text(
    gate: Running, client: OpenAI
) -> None:
    raw = client.responses.with_raw_response.create(
        model="gpt-4o", input="What is the weather on the coast?", tools=[SEARCH]
    )

    assert raw.parse().output_text
    assert gate.upstream.reached[-1].body["tools"] == [SEARCH]
    entry = gate.entries(int(raw.headers["x-countenance-entry"]))[0]
    assert entry["row"] > 1
    assert entry["acts"]
    assert entry["ask"]["hosted_tools"] == ["web_search"]


def test_one_in_chat_goes_up_too(gate: Running, client: OpenAI) -> None:
    client.chat.completions.create(
        model="gpt-4o",
        messages=[{"role": "user", "content": "What is the weather on the coast?"}],
        web_search_options={"search_context_size": "low"},
    )

    sent = gate.upstream.reached[-1].body
    assert sent["web_search_options"] == {"search_context_size": "low"}


def test_one_that_is_allowed_elsewhere_does_not_go_up(gate: Running, client: OpenAI) -> None:
    before = len(gate.upstream.reached)
    computer: Any = {"type": "computer"}
    for model, tool in (("azure-4o", SEARCH), ("gpt-4o", computer)):
        with pytest.raises(openai.BadRequestError, match="run"):
            client.responses.create(model=model, input="Hello", tools=[tool])
    assert len(gate.upstream.reached) == before


@pytest.mark.parametrize("stream", [False, True])
def test_a_face_in_a_drawn_picture_is_covered(
    gate: Running, client: OpenAI, stream: bool
) -> None:
    gate.upstream.script.append(f"!item:{json.dumps(DRAWN)}")
    asked: Any = {"model": "gpt-4o", "input": "Paint a person before a wall.", "tools": [DRAW]}
    if stream:
        with client.responses.stream(**asked) as events:
            answer: Any = events.get_final_response()
    else:
        answer = client.responses.create(**asked)

    (drawn,) = answer.output
    picture = base64.b64decode(drawn.result)
    assert picture != face()
    assert drawn.countenance == {"covered": 1}
    pair = [Image.open(io.BytesIO(data)).convert("L") for data in (picture, face())]
    changed = ImageChops.difference(*pair).point(lambda value: 255 if value > 60 else 0).getbbox()
    assert changed is not None
    assert min(changed[2] - changed[0], changed[3] - changed[1]) > 20


def test_a_drawn_picture_that_cannot_be_opened_is_withheld(
    gate: Running, client: OpenAI
) -> None:
    gate.upstream.script.append(f"!item:{json.dumps({**DRAWN, 'result': 'AAAA'})}")
    answer: Any = client.responses.create(
        model="gpt-4o", input="Paint a person before a wall.", tools=[DRAW]
    )

    (drawn,) = answer.output
    assert drawn.result is None
    assert "expected JPEG" in drawn.countenance["withheld"]


def test_what_a_tool_found_is_checked_like_any_answer(gate: Running, client: OpenAI) -> None:
    found = {
        "id": "ws_1", "type": "web_search_call", "status": "completed",
        "action": {"type": "search", "query": f"is this {NAME} of Oslo"},
    }  # fmt: skip
    url = "data:image/jpeg;base64," + base64.b64encode(face()).decode()
    asked: Any = [{"role": "user", "content": [
        {"type": "input_text", "text": "Describe this picture."},
        {"type": "input_image", "image_url": url, "detail": "auto"},
    ]}]  # fmt: skip
    gate.upstream.script.append(f"!item:{json.dumps(found)}")
    answer = client.responses.create(model="gpt-4o", input=asked, tools=[SEARCH])

    assert answer.status == "incomplete"
    assert "Wil" not in answer.to_json()


def test_a_drawn_picture_can_be_sent_back(gate: Running, client: OpenAI) -> None:
    back: Any = {**DRAWN, "result": base64.b64encode(view()).decode()}
    client.responses.create(
        model="gpt-4o", input=[{"role": "user", "content": "Describe it."}, back], tools=[DRAW]
    )

    sent = gate.upstream.reached[-1].body["input"][1]["result"]
    assert base64.b64decode(sent) != view()
    assert Image.open(io.BytesIO(base64.b64decode(sent))).format == "JPEG"
