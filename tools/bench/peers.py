"""What the bench measures beside the gate: nginx as a plain proxy, and two gateways for AI.

Each stands before the same upstream on loopback, with one process that serves and its own defaults;
what is not installed is left out and said so. LiteLLM is in an environment of its own, Portkey
below `build/`, both at a pinned version.
"""

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from running import Started, free_port, gate_ready, process

from countenance import __version__

__all__ = ["Peer", "peers"]

ROOT = Path(__file__).resolve().parent.parent.parent
LITELLM = ROOT / ".venv-litellm" / "bin"
PORTKEY = ROOT / "build" / "portkey" / "node_modules" / "@portkey-ai" / "gateway"
_KEY = "sk-bench"

_NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  client_body_buffer_size 1m; client_max_body_size 16m;
  fastcgi_temp_path {folder}/a; uwsgi_temp_path {folder}/b; scgi_temp_path {folder}/c;
  upstream behind {{ server 127.0.0.1:{upstream}; keepalive 32; }}
  server {{ listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection "";
    }}
  }}
}}
"""
_LITELLM = """
model_list:
  - model_name: gpt-4o
    litellm_params:
      model: openai/gpt-4o
      api_base: http://127.0.0.1:{upstream}/v1
      api_key: none
general_settings: {{master_key: {key}}}
litellm_settings: {{telemetry: false}}
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """One server: its name and version, how to start it, and how many calls warm it up.

    `missing`: what to do so that it is there, when it is not. `slowness`: of how many calls of the
    gate one of its own is made.
    """

    name: str
    version: str
    start: Callable[[Path, int], AbstractContextManager[Started]]
    warm: int = 300
    slowness: int = 1
    missing: str = ""


def peers() -> tuple[Peer, ...]:
    """The gate first, then those beside it."""
    return (
        Peer("gate", __version__, gate_ready),
        _nginx(),
        _portkey(),
        _litellm(),
    )


def _nginx() -> Peer:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        return Peer("nginx", "", gate_ready, missing="apt-get install nginx-light")
    said = subprocess.run([program, "-v"], capture_output=True, text=True, check=True).stderr

    @contextlib.contextmanager
    def start(folder: Path, upstream: int) -> Iterator[Started]:
        folder.mkdir()
        port, conf = free_port(), folder / "nginx.conf"
        conf.write_text(_NGINX.format(folder=folder, upstream=upstream, port=port))
        words = [program, "-p", str(folder), "-c", str(conf), "-e", str(folder / "error.log")]
        with process(words, port) as number:
            yield Started(number, port)

    return Peer("nginx", said.strip().rpartition("/")[2], start)


def _portkey() -> Peer:
    node, package = shutil.which("node"), PORTKEY / "package.json"
    if node is None or not package.is_file():
        return Peer("Portkey", "", gate_ready, missing="make build/portkey/done, with node and npm")
    version = json.loads(package.read_text(encoding="utf-8"))["version"]

    @contextlib.contextmanager
    def start(folder: Path, upstream: int) -> Iterator[Started]:
        port = free_port()
        loopback = Path(__file__).with_name("portkey") / "loopback.cjs"
        server = str(PORTKEY / "build" / "start-server.js")
        words = [node, "--require", str(loopback), server, "--headless", f"--port={port}"]
        with process(words, port, said=folder) as number:
            headers = {
                "x-portkey-provider": "openai",
                "x-portkey-custom-host": f"http://127.0.0.1:{upstream}/v1",
                "authorization": f"Bearer {_KEY}",
            }
            yield Started(number, port, headers)

    # The code of node becomes fast only after some thousand calls.
    return Peer("Portkey", version, start, warm=4000)


def _litellm() -> Peer:
    program = LITELLM / "litellm"
    if not program.is_file():
        return Peer("LiteLLM", "", gate_ready, missing="make .venv-litellm/done")
    ask = "import importlib.metadata as m; print(m.version('litellm'))"
    said = subprocess.run(
        [str(LITELLM / "python"), "-c", ask], capture_output=True, text=True, check=True
    ).stdout

    @contextlib.contextmanager
    def start(folder: Path, upstream: int) -> Iterator[Started]:
        folder.mkdir()
        port, conf = free_port(), folder / "litellm.yaml"
        conf.write_text(_LITELLM.format(upstream=upstream, key=_KEY))
        words = [str(program), "--config", str(conf), "--host", "127.0.0.1", "--port", str(port)]
        environment = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        with process(words, port, environment, said=folder / "log") as number:
            yield Started(number, port, {"authorization": f"Bearer {_KEY}"})

    return Peer("LiteLLM", said.strip(), start, warm=40, slowness=20)
