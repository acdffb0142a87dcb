"""`faster-whisper`, loaded when it is first needed."""

import importlib
import os
import subprocess
import sys

import pytest

from countenance.errors import ModelError
from countenance.reports.speech.engine import engine, processor, version_of, weights_inside


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", absent)

    with pytest.raises(ModelError, match="extra `reports`"):
        engine("vad")


def test_it_is_loaded_when_it_is_needed_and_told_that_there_is_no_network() -> None:
    engine("vad")

    assert os.environ["HF_HUB_OFFLINE"] == "1"
    loads = "import sys, countenance.reports.speech.ear; print('faster_whisper' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True)
    assert shown.stdout == "False\n", shown.stderr


def test_what_another_run_would_differ_by_is_told() -> None:
    assert version_of("faster-whisper")[0].isdigit()
    assert version_of("no-such-package") == "?"
    assert weights_inside("silero_vad_v6.onnx").startswith("sha256:")
    assert processor()
