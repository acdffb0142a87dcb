"""The face rules around an application in one process, asked by the unmodified client."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from openai import BadRequestError, OpenAI

from countenance.gate.plugins.middleware import FaceRules
from countenance.gate.settings.settings import parse_settings
from gate.plugins.serving import served
from gate.running import face, key_for, messages

NAME = "Wilhelmina Quist"


@dataclass
class Service:
    """An application like one of OpenAI's. `says`: the next answer; `seen`: what it was sent."""

    says: str = "a wall"
    seen: list[dict[str, Any]] = field(default_factory=list)
    users: list[object] = field(default_factory=list)
    phases: list[str] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while True:
                phase = (await receive())["type"].partition(".")[2]
                self.phases.append(phase)
                await send({"type": f"lifespan.{phase}.complete"})
                if phase == "shutdown":
                    return
        body = (await receive())["body"] if scope["method"] == "POST" else b""
        if scope["path"] == "/healthz":
            await self._send(send, b'{"status": "alive"}', b"application/json")
            return
        asked = json.loads(body)
        self.seen.append(asked)
        self.users.append(scope.get("user"))
        answer: dict[str, Any] = {"id": "c", "created": 0, "model": "m", "choices": [{"index": 0}]}
        if asked.get("stream"):
            events = b""
            for word in [*self.says.split(" "), None]:
                delta = {} if word is None else {"content": word + " "}
                answer["choices"][0].update(delta=delta, finish_reason=None if word else "stop")
                piece = json.dumps({**answer, "object": "chat.completion.chunk"})
                events += b"data: " + piece.encode() + b"\n\n"
            await self._send(send, events + b"data: [DONE]\n\n", b"text/event-stream")
            return
        said = {"role": "assistant", "content": self.says}
        answer["choices"][0].update(message=said, finish_reason="stop")
        whole = json.dumps({**answer, "object": "chat.completion"}).encode()
        await self._send(send, whole, b"application/json")

    async def _send(self, send: Any, data: bytes, kind: bytes) -> None:
        headers = [(b"content-type", kind)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for place in range(0, len(data), 50):
            piece = data[place : place + 50]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _settings(folder: Path) -> Any:
    return parse_settings(f'[gate]\ndata = "{folder}"\n[faces]\nworkers = 1\n', {})


@pytest.fixture(scope="module")
def service() -> Service:
    return Service()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def address(service: Service, folder: Path) -> Iterator[str]:
    rules = FaceRules(
        service, _settings(folder), "azure_openai", untouched=("/healthz", "/docs/")
    )
    with served(rules) as address:
        yield address


@pytest.fixture(scope="module")
def client(address: str, folder: Path) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{address}/v1", api_key=key_for(folder), max_retries=0) as client:
        yield client


def _ask(client: OpenAI, text: str, picture: bytes | None = None, **more: Any) -> Any:
    return client.chat.completions.create(
        model="gpt-4o", messages=messages(text, picture), **more
    )


def test_a_refused_call_never_reaches_the_application(client: OpenAI, service: Service) -> None:
    before = len(service.seen)

    with pytest.raises(BadRequestError, match="ms-enterprise-ai-coc"):
        _ask(client, "Who is this?", face())

    assert len(service.seen) == before


def test_the_application_gets_the_covered_picture(client: OpenAI, service: Service) -> None:
    answer = _ask(client, "Describe this picture.", face())

    sent = service.seen[-1]["messages"][0]["content"][1]["image_url"]["url"]
    assert sent != messages("", face())[0]["content"][1]["image_url"]["url"]
    assert answer.choices[0].message.content == "a wall"


@pytest.mark.parametrize("stream", [False, True])
def test_its_answer_is_checked(client: OpenAI, service: Service, stream: bool) -> None:
    service.says = f"There is a wall and a tree in it. This is {NAME}."
    try:
        answer = _ask(client, "Describe this picture.", face(), stream=stream)
        said = "".join(
            chunk.choices[0].delta.content or "" for chunk in answer if chunk.choices
        ) if stream else answer.choices[0].message.content or ""
    finally:
        service.says = "a wall"

    assert "Quist" not in said


def test_only_the_paths_that_are_named_are_untouched(address: str) -> None:
    assert httpx2.get(f"{address}/healthz").json() == {"status": "alive"}
    assert httpx2.get(f"{address}/healthz/x").status_code == 401
    assert httpx2.get(f"{address}/metadata").status_code == 401


def test_without_a_key_nobody_is_served(address: str, service: Service) -> None:
    before = len(service.seen)

    answer = httpx2.post(f"{address}/v1/chat/completions", content=b"{}")

    assert answer.status_code == 401
    assert len(service.seen) == before


def test_one_caller_may_stand_for_all_and_outer_layers_say_who_it_is(
    tmp_path: Path, service: Service
) -> None:
    key = key_for(tmp_path)
    rules = FaceRules(service, _settings(tmp_path), "azure_openai", key=key)

    async def outer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope = {**scope, "user": "somebody"}
        await rules(scope, receive, send)

    with served(outer) as address, OpenAI(base_url=f"{address}/v1", api_key="of-theirs") as client:
        _ask(client, "Hello")

    assert service.users[-1] == "somebody"


def test_both_are_started_and_stopped_together(tmp_path: Path) -> None:
    service = Service()
    with served(FaceRules(service, _settings(tmp_path), "azure_openai")):
        assert service.phases == ["startup"]

    assert service.phases == ["startup", "shutdown"]


def test_where_the_rules_cannot_start_nothing_is_served(tmp_path: Path) -> None:
    said: list[dict[str, Any]] = []

    async def start() -> None:
        rules = FaceRules(Service(), _settings(tmp_path), "no-such-service")

        async def receive() -> Any:
            return {"type": "lifespan.startup"}

        async def send(message: Any) -> None:
            said.append(message)

        await rules({"type": "lifespan"}, receive, send)

    asyncio.run(start())
    assert [message["type"] for message in said] == ["lifespan.startup.failed"]
    assert "no-such-service" in said[0]["message"]
