"""Pictures in answers through a whole gate, read by the unmodified client."""

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openai import APIError, OpenAI
from PIL import Image

from countenance.errors import DetectorError
from countenance.gate import forward
from countenance.gate.looking import Looker
from gate.running import Running, face, messages, running, view


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("answers")
    with running(folder) as gate:
        yield gate


@pytest.fixture(scope="module")
def client(gate: Running) -> Iterator[OpenAI]:
    key = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
    with OpenAI(base_url=f"{gate.address}/v1", api_key=key) as client:
        yield client


def _url(data: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(data).decode()


def _shown(words: str) -> Image.Image:
    (found,) = re.findall(r"!\[a copy\]\(data:image/jpeg;base64,([^)]+)\)", words)
    return Image.open(io.BytesIO(base64.b64decode(found)))


@pytest.mark.parametrize("stream", [False, True])
def test_a_face_in_an_answer_is_covered(gate: Running, client: OpenAI, stream: bool) -> None:
    gate.upstream.script.append(f"Here it is: ![a copy]({_url(face())}) as you asked.")
    asked = {"model": "gpt-4o", "messages": messages("Describe this picture.", face())}
    if stream:
        with client.chat.completions.with_streaming_response.create(**asked, stream=True) as raw:
            entry = int(raw.headers["x-countenance-entry"])
            chunks = list(raw.parse())
        words = "".join(each.choices[0].delta.content or "" for each in chunks)
    else:
        reply = client.chat.completions.with_raw_response.create(**asked)
        entry = int(reply.headers["x-countenance-entry"])
        words = reply.parse().choices[0].message.content or ""

    sent = gate.upstream.reached[-1].pictures[0]
    covered, went_up = _shown(words), Image.open(io.BytesIO(sent))
    assert words.rstrip().endswith("as you asked.")
    assert covered.tobytes() == went_up.tobytes()
    outcome = gate.outcome_of(gate.entries(entry)[0])
    assert outcome["pictures"] == {"opened": 1, "covered": 1, "withheld": 0}


def test_what_cannot_be_opened_is_withheld_and_the_answer_says_so(
    gate: Running, client: OpenAI
) -> None:
    gate.upstream.script.append(
        "Look: ![a map](https://maps.example/a.png) and ![a page](data:image/jpeg;base64,AAAA)."
    )
    answer = client.chat.completions.create(
        model="gpt-4o", messages=messages("Describe this picture.", view())
    )

    words = answer.choices[0].message.content or ""
    assert words.count("[a picture was withheld: ") == 2
    assert "maps.example" not in words
    assert "base64" not in words


def test_a_failure_of_ours_lets_nothing_of_the_answer_leave(
    gate: Running, client: OpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise DetectorError("detector: held a secret")

    monkeypatch.setattr(Looker, "look", broken)
    asked: Any = {"model": "gpt-4o", "messages": messages("Describe this picture.", view())}
    for stream in (False, True):
        gate.upstream.script.append(f"A hill. ![a copy]({_url(view())}) That is all of it.")
        with pytest.raises(APIError) as caught:
            list(client.with_options(max_retries=0).chat.completions.create(**asked, stream=stream))
        assert "secret" not in str(caught.value)
        decision = [entry for entry in gate.entries() if entry["kind"] == "decision"][-1]
        assert gate.outcome_of(decision)["result"] == "gate-failure"


def test_where_nothing_can_be_made_ready_to_judge_an_answer_nothing_goes_up(
    gate: Running, client: OpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise AttributeError("held a secret")

    monkeypatch.setattr(forward, "judged_by", broken)
    before = len(gate.upstream.reached)
    with pytest.raises(APIError) as caught:
        client.with_options(max_retries=0).chat.completions.create(
            model="gpt-4o", messages=messages("Describe this picture.", view())
        )

    assert "secret" not in str(caught.value)
    assert len(gate.upstream.reached) == before
    decision = [entry for entry in gate.entries() if entry["kind"] == "decision"][-1]
    assert gate.outcome_of(decision)["result"] == "gate-failure"
