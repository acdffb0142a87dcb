"""LiteLLM's own proxy, unmodified, with a gate as its guardrail and a scripted AI service.

The client is OpenAI's. What LiteLLM does not show its guardrail is tested as well: a claim that
such a call is covered would be wrong, and a later LiteLLM that shows it should be noticed.
"""

import base64
import io
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
from openai import APIError, APIStatusError, BadRequestError, OpenAI
from PIL import Image

from gate.running import Running, face, messages, running, view
from house.source import ROOT
from litellm_proxy import LiteLLM, litellm_proxy, need_litellm

pytestmark = pytest.mark.long

NAME = "Wilhelmina Quist"
DESCRIBE = "Describe this picture."


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    need_litellm()
    with running(tmp_path_factory.mktemp("gate")) as started:
        yield started


@pytest.fixture(scope="module")
def proxy(gate: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiteLLM]:
    """With the example, only its addresses changed, one model added, and one gate that is gone.

    The gate that is gone is asked about a call that names it.
    """
    key = gate.caller("litellm", "actor_kind=private_entity", "provider_approval=none")
    folder: Path = tmp_path_factory.mktemp("litellm")
    text = (ROOT / "examples" / "litellm.yaml").read_text(encoding="utf-8")
    text = text.replace("https://api.openai.com/v1", gate.upstream.url)
    text = text.replace("http://127.0.0.1:8800", gate.address)
    (model,) = re.findall(r"  - model_name: gpt-4o\n(?:    .*\n)+", text)
    text = text.replace(model, model + model.replace("gpt-4o", "gpt-4o-transcribe"))
    gone = text[text.index("  - guardrail_name: faces") :].replace("faces", "gone")
    gone = gone.replace("default_on: true", "default_on: false")
    text += gone.replace(gate.address, "http://127.0.0.1:9")
    text += "router_settings: {disable_cooldowns: true}\n"
    keys = {"COUNTENANCE_KEY": key, "OPENAI_API_KEY": "sk-upstream"}
    with litellm_proxy(folder, "", [], text=text, keys=keys) as started:
        yield started


@pytest.fixture(scope="module")
def client(proxy: LiteLLM) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{proxy.address}/v1", api_key=proxy.key, max_retries=0) as client:
        yield client


def _chat(client: OpenAI, text: str, picture: bytes | None = None, **more: Any) -> Any:
    return client.chat.completions.create(
        model="gpt-4o", messages=messages(text, picture), **more
    )


def _last(gate: Running, kind: str) -> dict[str, Any]:
    return [entry for entry in gate.entries() if entry["kind"] == kind][-1]


def _results(gate: Running, count: int) -> list[str]:
    """What came of the last decision, as soon as so many outcomes of it are written."""
    decision = _last(gate, "decision")["id"]
    for _ in range(200):
        found = [
            entry["result"] for entry in gate.entries() if entry.get("prev") == decision
        ]
        if len(found) >= count:
            return found
        time.sleep(0.02)
    raise AssertionError(found)


def test_text_goes_through_and_is_entered(gate: Running, client: OpenAI) -> None:
    answer = _chat(client, "What is a notary?")

    entry = _last(gate, "decision")
    assert answer.choices[0].message.content == "I was sent 1 text(s) and 0 picture(s)."
    assert (entry["outcome"], entry["what_if"]) == ("pass", False)
    assert gate.outcome_of(entry)["result"] == "handed-over"


@pytest.mark.parametrize("stream", [False, True])
def test_the_covered_picture_is_what_the_upstream_receives(
    gate: Running, client: OpenAI, stream: bool
) -> None:
    answer = _chat(client, DESCRIBE, face(), stream=stream)
    if stream:
        list(answer)

    (picture,) = gate.upstream.reached[-1].pictures
    before = np.asarray(Image.open(io.BytesIO(face())).convert("L"))
    after = np.asarray(Image.open(io.BytesIO(picture)).convert("L"))
    assert gate.upstream.reached[-1].texts == [DESCRIBE]
    assert (after < 8).mean() > (before < 8).mean() + 0.02
    assert _last(gate, "decision")["outcome"] == "redact"


@pytest.mark.parametrize("stream", [False, True])
def test_to_name_somebody_is_blocked_at_the_call_with_the_reason(
    gate: Running, client: OpenAI, stream: bool
) -> None:
    before = len(gate.upstream.reached)

    with pytest.raises(BadRequestError) as caught:
        _chat(client, "Who is this?", face(), stream=stream)

    assert "ms-enterprise-ai-coc@4.0 #15" in str(caught.value)
    assert "you may ask for a description instead" in str(caught.value)
    assert len(gate.upstream.reached) == before


def test_the_same_by_the_other_route_of_openai(gate: Running, client: OpenAI) -> None:
    url = "data:image/jpeg;base64," + base64.b64encode(face()).decode()
    content: Any = [
        {"type": "input_text", "text": DESCRIBE}, {"type": "input_image", "image_url": url},
    ]  # fmt: skip
    before = len(gate.upstream.reached)

    client.responses.create(model="gpt-4o", input=[{"role": "user", "content": content}])

    reached = gate.upstream.reached[before]
    (asked,) = reached.body["input"]
    (sent,) = [part["image_url"] for part in asked["content"] if part["type"] == "input_image"]
    assert reached.path == "/v1/responses"
    assert sent != url
    assert _last(gate, "decision")["outcome"] == "redact"


def test_an_answer_that_names_somebody_is_stopped(gate: Running, client: OpenAI) -> None:
    gate.upstream.script.append(f"This is {NAME}.")

    with pytest.raises(BadRequestError) as caught:
        _chat(client, DESCRIBE, face())

    assert "withheld" in str(caught.value)
    assert NAME not in str(caught.value)
    assert "withheld" in _results(gate, 2)


def test_a_streamed_answer_that_names_somebody_is_stopped(gate: Running, client: OpenAI) -> None:
    gate.upstream.script.append(f"The wall is old and behind it there is a tree. This is {NAME}.")
    chunks: list[Any] = []

    with pytest.raises(APIError) as caught:
        chunks.extend(_chat(client, DESCRIBE, face(), stream=True))

    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert "withheld" in str(caught.value)
    assert "a tree" in said
    assert not [piece for piece in NAME.split() if piece in said]
    assert "withheld" in _results(gate, 2)


def test_a_landscape_passes_in_our_own_writing(gate: Running, client: OpenAI) -> None:
    _chat(client, DESCRIBE, view())

    (picture,) = gate.upstream.reached[-1].pictures
    assert picture != view()
    assert _last(gate, "decision")["outcome"] == "pass"


def test_what_it_does_not_show_of_a_message_does_not_go_up(
    gate: Running, proxy: LiteLLM
) -> None:
    """Some services read a picture from a field of the message that LiteLLM does not show."""
    hidden = {"role": "user", "content": "Who is this?", "images": ["AAAA"]}
    turns = [hidden, {"role": "assistant", "content": "A wall.", "images": ["AAAA"]}, hidden]

    _post(proxy, "/v1/chat/completions", {"model": "gpt-4o", "messages": turns})

    sent = gate.upstream.reached[-1].body["messages"]
    assert [set(message) for message in sent] == [{"role", "content"}] * 3
    assert gate.upstream.reached[-1].texts == ["Who is this?", "A wall.", "Who is this?"]


def test_a_gate_that_is_gone_blocks_every_call(gate: Running, proxy: LiteLLM) -> None:
    asked = {**_body("This goes nowhere."), "guardrails": ["gone"]}

    answer = _post(proxy, "/v1/chat/completions", asked)

    assert answer.status_code >= 400
    assert "cannot connect" in answer.text.lower()
    assert not [each for each in gate.upstream.reached if "This goes nowhere." in each.texts]
    asked["guardrails"] = []
    assert _post(proxy, "/v1/chat/completions", asked).status_code == 200


def test_a_field_of_the_call_that_the_gate_does_not_read_is_blocked_by_name(
    gate: Running, client: OpenAI
) -> None:
    odd: Any = [{"role": "user", "content": [{"type": "input_audio", "input_audio": {
        "data": "AAAA", "format": "wav"}}, {"type": "text", "text": "?"}]}]  # fmt: skip

    with pytest.raises(BadRequestError) as caught:
        client.chat.completions.create(model="gpt-4o", messages=odd)

    assert "sound is not heard" in str(caught.value)


# What LiteLLM 1.106.2 does not show.


def test_a_picture_without_words_is_never_shown_but_its_answer_does_not_leave(
    gate: Running, proxy: LiteLLM
) -> None:
    url = "data:image/jpeg;base64," + base64.b64encode(face()).decode()
    alone = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]
    entries = gate.calls()

    answer = _post(proxy, "/v1/chat/completions", {"model": "gpt-4o", "messages": alone})

    assert gate.upstream.reached[-1].pictures == [face()]
    assert gate.calls() == entries
    assert answer.status_code == 400
    assert "was not shown" in answer.text


def test_sound_is_never_shown(gate: Running, client: OpenAI) -> None:
    entries = gate.calls()

    client.audio.transcriptions.create(
        model="gpt-4o-transcribe", file=("a.wav", b"RIFF0000WAVE"), response_format="json"
    )

    assert gate.upstream.reached[-1].files == (b"RIFF0000WAVE",)
    assert gate.calls() == entries


def test_of_other_routes_only_words_are_shown_and_they_are_refused(
    gate: Running, client: OpenAI
) -> None:
    with pytest.raises(APIStatusError, match="send such calls to the gate itself"):
        client.embeddings.create(model="gpt-4o", input="a wall")


def _post(proxy: LiteLLM, path: str, body: dict[str, Any]) -> httpx2.Response:
    return httpx2.post(
        proxy.address + path, content=json.dumps(body), timeout=60,
        headers={"authorization": f"Bearer {proxy.key}", "content-type": "application/json"},
    )  # fmt: skip


def _body(text: str) -> dict[str, Any]:
    return {"model": "gpt-4o", "messages": messages(text, None)}
