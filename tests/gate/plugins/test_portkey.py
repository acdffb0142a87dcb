"""Portkey's webhook at a gate, and Portkey's own gateway, unmodified, where it was installed.

`make bench` installs it, below `build/`; it needs node and npm, which `make test` does not.
"""

import contextlib
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from countenance.dialects.portkey import PORTKEY_PATH
from gate.running import Running, face, messages, running
from house.source import ROOT

PORTKEY = ROOT / "build" / "portkey" / "node_modules" / "@portkey-ai" / "gateway"
NAME = "Wilhelmina Quist"
DESCRIBE = "Describe this picture."
# Loaded before it: as it comes it listens on every address of the machine.
LOOPBACK = """
const { Server } = require("node:net");
const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
  const last = rest.filter((each) => typeof each === "function");
  return listen.call(this, typeof port === "object" ? port.port : port, "127.0.0.1", ...last);
};
"""


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("gate")) as started:
        yield started


@pytest.fixture(scope="module")
def key(gate: Running) -> str:
    return gate.caller("portkey", "actor_kind=private_entity", "provider_approval=none")


def _hook(text: str, picture: bytes | None, said: str | None = None, **more: Any) -> dict[str, Any]:
    asked = {"model": "gpt-4o", "messages": messages(text, picture)}
    return {
        "request": {"json": asked}, "response": {"json": _answer(said) if said else {}},
        "requestType": "chatComplete", "provider": "openai", "metadata": {},
        "eventType": "afterRequestHook" if said else "beforeRequestHook", **more,
    }  # fmt: skip


def _answer(said: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": said}
    return {
        "id": "c", "object": "chat.completion", "created": 0, "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }  # fmt: skip


def _told(gate: Running, key: str, hook: dict[str, Any]) -> dict[str, Any]:
    answer = gate.post(PORTKEY_PATH, key, json.dumps(hook).encode())
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def test_a_refusal_is_a_no_with_the_reason(gate: Running, key: str) -> None:
    told = _told(gate, key, _hook("Who is this?", face()))

    assert told["verdict"] is False
    assert "ms-enterprise-ai-coc@4.0 #15" in told["data"]["reason"]


def test_what_may_pass_goes_back_covered_and_its_answer_is_checked(
    gate: Running, key: str
) -> None:
    told = _told(gate, key, _hook(DESCRIBE, face()))
    sent = told["transformedData"]["request"]["json"]

    def after(said: str) -> bool:
        hook = _hook("", None, said)
        return bool(_told(gate, key, {**hook, "request": {"json": sent}})["verdict"])

    assert sent["messages"] != messages(DESCRIBE, face())
    assert after("a person before a wall") is True
    assert after(f"This is {NAME}.") is False
    assert after("a wall ![x](https://pictures.example/a.png)") is False


def test_the_answer_to_a_call_that_was_not_shown_is_a_no(gate: Running, key: str) -> None:
    told = _told(gate, key, _hook("Something else", None, "a wall"))

    assert told["verdict"] is False
    assert "not shown" in told["data"]["reason"]


@pytest.mark.parametrize(
    "more", [{"requestType": "createTranscription"}, {"oddity": 1}, {"eventType": "x"}]
)
def test_what_cannot_be_read_is_a_no_and_entered(
    gate: Running, key: str, more: dict[str, Any]
) -> None:
    told = _told(gate, key, _hook("Hi", None, **more))

    assert told["verdict"] is False
    entry = int(told["data"]["reason"].rpartition(" ")[2])
    assert gate.entries(entry)[0]["kind"] == "unreadable"


def test_an_answer_that_is_none_is_a_no(gate: Running, key: str) -> None:
    sent = _told(gate, key, _hook(DESCRIBE, face()))["transformedData"]["request"]["json"]
    hook = _hook("", None, "x")

    told = _told(gate, key, {**hook, "request": {"json": sent}, "response": {"json": {"a": 1}}})

    assert told["verdict"] is False


@pytest.fixture(scope="module")
def portkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    node = shutil.which("node")
    if node is None or not (PORTKEY / "package.json").is_file():
        pytest.skip("needs Portkey's gateway: make build/portkey/done")
    folder: Path = tmp_path_factory.mktemp("portkey")
    (folder / "loopback.cjs").write_text(LOOPBACK)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [node, "--require", str(folder / "loopback.cjs"),
             str(PORTKEY / "build" / "start-server.js"), "--headless",
             f"--port={port}"]  # fmt: skip
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(words, stdout=said, stderr=said, cwd=folder)
    try:
        for _ in range(300):
            with contextlib.suppress(httpx2.HTTPError):
                httpx2.get(f"http://127.0.0.1:{port}/", timeout=5)
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _config(upstream: str, gate: str, key: str, **parameters: Any) -> str:
    """The configuration of docs/recipes.md."""
    check = {
        "id": "default.webhook",
        "parameters": {
            "webhookURL": gate + PORTKEY_PATH, "headers": {"x-api-key": key}, "timeout": 60000,
            "failOnError": True, **parameters,
        },
    }  # fmt: skip
    hook = {"type": "guardrail", "id": "faces", "deny": True, "checks": [check]}
    return json.dumps(
        {
            "provider": "openai", "api_key": "sk-upstream", "custom_host": upstream,
            "before_request_hooks": [hook], "after_request_hooks": [hook],
        }
    )  # fmt: skip


def _ask(portkey: str, config: str, text: str) -> httpx2.Response:
    body = {"model": "gpt-4o", "messages": messages(text, face())}
    return httpx2.post(
        f"{portkey}/v1/chat/completions", content=json.dumps(body), timeout=60,
        headers={"content-type": "application/json", "x-portkey-config": config},
    )  # fmt: skip


def test_portkey_sends_the_covered_picture_and_no_call_that_is_refused(
    gate: Running, key: str, portkey: str
) -> None:
    config = _config(gate.upstream.url, gate.address, key)
    before = len(gate.upstream.reached)

    refused = _ask(portkey, config, "Who is this?")
    assert (refused.status_code, len(gate.upstream.reached)) == (446, before)
    assert "#15" in refused.text
    passed = _ask(portkey, config, DESCRIBE)
    gate.upstream.script.append(f"This is {NAME}.")
    named = _ask(portkey, config, DESCRIBE)

    assert passed.status_code == 200
    assert gate.upstream.reached[before].pictures != [face()]
    assert named.status_code == 446


def test_portkey_sends_calls_on_when_the_gate_is_gone_unless_told_otherwise(
    gate: Running, key: str, portkey: str
) -> None:
    """Its own default, which docs/recipes.md warns of."""
    before = len(gate.upstream.reached)

    shut = _ask(portkey, _config(gate.upstream.url, "http://127.0.0.1:9", key), "Who is this?")
    assert (shut.status_code, len(gate.upstream.reached)) == (446, before)
    config = _config(gate.upstream.url, "http://127.0.0.1:9", key, failOnError=False)
    left = _ask(portkey, config, "Who is this?")

    assert left.status_code == 200
    assert gate.upstream.reached[-1].pictures == [face()]
