"""`faster-whisper`, loaded when it is first needed, and never reaching for a network.

Rules kept here:
 * Without the extra `reports` the error names it.
 * The library would download a model that it does not find. It is told that there is no network
   before it is loaded, and it is only ever given bytes.
"""

import contextlib
import hashlib
import importlib
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from countenance.errors import ModelError

__all__ = ["engine", "processor", "version_of", "weights_inside"]

_PACKAGE = "faster_whisper"


def engine(name: str) -> Any:
    """A module of the library. Raises `ModelError` when it is not installed."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        return importlib.import_module(f"{_PACKAGE}.{name}")
    except ImportError as cause:
        raise ModelError(
            "speech to text: `faster-whisper` is not installed; install the extra `reports` "
            "(`pip install countenance[reports]`)"
        ) from cause


def version_of(package: str) -> str:
    """The version of a package as it is installed; `?` when it is not."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"


def processor() -> str:
    """The type of this machine's processor, as far as the system tells it."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def weights_inside(file: str) -> str:
    """The SHA-256 of a model file that the library has inside."""
    folder = Path(str(engine("utils").get_assets_path()))
    return f"sha256:{hashlib.sha256((folder / file).read_bytes()).hexdigest()}"
