"""A whole gate on loopback for the tests: the real server, clients, stores, eyes and act model."""

import base64
import contextlib
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2 as httpx
import uvicorn
from openai import APIStatusError, AzureOpenAI, OpenAI
from PIL import Image

from countenance.cli import main
from countenance.console.serving import with_pages
from countenance.dialects.call import Request
from countenance.gate.application import Gate
from countenance.gate.metrics import Metrics
from countenance.gate.rooms import Opens
from countenance.gate.server import Limits, Server
from countenance.gate.settings.settings import Settings, parse_settings
from countenance.gate.wire import GateProtocol
from countenance.media.drawn import landscape, portrait
from countenance.review.capability import Capability
from countenance.stores.log import DatabaseReader
from stores.approving import YES, approve
from upstream import ScriptedUpstream, scripted_upstream

__all__ = [
    "PIN", "UPSTREAM_KEY", "Answer", "Running", "asked", "face", "key_for", "messages", "running",
    "small", "view",
]  # fmt: skip

UPSTREAM_KEY = "sk-upstream-canary-93b1"
PIN = "ms-aoai-coc@2024-05-03"
_DRAWN: dict[str, bytes] = {}


@dataclass(frozen=True)
class Answer:
    """What a client got: the headers, the body, and the class that it raised, if it did."""

    headers: dict[str, str]
    body: dict[str, Any]
    raised: str | None = None

    @property
    def outcome(self) -> str | None:
        return self.headers.get("x-countenance-decision")

    @property
    def clause(self) -> str | None:
        return self.headers.get("x-countenance-clause")

    @property
    def entry(self) -> int:
        return int(self.headers["x-countenance-entry"])


@dataclass
class Running:
    """A running gate, its upstream, and the folder of its data."""

    address: str
    folder: Path
    upstream: ScriptedUpstream
    gate: Gate

    def caller(self, name: str, *words: str) -> str:
        """Register a caller by the command, in a place under no law if none is named; its key."""
        if not any("use_jurisdiction" in word for word in words):
            words = (*words, "use_jurisdiction=NO")
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            status = main(
                [
                    "callers",
                    "add",
                    name,
                    "--organisation",
                    f"{name} Zyx",
                    "--json",
                    "--data",
                    str(self.folder),
                    *words,
                ]
            )
        assert status == 0
        return str(json.loads(out.getvalue())["key"])

    def run(self, *words: str) -> str:
        """Run a command on the same folder; what it printed."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            assert main([*words, "--data", str(self.folder)]) == 0
        return out.getvalue().strip()

    def ask(
        self,
        key: str,
        text: str,
        picture: bytes | None = None,
        azure: bool = False,
        model: str = "gpt-4o",
        **more: Any,
    ) -> Answer:
        """One call by an unmodified client."""
        client: OpenAI
        if azure:
            client = AzureOpenAI(azure_endpoint=self.address, api_key=key, api_version="2024-10-21")
        else:
            client = OpenAI(base_url=f"{self.address}/v1", api_key=key)
        with client:
            try:
                raw = client.chat.completions.with_raw_response.create(
                    model=model, messages=messages(text, picture), **more
                )
                return Answer(dict(raw.headers), json.loads(raw.content))
            except APIStatusError as error:
                body = error.body if isinstance(error.body, dict) else {}
                return Answer(dict(error.response.headers), body, type(error).__name__)

    def post(self, path: str, key: str | None, body: bytes, **headers: str) -> httpx.Response:
        """One plain request."""
        sent = {"content-type": "application/json", **headers}
        if key is not None:
            sent["authorization"] = f"Bearer {key}"
        return httpx.post(self.address + path, content=body, headers=sent, timeout=60)

    def entries(self, start: int = 0) -> list[dict[str, Any]]:
        """The entries from an index on, read as another process would."""
        reader = DatabaseReader(self.folder)
        try:
            return [json.loads(stored.data) for stored in reader.entries(start)]
        finally:
            reader.close()

    def calls(self) -> int:
        """How many calls were entered; their outcomes may be written a moment later."""
        return sum(each["kind"] in ("decision", "unreadable") for each in self.entries())

    def outcome_of(self, decision: dict[str, Any]) -> dict[str, Any]:
        """The outcome of a decision, which may be written a moment after the answer."""
        for _ in range(200):
            for entry in self.entries():
                if entry["kind"] == "outcome" and entry["prev"] == decision["id"]:
                    return entry
            time.sleep(0.02)
        raise AssertionError("no outcome was entered")


def key_for(folder: Path) -> str:
    """Register a private caller in a folder; its key."""
    return Running("", folder, ScriptedUpstream(), Gate(parse_settings("", {}), {})).caller(
        "acme", "actor_kind=private_entity", "provider_approval=none"
    )


def messages(text: str, picture: bytes | None) -> Any:
    """Messages with one text and perhaps one picture."""
    content: list[dict[str, Any]] = [{"type": "text", "text": text}]
    if picture is not None:
        url = "data:image/jpeg;base64," + base64.b64encode(picture).decode()
        content.append({"type": "image_url", "image_url": {"url": url}})
    return [{"role": "user", "content": content}]


def small(folder: Path, more: str = "") -> Settings:
    """The settings of a gate in a folder that opens pictures in one process alone."""
    return parse_settings(f'[gate]\ndata = "{folder}"\n[faces]\nworkers = 1\n{more}', {})


def asked(key: str, picture: bytes | None = None) -> Request:
    """A request as a server hands it to a gate."""
    body = {"model": "gpt-4o", "messages": messages("Describe this picture.", picture)}
    headers = (
        ("content-type", "application/json"),
        ("authorization", f"Bearer {key}"),
    )
    return Request("POST", "/v1/chat/completions", (), headers, json.dumps(body).encode())


def face() -> bytes:
    """A drawn person, as JPEG."""
    return _drawn("face")


def view() -> bytes:
    """A drawn landscape, as JPEG."""
    return _drawn("view")


def _drawn(what: str) -> bytes:
    if what not in _DRAWN:
        # A wide one: where nobody is found every step looks, and each costs by the area.
        pixels = portrait().pixels if what == "face" else landscape(640, 160).pixels
        out = io.BytesIO()
        Image.fromarray(pixels).save(out, "JPEG", quality=90)
        _DRAWN[what] = out.getvalue()
    return _DRAWN[what]


@contextlib.contextmanager
def running(
    folder: Path,
    more: str = "",
    clock: Callable[[], int] = time.time_ns,
    hosted_tools: Sequence[str] = (),
    given: Sequence[Capability] = YES,
    rooms: Sequence[Opens] = (),
) -> Iterator[Running]:
    """A gate over this folder on a free port, with a scripted upstream.

    `given`: what its board has said yes to, which is everything where a test is not about that.
    `rooms`: those after the gate that are opened with it. `more`: settings of the gate.
    `hosted_tools`: those that the upstream of `gpt-4o` may run. The model `impatient` is the same
    upstream, for which the gate waits half a second; `azure-4o` is asked in the form of Azure.
    """
    with scripted_upstream() as upstream:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        text = (
            f'[gate]\nport = {port}\ndata = "{folder}"\n{more}\n[faces]\nworkers = 1\n'
            f'[[upstream]]\nname = "scripted"\nkind = "openai"\nservice = "azure_openai"\n'
            f'url = "{upstream.url}"\nmodels = ["gpt-4o", "gpt-4o-transcribe", "gpt-image-2"]\n'
            f"answer_seconds = 10\nhosted_tools = {json.dumps(list(hosted_tools))}\n"
            'key_env = "SCRIPTED_KEY"\n'
            f'[[upstream]]\nname = "impatient"\nkind = "openai"\nservice = "azure_openai"\n'
            f'url = "{upstream.url}"\nmodels = ["impatient"]\nanswer_seconds = 0.5\n'
            f'[[upstream]]\nname = "azure"\nkind = "azure_openai"\nservice = "azure_openai"\n'
            f'url = "{upstream.url}"\nmodels = ["azure-4o"]\nkey_env = "SCRIPTED_KEY"\n'
            f'[[upstream]]\nname = "faces"\nkind = "azure_face"\nservice = "azure_face"\n'
            f'url = "{upstream.url.removesuffix("/v1")}"\nkey_env = "SCRIPTED_KEY"\n'
            f'[[upstream]]\nname = "messages"\nkind = "anthropic"\nservice = "azure_openai"\n'
            f'url = "{upstream.url.removesuffix("/v1")}"\nmodels = ["sonnet"]\n'
            'key_env = "SCRIPTED_KEY"\n'
        )
        settings = parse_settings(text, {})
        metrics = Metrics()
        gate = Gate(
            settings, {"SCRIPTED_KEY": UPSTREAM_KEY}, clock=clock, metrics=metrics, rooms=rooms
        )
        limits = Limits(
            settings.gate.max_body_bytes,
            settings.gate.max_calls,
            metrics_for=settings.gate.metrics,
        )
        config = uvicorn.Config(
            with_pages(Server(gate, limits, metrics), gate, metrics), host="127.0.0.1", port=port,
            http=GateProtocol, ws="none", lifespan="on", log_config=None, access_log=False,
        )  # fmt: skip
        approve(folder, given)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        assert server.started
        try:
            yield Running(f"http://127.0.0.1:{port}", folder, upstream, gate)
        finally:
            server.should_exit = True
            thread.join(30)
