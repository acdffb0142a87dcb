"""Messages through a whole gate, sent by the unmodified client of Anthropic."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anthropic
import pytest

from countenance.dialects.anthropic.calls import VERSIONS
from gate.running import UPSTREAM_KEY, Running, face, running, view

NAME = "Wilhelmina Quist"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("messages")
    with running(folder) as gate:
        yield gate


@pytest.fixture(scope="module")
def client(gate: Running) -> Iterator[anthropic.Anthropic]:
    key = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
    with anthropic.Anthropic(base_url=gate.address, api_key=key) as client:
        yield client


def _asked(words: str, picture: bytes | None = None) -> Any:
    content: list[dict[str, Any]] = [{"type": "text", "text": words}]
    if picture is not None:
        data = base64.b64encode(picture).decode()
        source = {"type": "base64", "media_type": "image/jpeg", "data": data}
        content.append({"type": "image", "source": source})
    said = {"role": "user", "content": content}
    return {"model": "sonnet", "max_tokens": 100, "messages": [said]}


def test_text_passes_with_the_gates_own_key_and_version(
    gate: Running, client: anthropic.Anthropic
) -> None:
    answer = client.messages.create(**_asked("What is a notary?"))

    assert answer.content[0].type == "text"
    reached = gate.upstream.reached[-1]
    assert reached.path == "/v1/messages"
    assert reached.headers["x-api-key"] == UPSTREAM_KEY
    assert reached.headers["anthropic-version"] in VERSIONS


@pytest.mark.parametrize("stream", [False, True])
def test_to_name_somebody_is_refused_at_the_call_and_once(
    gate: Running, client: anthropic.Anthropic, stream: bool
) -> None:
    before, entries = len(gate.upstream.reached), gate.calls()
    with pytest.raises(anthropic.BadRequestError) as caught:
        client.messages.create(**_asked("Who is this?", face()), stream=stream)

    body: Any = caught.value.body
    assert body["type"] == "error"
    assert body["error"]["type"] == "invalid_request_error"
    assert body["error"]["countenance"]["clause"] == "15"
    assert caught.value.response.headers["x-countenance-decision"] == "refuse"
    assert len(gate.upstream.reached) == before
    assert gate.calls() == entries + 1


def test_a_face_is_covered_before_the_picture_goes_up(
    gate: Running, client: anthropic.Anthropic
) -> None:
    raw = client.messages.with_raw_response.create(**_asked("Describe this picture.", face()))

    assert raw.headers["x-countenance-decision"] == "redact"
    (sent,) = gate.upstream.reached[-1].pictures
    assert sent != face()
    entry = gate.entries(int(raw.headers["x-countenance-entry"]))[0]
    assert entry["ask"]["dialect"] == "anthropic"
    assert entry["media"][0]["covered"] == 1


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_names_somebody_is_withheld(
    gate: Running, client: anthropic.Anthropic, stream: bool
) -> None:
    said = "A person with dark hair looks at the camera. "
    gate.upstream.script.append(f"{said}I think that this is {NAME} of Oslo.")
    asked = _asked("Describe this picture.", face())
    if stream:
        with client.messages.stream(**asked) as events:
            answer = events.get_final_message()
    else:
        answer = client.messages.create(**asked)

    assert answer.stop_reason == "refusal"
    text = "".join(block.text for block in answer.content if block.type == "text")
    assert "Wil" not in answer.to_json()
    assert text.strip() == (said.strip() if stream else "")


def test_a_streamed_answer_comes_through(gate: Running, client: anthropic.Anthropic) -> None:
    gate.upstream.script.append("Green hills lie under a wide and open sky with some clouds.")
    with client.messages.stream(**_asked("Describe this picture.", view())) as events:
        text = events.get_final_text()

    assert text.strip().endswith("with some clouds.")


def test_counting_is_decided_too(gate: Running, client: anthropic.Anthropic) -> None:
    asked = _asked("Describe this picture.", face())
    del asked["max_tokens"]
    assert client.messages.count_tokens(**asked).input_tokens == 7
    (sent,) = gate.upstream.reached[-1].pictures
    assert sent != face()

    before = len(gate.upstream.reached)
    asked = _asked("Who is this?", face())
    del asked["max_tokens"]
    with pytest.raises(anthropic.BadRequestError):
        client.messages.count_tokens(**asked)
    assert len(gate.upstream.reached) == before


def test_a_hold_and_an_unknown_key_raise_their_classes(gate: Running) -> None:
    key = gate.caller(
        "oslo-police", "actor_kind=law_enforcement_agency", "agency_country=NO",
        "agency_type=national_police", "use_jurisdiction=NO", "provider_approval=none",
        "capture_device=fixed_cctv", "environment=controlled", "timeliness=real_time",
        "--pin", "ms-aoai-coc@2024-05-03",
    )  # fmt: skip
    with (
        anthropic.Anthropic(base_url=gate.address, api_key=key) as client,
        pytest.raises(anthropic.PermissionDeniedError, match="held for review"),
    ):
        client.messages.create(**_asked("Who is this?", face()))
    with (
        anthropic.Anthropic(base_url=gate.address, api_key="nobody") as client,
        pytest.raises(anthropic.AuthenticationError),
    ):
        client.messages.create(**_asked("Hello"))


def test_what_nobody_can_look_at_is_refused_by_name(
    gate: Running, client: anthropic.Anthropic
) -> None:
    before = len(gate.upstream.reached)
    tools: Any = [{"type": "web_search_20250305", "name": "web_search"}]
    with pytest.raises(anthropic.BadRequestError, match="tools that the upstream runs itself"):
        client.messages.create(**_asked("Hello"), tools=tools)
    with pytest.raises(anthropic.NotFoundError, match="batches"):
        client.messages.batches.list()
    assert len(gate.upstream.reached) == before
