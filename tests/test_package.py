"""What importing the package does to the process, and leaves on the machine."""

import os
import subprocess
import sys
from pathlib import Path


def test_the_runtime_of_the_models_reports_nothing_and_leaves_no_file(tmp_path: Path) -> None:
    somewhere = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment = {**os.environ, **somewhere, "ORT_DISABLE_TELEMETRY": "0"}

    subprocess.run(
        [sys.executable, "-c", "import countenance.faces.detector"],
        env=environment, check=True, timeout=60,
    )  # fmt: skip

    assert list(tmp_path.rglob("*")) == []
