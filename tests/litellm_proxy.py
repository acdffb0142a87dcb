"""LiteLLM's own proxy, unmodified, on a port of this machine.

It lives in an environment of its own, `.venv-litellm`, which `make test` and `make bench` make: it
needs other versions of what the gate needs. Where it is not there a test is skipped, and fails
with `CI=true`.
"""

import json
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

__all__ = ["LITELLM", "LiteLLM", "litellm_proxy", "need_litellm"]

_ROOT = Path(__file__).resolve().parent.parent
LITELLM = _ROOT / ".venv-litellm" / "bin" / "litellm"
_STARTS_WITHIN = 400.0


@dataclass(frozen=True)
class LiteLLM:
    """A running proxy: its address, and the key that its callers need."""

    address: str
    key: str
    process: int


def need_litellm() -> None:
    """Skip, or under CI fail, when its environment was not made."""
    if (LITELLM.parent.parent / "done").exists():
        return
    message = "needs `make .venv-litellm/done`"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def litellm_proxy(
    folder: Path,
    upstream: str,
    models: Sequence[str],
    guardrail: dict[str, Any] | None = None,
    more: dict[str, Any] | None = None,
    *,
    text: str | None = None,
    keys: dict[str, str] | None = None,
) -> Iterator[LiteLLM]:
    """A proxy before `upstream`, which ends in `/v1`; its settings and its words go to `folder`.

    `guardrail`: the parameters of one generic guardrail that is asked about every call. `more`:
    further tables of its settings. `text`: its settings as they are, instead of all that. `keys`:
    variables of its environment.
    """
    settings: dict[str, Any] = {
        "model_list": [
            {
                "model_name": model,
                "litellm_params": {
                    "model": f"openai/{model}", "api_base": upstream, "api_key": "sk-upstream",
                },
            }
            for model in models
        ],
        "general_settings": {"master_key": "os.environ/LITELLM_MASTER_KEY"},
        "litellm_settings": {"num_retries": 0},
        "router_settings": {"disable_cooldowns": True},
        **(more or {}),
    }  # fmt: skip
    if guardrail is not None:
        named = {"guardrail": "generic_guardrail_api", "default_on": True, **guardrail}
        settings["guardrails"] = [{"guardrail_name": "faces", "litellm_params": named}]
    written = folder / "litellm.yaml"
    written.write_text(text or json.dumps(settings))  # JSON is YAML
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    key = f"sk-{secrets.token_hex(16)}"
    words = [str(LITELLM), "--config", str(written), "--host", "127.0.0.1", "--port", str(port)]
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "LITELLM_MASTER_KEY": key,
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_TELEMETRY": "False",
        "PYTHONPATH": str(folder),
        **(keys or {}),
    }
    with (folder / "litellm.log").open("wb") as said:
        process = subprocess.Popen(
            words, stdout=said, stderr=subprocess.STDOUT, env=environment, cwd=folder
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _await(address, process, folder)
            yield LiteLLM(address, key, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(20)


def _await(address: str, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx2.get(f"{address}/health/liveliness", timeout=5).status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.2)
    raise AssertionError(f"LiteLLM did not start: {(folder / 'litellm.log').read_text()[-2000:]}")
