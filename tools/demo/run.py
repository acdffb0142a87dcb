"""`make demo`: real calls by the unmodified clients, and what became of each.

    registrations by the commands -> the gate as a process -> the calls -> table, demo.html

The upstream is a scripted one on this machine, reached by its address in the settings like any
other; what reached it is decoded and shown. The faces are drawn by a script: no picture of a
person is used. Exit code 0 when every call came out as expected.
"""

import contextlib
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile  # type: ignore[import-untyped]  # ships no py.typed
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools" / "demo")]

from calls import FIRST, NAME, PIN, Ask, asks, called, told  # noqa: E402 - found by the line above
from page import Row, page  # noqa: E402 - found by the line above

from countenance.media.drawn import landscape, portrait  # noqa: E402 - after the path is set
from upstream import ScriptedUpstream, scripted_upstream  # noqa: E402 - found by the line above

COMMAND = [sys.executable, "-c", "import sys; from countenance.cli import main; sys.exit(main())"]


def main() -> int:
    """Run the demo; 0 when all came out right."""
    began = time.monotonic()
    face, view = _jpeg(portrait().pixels), _jpeg(landscape().pixels)
    with tempfile.TemporaryDirectory() as folder, scripted_upstream() as upstream:
        keys = _register(Path(folder))
        with _gate(Path(folder), upstream.url) as address:
            rows = [
                _made(ask, address, keys, upstream, Path(folder))
                for ask in asks(face, view, _sound())
            ]
    for row in rows:
        mark = "ok" if row.right else "WRONG"
        print(f"{row.number:<2}  {mark:5}  {row.outcome:7}  {row.client:7}  {row.caller}")
        print(f"            {row.prompt}")
        print(f"            {row.told}")
        for problem in row.problems:
            print(f"            expected: {problem}")
    target = ROOT / "demo.html"
    target.write_text(page(rows), encoding="utf-8")
    right = sum(row.right for row in rows)
    took = time.monotonic() - began
    print(f"\n{right} of {len(rows)} came out right in {took:.0f} s; see {target.name}")
    return 0 if right == len(rows) else 1


def _register(folder: Path) -> dict[str, str]:
    """The callers of the table, by the commands that an operator would use; their keys."""
    us = ["agency_country=US", "agency_type=municipal_police", "use_jurisdiction=US-OH"]
    police = "actor_kind=law_enforcement_agency"
    keys = {
        "acme": _add(folder, "acme", "Acme Ltd", "actor_kind=private_entity",
                     "provider_approval=none", "use_jurisdiction=NO"),
        "city-police": _add(folder, "city-police", "A city police department", police, *us,
                            "provider_approval=none", pin=PIN),
        "first-police": _add(folder, "first-police", "Another city police department", police,
                             *us, "provider_approval=none", pin=FIRST),
        "contractor": _add(folder, "contractor", "A contractor", "actor_kind=private_entity",
                           "on_behalf_of=law_enforcement_agency", *us, "provider_approval=none",
                           pin=PIN),
    }  # fmt: skip
    for name, country, kind, camera in (
        ("oslo-police", "NO", "national_police",
         ["capture_device=fixed_cctv", "environment=controlled", "timeliness=real_time"]),
        ("lyon-police", "FR", "national_police",
         ["capture_device=dash_mounted", "environment=uncontrolled", "timeliness=real_time",
          "purpose=patrol"]),
    ):  # fmt: skip
        facts = [police, f"agency_country={country}", f"agency_type={kind}",
                 f"use_jurisdiction={country}", "provider_approval=none"]  # fmt: skip
        _add(folder, name, f"Police of {country}", *facts, pin=PIN)
        _run(folder, "callers", "register", name, "camera", "camera-1", *camera)
        keys[name] = _run(folder, "callers", "new-key", name, "car", "--carries", "camera-1")
    return keys


def _add(folder: Path, name: str, organisation: str, *facts: str, pin: str | None = None) -> str:
    pinned = ["--pin", pin] if pin else []
    said = _run(folder, "callers", "add", name, "--organisation", organisation, *facts, *pinned,
                "--json")  # fmt: skip
    return str(json.loads(said)["key"])


def _run(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [*COMMAND, *words, "--data", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"countenance {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout.strip()


@contextlib.contextmanager
def _gate(folder: Path, upstream: str) -> Iterator[str]:
    """The gate as a process of its own, ready; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = folder / "countenance.toml"
    settings.write_text(
        f'[gate]\nport = {port}\ndata = "{folder}"\n\n[[upstream]]\nname = "scripted"\n'
        f'kind = "openai"\nservice = "azure_openai"\nurl = "{upstream}"\nmodels = ["gpt-4o"]\n'
        f'\n[[upstream]]\nname = "faces"\nkind = "azure_face"\nservice = "azure_face"\n'
        f'url = "{upstream.removesuffix("/v1")}"\n'
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COUNTENANCE_")}
    gate = subprocess.Popen(
        [*COMMAND, "serve", "--settings", str(settings)], env=environment, stderr=subprocess.PIPE
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            if gate.poll() is not None:
                said = gate.stderr.read().decode() if gate.stderr else ""
                raise SystemExit(f"the gate did not start: {said.strip()}")
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"{address}/readyz") as answer,
            ):
                if answer.status == 200:
                    break
            time.sleep(0.1)
        yield address
    finally:
        gate.terminate()
        gate.wait(30)


def _made(
    ask: Ask, address: str, keys: dict[str, str], upstream: ScriptedUpstream, folder: Path
) -> Row:
    if ask.unpin:
        _run(folder, "callers", "unpin", ask.caller)
    before = len(upstream.reached)
    if ask.answer:
        upstream.script.append(ask.answer)
    headers, body = called(ask, address, keys[ask.caller])
    reached = upstream.reached[before:]
    index = headers.get("x-countenance-entry", "")
    entry = json.loads(_run(folder, "record", "show", index, "--raw")) if index else {}
    went_out = next((each for one in reached for each in (*one.pictures, *one.files)), None)
    problems = _problems(ask, headers, body, entry, len(reached))
    return Row(
        number=ask.number,
        client=ask.client,
        caller=ask.says,
        prompt=ask.prompt,
        outcome=headers.get("x-countenance-decision", "none"),
        told=told(body),
        came_in=ask.picture,
        went_out=went_out if ask.sound is None else None,
        entry=index,
        editions=tuple(e["edition"] for e in entry.get("code", {}).get("editions", [])),
        problems=tuple(problems),
    )


def _problems(
    ask: Ask, headers: dict[str, str], body: dict[str, Any], entry: dict[str, Any], reached: int
) -> Iterator[str]:
    outcome = headers.get("x-countenance-decision")
    if outcome != ask.outcome:
        yield f"outcome {ask.outcome}"
    if ask.clause and headers.get("x-countenance-clause") != ask.clause:
        yield f"clause {ask.clause}, not {headers.get('x-countenance-clause')}"
    raised = {"refuse": "BadRequestError", "hold": "PermissionDeniedError"}.get(ask.outcome)
    if ask.by_id:
        raised = "HttpResponseError UnsupportedFeature"
        reached -= 1  # the search for the face, which passes
    if body.get("raised") != raised:
        yield f"raised {raised}, not {body.get('raised')}"
    if reached != (ask.outcome in ("pass", "redact")):
        yield "only what passes reaches the upstream"
    if not entry.get("code", {}).get("compiled", "").startswith("sha256:"):
        yield "an entry with the digest it was decided under"
    if bool(entry.get("clauses")) == entry.get("none_speaks"):
        yield "an entry that names a clause, or says that none speaks"
    if ask.readings:
        given = {each["gives"] for each in body["error"]["countenance"].get("readings", [])}
        if given != ask.readings:
            yield f"readings that give {sorted(ask.readings)}, not {sorted(given)}"
    if ask.fact is not None:
        name, value = ask.fact
        found = [each["values"] for each in entry.get("facts", []) if each["name"] == name]
        if found != [[value]]:
            yield f"{name}={value} in the entry, not {found}"
    looked = bool(entry.get("media")) or bool(entry.get("code", {}).get("act_model"))
    if not ask.by_id and looked != (ask.picture is not None or ask.sound is not None):
        yield "detector and classifier run for pictures only"
    if ask.answer and (NAME.split()[0] in told(body) or "content_filter" not in told(body)):
        yield "an answer that stops before the name"


def _sound() -> bytes:
    """Half a second of a tone."""
    out = io.BytesIO()
    tone = np.sin(np.arange(8000) / 16_000 * 2 * np.pi * 400) / 3
    soundfile.write(out, tone, 16_000, format="WAV")
    return out.getvalue()


def _jpeg(pixels: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=90)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
