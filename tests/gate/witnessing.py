"""A real witness in a process of its own, on loopback."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from countenance.record.note import VerifierKey, read_key

__all__ = ["NAME", "WitnessProcess", "free_port", "witness_process"]

NAME = "court.example.org/w1"


@dataclass
class WitnessProcess:
    """One witness: where it listens, its key, and its process."""

    address: str
    key: VerifierKey
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(10)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def witness_process(
    folder: Path, log: VerifierKey, port: int, name: str = NAME
) -> Iterator[WitnessProcess]:
    """`countenance witness` for this log, with its data in the folder."""
    folder.mkdir(exist_ok=True)
    policy = folder / "watched.txt"
    policy.write_text(f"log {log}\nquorum none\n", encoding="utf-8")
    words = ["witness", "--policy", str(policy), "--data", str(folder), "--name", name]
    process = subprocess.Popen(
        [
            sys.executable, "-c", "import sys; from countenance.cli import main; sys.exit(main())",
            *words, "--port", str(port),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(2)]
        key = read_key(told[1].rpartition(" ")[2].strip())
        for _ in range(500):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.02)
        yield WitnessProcess(f"http://127.0.0.1:{port}", key, process)
    finally:
        process.kill()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()
