"""One worker of a gate, started as `python -m countenance.cli.worker NUMBER COUNT SOCKET`.

It is told its settings and what it shares with the others on two lines of its standard input,
listens on a socket that it inherits, and writes one line to its standard output when it serves.
When the standard input ends, whoever started it is gone, and it drains and ends as on SIGTERM. Keys
of upstreams it has from the environment.

Not for people: `countenance serve --workers` starts it.
"""

import os
import signal
import socket
import sys
import threading

import msgspec

from countenance.cli.serving import configure_logs, served
from countenance.errors import CountenanceError
from countenance.gate.settings.settings import Settings
from countenance.gate.sharing import Together, Worker

__all__ = ["main"]

COULD_NOT = 5
_READY = b"ready\n"


def main(words: list[str]) -> int:
    """Serve as the worker that these words name; the exit code."""
    number, count, listening = (int(word) for word in words)
    settings = msgspec.json.decode(sys.stdin.buffer.readline(), type=Settings)
    together = msgspec.json.decode(sys.stdin.buffer.readline(), type=Together)
    worker = Worker(number, count, together)
    configure_logs()
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    with socket.socket(fileno=listening) as own:
        try:
            return 0 if served(settings, worker, [own], _say_so) else COULD_NOT
        except CountenanceError as error:
            print(f"countenance: worker {number}: {error}", file=sys.stderr)
            return COULD_NOT


def _say_so() -> None:
    os.write(1, _READY)


def _end_with_the_parent() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
