"""Recordings come in by a folder and the state of their reports goes out by it, over HTTP.

Beside a recording that is to become a report lies a file of its name and `.case.json`:

    stop.mp4   stop.mp4.case.json   {"incident": "2026-4711", "evidence": "bwc-5521",
                                     "incident_type": "traffic"}

Each run begins the reports that are not begun, and writes how each stands beside it, to
`stop.mp4.status.json`:

    {"incident": "2026-4711", "evidence": "bwc-5521", "report": "report-...", "state": "drafted",
     "url": "...", "lacking": ["bracket `b1` is open: ..."]}

What is refused, or left to people, stands there too. Run it by a timer; a status file is never half
written. The token is that of the officer who is to write the reports.

Example:
    COUNTENANCE_TOKEN=cnp_... python examples/report_folder.py http://127.0.0.1:8800 inbox
"""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

CASE, STATUS = ".case.json", ".status.json"
ASKED = ("incident", "evidence", "incident_type")


def asked(gate: str, token: str, path: str, body: bytes | None = None) -> dict[str, Any]:
    """What the gate answers; of a refusal its error."""
    if not gate.startswith(("http://", "https://")):
        raise SystemExit(f"{gate}: the address of the gate begins with https://")
    request = urllib.request.Request(f"{gate}/v1/reports{path}", data=body)  # noqa: S310 - as looked
    request.add_header("authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310 - as above
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        return dict(json.load(error))


def begun(gate: str, token: str, recording: Path, case: dict[str, str]) -> dict[str, Any]:
    """A report about this recording, begun and put into words; or why it is not."""
    query = urllib.parse.urlencode({"file": recording.name, **case})
    report = asked(gate, token, f"?{query}", recording.read_bytes())
    if "error" not in report:
        asked(gate, token, f"/{report['id']}/hear", b"{}")
    return report


def status(gate: str, case: dict[str, str], report: dict[str, Any]) -> dict[str, Any]:
    """How it stands, in the words of the case file."""
    if "error" in report:
        error = report["error"]
        state = "held" if error["code"] == "review_required" else "refused"
        return {**case, "report": None, "state": state, "case": error.get("case"),
                "says": error["message"]}  # fmt: skip
    return {**case, "report": report["id"], "state": report["state"],
            "url": f"{gate}/console/reports/{report['id']}",
            "lacking": report["lacking"]}  # fmt: skip


def written(path: Path, what: dict[str, Any]) -> None:
    """The whole file, or the one before."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(json.dumps(what, indent=2), encoding="utf-8")
    fresh.replace(path)


def main(gate: str, folder: Path) -> None:
    """One look at the folder."""
    token = os.environ["COUNTENANCE_TOKEN"]
    for named in sorted(folder.glob(f"*{CASE}")):
        recording = named.with_name(named.name.removesuffix(CASE))
        told = recording.with_name(recording.name + STATUS)
        case = json.loads(named.read_text(encoding="utf-8"))
        case = {name: str(case[name]) for name in ASKED if name in case}
        before = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {}
        if before.get("report"):
            report = asked(gate, token, f"/{before['report']}")
        elif recording.exists():
            report = begun(gate, token, recording, case)
        else:
            continue
        written(told, status(gate, case, report))


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
