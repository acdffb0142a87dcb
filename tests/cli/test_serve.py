"""Starting the gate."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from countenance.callers.registration import Registration
from countenance.cli.serve import DEVELOPMENT, development_key
from countenance.stores.registry import RegistryReader

COMMAND = [sys.executable, "-c", "import sys; from countenance.cli import main; sys.exit(main())"]


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("COUNTENANCE_")}
    return {**kept, **more}


def found(folder: Path, key: str) -> Registration | None:
    reader = RegistryReader(folder)
    try:
        return reader.caller_for_key(key)
    finally:
        reader.close()


def test_each_start_has_a_development_key_of_its_own(tmp_path: Path) -> None:
    first = development_key(tmp_path)
    second = development_key(tmp_path)

    now = found(tmp_path, second)
    assert found(tmp_path, first) is None
    assert now is not None
    assert now.id == DEVELOPMENT


def test_a_gate_starts_answers_what_it_printed_and_stops(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = environment(
        COUNTENANCE_GATE_PORT=str(port), COUNTENANCE_GATE_DATA=str(tmp_path), PYTHONUNBUFFERED="1"
    )
    gate = subprocess.Popen(
        [*COMMAND, "serve", "--development"], env=told, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/readyz").close()
                break
            time.sleep(0.1)
        assert gate.stdout is not None
        printed = [gate.stdout.readline() for _ in range(9)]
        key = next(line.strip() for line in printed if line.strip().startswith("cnt_"))
        body = b'{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}'
        headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        request = urllib.request.Request(
            f"{address}/v1/chat/completions", data=body, headers=headers
        )
        with urllib.request.urlopen(request) as answer:
            said = answer.read().decode()
    finally:
        gate.terminate()
        _, errors = gate.communicate(timeout=30)

    assert "stand-in" in said
    assert "Hello" not in errors
    assert key not in errors
    assert gate.returncode in (0, -signal.SIGTERM)


def test_a_gate_that_cannot_start_says_why_and_exits_five(tmp_path: Path) -> None:
    settings = tmp_path / "countenance.toml"
    settings.write_text(
        '[[upstream]]\nname = "m"\nkind = "mirror"\nservice = "openai_api"\n', encoding="utf-8"
    )

    done = subprocess.run(
        [*COMMAND, "serve", "--settings", str(settings)], env=environment(), cwd=tmp_path,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 5
    assert "no active code binds it" in done.stderr
    assert "Traceback" not in done.stderr
