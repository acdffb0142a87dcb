"""How well acts are read: the figures of the trainer's own evaluation, on held-out rows."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from part import ROOT, Part

__all__ = ["acts"]


def acts() -> Part:
    """Five folds that hold situations apart, and each language held out."""
    script = ROOT / "tools" / "train" / "evaluate.py"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "acts.json"
        done = subprocess.run(
            [sys.executable, str(script), "--json", str(out)],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            return Part(short=(f"acts: the evaluation ended with {done.returncode}",))
        return Part(done.stdout.rstrip(), json.loads(out.read_text(encoding="utf-8")))
