"""Processes that the bench measures: a gate, nginx, an upstream; and the time they used.

Each is started for one measurement, on loopback, in a folder of its own, and ended after it.
"""

import contextlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import psutil

from countenance.callers.registration import RegisteredFact, Registration
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.registry import Registry

__all__ = ["Started", "free_port", "gate_ready", "process", "spent"]


@dataclass(frozen=True, slots=True)
class Started:
    """A process that listens, and the headers that it wants of a caller."""

    number: int
    port: int
    headers: Mapping[str, str] = field(default_factory=dict)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def gate_ready(
    folder: Path, upstream: int | None = None, *, workers: int = 1, said: Path | None = None
) -> Iterator[Started]:
    """A gate over this folder, ready to judge; its upstream is the mirror or listens on a port.

    `said`: a file for what it logs.
    """
    port = free_port()
    folder.mkdir(mode=0o700, exist_ok=True)
    settings = folder / "countenance.toml"
    text = f'[gate]\nport = {port}\ndata = "{folder}"\n'
    if upstream is not None:
        text += (
            '[[upstream]]\nname = "bench"\nkind = "openai"\nservice = "azure_openai"\n'
            f'url = "http://127.0.0.1:{upstream}/v1"\n'
        )
    settings.write_text(text, encoding="utf-8")
    program = str(Path(sys.executable).with_name("countenance"))
    words = [program, "serve", "--settings", str(settings), "--workers", str(workers)]
    with process(words, port, said=said) as number:
        _until_ready(f"http://127.0.0.1:{port}/readyz")
        yield Started(number, port, {"authorization": f"Bearer {_key(folder)}"})


@contextlib.contextmanager
def process(
    words: Sequence[str],
    port: int,
    environment: Mapping[str, str] | None = None,
    said: Path | None = None,
) -> Iterator[int]:
    """A process that listens on this port; ended at the end, with what it said if it failed.

    `said`: a file for what it says all the time, of a program that says much.
    """
    with contextlib.ExitStack() as files:
        out: Any = subprocess.PIPE if said is None else files.enter_context(said.open("ab"))
        running = subprocess.Popen(
            words, stdout=subprocess.DEVNULL if said is None else out, stderr=out, env=environment
        )
    try:
        _until_listening(port, running)
        yield running.pid
    finally:
        running.terminate()
        running.communicate(timeout=30)


def spent(number: int, *, alone: bool = False) -> float:
    """Seconds of processor time of a process and its children, by the kernel's own fine count.

    Threads and children that have ended are not counted: for processes that keep theirs. `alone`:
    without its children.
    """
    own = psutil.Process(number)
    total = 0
    for each in (own, *(() if alone else own.children(recursive=True))):
        for thread in Path(f"/proc/{each.pid}/task").glob("*/schedstat"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                total += int(thread.read_text().split()[0])
    return total / 1e9


def _key(folder: Path) -> str:
    registry = Registry(folder, packaged_vocabulary())
    try:
        # A place under no law: what a law costs is measured by itself, in `engine`.
        rows = (
            ("actor_kind", "private_entity"), ("on_behalf_of", "none"), ("use_jurisdiction", "NO")
        )  # fmt: skip
        facts = tuple(RegisteredFact(name, (value,)) for name, value in rows)
        if "bench" not in {each.id for each in registry.registrations()}:
            registry.add(Registration("bench", "", "Bench", facts))
        return registry.new_key("bench", f"bench-{time.time_ns()}").text
    finally:
        registry.close()


def _until_listening(port: int, running: subprocess.Popen[bytes]) -> None:
    for _ in range(18_000):  # some need minutes on a busy machine
        if running.poll() is not None:
            said = running.stderr.read().decode() if running.stderr else ""
            raise click.ClickException(f"{running.args!r} ended: {said.strip()}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.01)
    raise click.ClickException(f"{running.args!r} does not listen on {port}")


def _until_ready(url: str) -> None:
    for _ in range(3000):
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(url) as answer:
            if answer.status == 200:
                return
        time.sleep(0.01)
    raise click.ClickException(f"{url} does not become ready")
