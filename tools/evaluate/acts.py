"""How well acts are read: the figures of the trainer's own evaluation, on held-out rows."""

import subprocess
import sys

from part import ROOT, Part

__all__ = ["acts"]


def acts() -> Part:
    """Five folds that hold situations apart, and each language held out."""
    script = ROOT / "tools" / "train" / "evaluate.py"
    done = subprocess.run(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, check=False
    )
    short = (f"acts: the evaluation ended with {done.returncode}",) if done.returncode else ()
    text = done.stdout.strip()
    return Part(text, {"printed": text.splitlines()}, short)
