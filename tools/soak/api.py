"""schemathesis on a running gate: whatever comes, the gate is never at a loss.

Every answer with a status of 500 or more counts as a failure here, a 503 for a failure of ours as
well: everything around this gate works. What its stand-in of an AI service does not answer is
named as that (clause `upstream`), and is no failure.
"""

import contextlib
import json
import re
import subprocess
import tempfile
from pathlib import Path

from description import description
from figures import Row
from running import gate_ready

__all__ = ["api"]

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = ROOT / ".venv-soak" / "bin" / "schemathesis"
_TESTED = re.compile(r"(\d+) generated")
_FAILED = re.compile(r"\[5\d\d\][^\n]*\n\n\s+`(.*)`")
_KEPT = ROOT / "build" / "soak" / "api"


def api(examples: int) -> list[Row]:
    """The rows about this many made-up requests for every route and phase."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        # Its upstream is the mirror, which answers every form of call.
        gate = stack.enter_context(gate_ready(Path(name) / "gate"))
        described = Path(name) / "openapi.json"
        described.write_text(json.dumps(description()), encoding="utf-8")
        words = [
            str(PROGRAM), "run", str(described), "--url", f"http://127.0.0.1:{gate.port}",
            "--checks", "not_a_server_error", "--mode", "all", "--max-examples", str(examples),
            "--header", f"authorization: {gate.headers['authorization']}",
            "--phases", "coverage,fuzzing", "--no-color", "--continue-on-failure",
            "--request-timeout", "30", "--suppress-health-check", "all", "--seed", "1",
        ]  # fmt: skip
        ran = subprocess.run(words, capture_output=True, text=True, cwd=name, check=False)
    log = _KEPT / "log"
    log.write_text(ran.stdout + ran.stderr, encoding="utf-8")
    tested = [int(count) for count in _TESTED.findall(ran.stdout)]
    answers = _FAILED.findall(ran.stdout)
    failed = [body for body in answers if '"clause":"upstream"' not in body]
    note = f"see {log}" if failed else ""
    return [
        Row("made-up requests to every route", sum(tested) or None, "", None, note),
        Row("made-up requests that the gate failed at", len(failed) if tested else 1, "", 0),
    ]
