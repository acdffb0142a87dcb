"""A process that appends entries from several threads and says on its output which are kept.

Run by the tests, which kill it at some moment. A line is written only after `append_now` came
back, so each line is a promise.
"""

import os
import sys
import threading
import time
from pathlib import Path

from countenance.record.make import Maker
from countenance.stores.log import DatabaseLog

__all__ = ["main"]


def main(folder: str, threads: int) -> None:
    """Append until killed."""
    log = DatabaseLog.for_gate(Path(folder))
    making = Maker(time.time_ns, os.urandom)

    def run() -> None:
        while True:
            made = making.failure("entry", "RecordError")
            index = log.append_now(made.data, made.openings)
            os.write(1, f"{index} {made.id}\n".encode())

    os.write(1, b"ready\n")
    for _ in range(threads):
        threading.Thread(target=run).start()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
