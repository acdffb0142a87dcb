"""One worker, as its parent starts it; more of it is tried in `test_workers`."""

import socket
import subprocess
import sys
from pathlib import Path

import msgspec

from countenance.gate.settings.settings import parse_settings
from countenance.gate.sharing import Together


def test_a_worker_of_no_gate_says_so_and_ends(tmp_path: Path) -> None:
    settings = parse_settings(f'[gate]\nworkers = 2\ndata = "{tmp_path}"\n', {})
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        worker = subprocess.Popen(
            [sys.executable, "-m", "countenance.cli.worker", "1", "2", str(listening.fileno())],
            pass_fds=(listening.fileno(),), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        assert worker.stdin is not None
        together = Together(str(tmp_path / "handed-over"), bytes(32))
        for told in (settings, together):
            worker.stdin.write(msgspec.json.encode(told) + b"\n")
        worker.stdin.flush()  # and stays open: its end would mean that the parent is gone
        status = worker.wait(60)
        said, errors = worker.communicate()

    assert status == 5
    assert b"no gate keeps its record here" in errors
    assert b"Traceback" not in errors
    assert said == b""
