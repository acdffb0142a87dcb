"""The program in Go, which shares nothing with ours, asked about a log and all of its heads."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from countenance.record.make import Maker
from countenance.stores.log_keys import LogKeys
from countenance.stores.published import FOLDER

__all__ = ["go_finds"]

PROGRAM = Path(__file__).resolve().parent.parent.parent / "verify" / "tlog.go"
LIBRARIES = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")


def go_finds(folder: Path) -> str | None:
    """What it finds wrong with the log in this folder of data, empty for nothing; None without Go.

    The older heads are those that were kept in `heads`.
    """
    if shutil.which("go") is None or not LIBRARIES.is_dir():
        return None
    key = str(LogKeys(folder, Maker(time.time_ns, os.urandom)).signers()[0].key)
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": ""}
    with tempfile.TemporaryDirectory() as name:
        older = []
        for number, line in enumerate((folder / "heads").read_text("utf-8").splitlines()[:-1]):
            file = Path(name) / str(number)
            file.write_text(json.loads(line), encoding="utf-8")
            older.append(str(file))
        ran = subprocess.run(
            ["go", "run", str(PROGRAM), str(folder / FOLDER), key, *older],  # noqa: S607
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr
