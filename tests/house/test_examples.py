"""The examples, each run as it stands, only with other addresses and keys."""

import asyncio
import contextlib
import getpass
import re
import runpy
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from openai import BadRequestError, OpenAI

from gate.plugins.serving import Scripted, served
from gate.running import Running, face, key_for, messages, running, view
from house.source import ROOT
from litellm_proxy import litellm_proxy, need_litellm

EXAMPLES = ROOT / "examples"
TRIED = {"agents_guardrail.py", "asgi_app.py", "litellm.yaml", "litellm_trial.py",
         "nginx-trial.conf", "report_folder.py"}  # fmt: skip
"""`litellm.yaml` by tests/gate/plugins/test_litellm.py, `report_folder.py` by
tests/reports/test_deciding.py, the others here."""


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("gate")) as started:
        yield started


def _asked(gate: Running) -> list[dict[str, Any]]:
    """The decisions that were only asked about."""
    return [
        entry for entry in gate.entries() if entry["kind"] == "decision" and entry["what_if"]
    ]


def _what_ifs(gate: Running, count: int) -> list[dict[str, Any]]:
    for _ in range(300):
        found = _asked(gate)
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError(found)


@contextlib.contextmanager
def _nginx(folder: Path, text: str) -> Iterator[None]:
    (folder / "nginx.conf").write_text(text)
    for name in ("logs", "client_body_temp"):
        (folder / name).mkdir(exist_ok=True)
    words = [shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(folder), "-c", "nginx.conf",
             "-e", "stderr", "-g", f"daemon off; user {getpass.getuser()};"]  # fmt: skip
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(words, stderr=said)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_every_example_is_run_by_a_test() -> None:
    assert {path.name for path in EXAMPLES.iterdir() if path.is_file()} == TRIED


def test_nginx_copies_calls_and_answers_as_before(gate: Running, tmp_path: Path) -> None:
    """By nginx itself; where it is not installed, this is skipped."""
    if not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()):
        pytest.skip("needs nginx")
    everybody, press = (
        gate.caller(name, "actor_kind=private_entity", "provider_approval=none")
        for name in ("everybody", "press")
    )
    port = _free_port()
    text = (EXAMPLES / "nginx-trial.conf").read_text(encoding="utf-8")
    for old, new in (
        ("127.0.0.1:8080", f"127.0.0.1:{port}"),
        ("http://127.0.0.1:9000", gate.upstream.url.removesuffix("/v1")),
        ("http://127.0.0.1:8800", gate.address),
        ("cnt_the-key-of-a-caller-called-everybody", everybody),
        ("cnt_the-key-of-a-caller-called-press", press),
    ):
        assert old in text
        text = text.replace(old, new)

    before = len(_asked(gate))
    with _nginx(tmp_path, text):
        _await(f"http://127.0.0.1:{port}/")
        for key in ("sk-of-somebody", "sk-of-the-press"):
            with OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key=key) as client:
                answer = client.chat.completions.create(
                    model="gpt-4o", messages=messages("Who is this?", face())
                )
                assert answer.choices[0].message.content is not None
        calls = _what_ifs(gate, before + 2)[before:]

    assert [entry["outcome"] for entry in calls] == ["refuse", "refuse"]
    assert len({entry["caller"]["ref"] for entry in calls}) == 2
    assert gate.upstream.reached[-1].pictures == [face()]
    assert gate.upstream.reached[-1].headers["authorization"] == "Bearer sk-of-the-press"


def _await(address: str) -> None:
    for _ in range(200):
        with contextlib.suppress(httpx2.HTTPError):
            httpx2.get(address, timeout=5)
            return
        time.sleep(0.05)
    raise AssertionError(f"nothing answers at {address}")


def test_an_application_has_the_rules_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_for(tmp_path / "var")
    monkeypatch.chdir(tmp_path)
    app = runpy.run_path(str(EXAMPLES / "asgi_app.py"))["app"]
    with (
        served(app) as address,
        OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0) as client,
    ):
        answer = client.chat.completions.create(
            model="gpt-4o", messages=messages("Describe this picture.", face())
        )
        with pytest.raises(BadRequestError):
            client.chat.completions.create(
                model="gpt-4o", messages=messages("Who is this?", face())
            )
        alive = httpx2.get(f"{address}/healthz").json()

    assert answer.choices[0].message.content == "I was sent 1 picture(s)."
    assert alive == {"status": "alive"}


def test_an_agent_starts_only_when_its_input_passes(
    gate: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = gate.caller("agents", "actor_kind=private_entity", "provider_approval=none")
    monkeypatch.setenv("COUNTENANCE_URL", gate.address)
    monkeypatch.setenv("COUNTENANCE_KEY", key)
    main = runpy.run_path(str(EXAMPLES / "agents_guardrail.py"))["main"]

    stopped = asyncio.run(main(face(), "Who is this?", Scripted()))
    passed = asyncio.run(main(view(), "Describe this picture.", Scripted()))

    assert stopped == "stopped: refuse by ms-enterprise-ai-coc@4.0#15"
    assert passed == "a wall"


@pytest.mark.long
def test_litellm_copies_calls_and_answers_as_before(gate: Running, tmp_path: Path) -> None:
    need_litellm()
    shutil.copy(EXAMPLES / "litellm_trial.py", tmp_path)
    key = gate.caller("litellm-trial", "actor_kind=private_entity", "provider_approval=none")
    before = len(_asked(gate))
    more = {"litellm_settings": {"callbacks": "litellm_trial.copying"}}
    keys = {"COUNTENANCE_URL": gate.address, "COUNTENANCE_KEY": key}
    with (
        litellm_proxy(tmp_path, gate.upstream.url, ["gpt-4o"], more=more, keys=keys) as proxy,
        OpenAI(base_url=f"{proxy.address}/v1", api_key=proxy.key) as client,
    ):
        client.chat.completions.create(
            model="gpt-4o", messages=messages("Who is this?", face())
        )
        (entry,) = _what_ifs(gate, before + 1)[before:]

    assert (entry["kind"], entry["outcome"]) == ("decision", "refuse")
    assert gate.upstream.reached[-1].pictures == [face()]


def test_an_example_holds_no_key() -> None:
    for path in EXAMPLES.iterdir():
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.findall(r"sk-[A-Za-z0-9]{20,}|cnt_[a-z0-9]{10}_", text)
