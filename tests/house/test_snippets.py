"""Every snippet of the pages is run, and comes out as the page says."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import openai
import pytest

from cli.running import Commands
from countenance.cli import main
from countenance.reports.digests import canonical_bytes
from countenance.reports.out.wav import as_wav
from countenance.reports.report import Entered, Report
from countenance.stores.log import DatabaseReader
from gate.running import Running, face, messages, running
from house.pages import PAGES, Shown, commands_of, fits, name_of, pythons_of
from house.source import ROOT
from media.made_sound import written
from reports.made import RECORDING, SPEAKERS, TRANSCRIPT
from reports.out.made_out import OUT, SAMPLES
from shared_data import shared

pytestmark = pytest.mark.long

TEXT = [{"role": "user", "content": "Say hello."}]
ALONE = ("callers.md", "attestations.md")
"""Pages that tell one story from an empty folder on."""
WITH_COMMANDS = [page for page in PAGES if commands_of(page)]
WITH_PYTHON = [page for page in PAGES if pythons_of(page)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the pages speak of, and callers registered in it."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("photo.jpg", "holiday.jpg", "pictures/a.jpg"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(face())
    labels = {"images": [{"file": "a.jpg", "kind": "photo", "boxes": [[154, 143, 329, 358]]}]}
    (folder / "pictures" / "labels.json").write_text(json.dumps(labels))
    (folder / "body.json").write_text(json.dumps({"model": "gpt-4o", "messages": TEXT}))
    (folder / "README.md").write_text("not a certificate")
    (folder / "stop.wav").write_bytes(as_wav(SAMPLES))
    for name, made in (("t", TRANSCRIPT), ("s", SPEAKERS), ("r", RECORDING)):
        (folder / f"{name}.json").write_bytes(canonical_bytes(made))
    (folder / "draft.txt").write_text("The officer said that he had the driver at 62 in a 35.\n")
    (folder / "usage.csv").write_text("time,model,requests\n2026-11-22,gpt-4o,0\n")
    (folder / "countenance.toml").write_text("[faces]\nworkers = 1\n")
    data = ["--data", str(folder / "var")]
    private = ["actor_kind=private_entity", "provider_approval=none"]
    for name in ("acme", "development", *(f"other-{number}" for number in range(8))):
        states = ["--may-state", "timeliness"] if name == "acme" else []
        named = ["callers", "add", name, "--organisation", f"{name} Ltd", *states]
        assert main([*named, *private, *data]) == 0
    assert main(["record", "begin", "--origin", "gate.example.org/record", *data]) == 0
    (folder / "report.json").write_bytes(canonical_bytes(_in_the_log(folder / "var")))
    out = str(folder / "acme-desk.pem")
    assert main(["callers", "attesting-key", "acme", "desk", "--out", out, *data]) == 0
    return folder


def _in_the_log(data: Path) -> Report:
    """A report whose entry is in the log of this folder of data."""
    log = DatabaseReader(data)
    stored = log.entry(2)
    log.close()
    assert stored is not None
    entered = Entered(json.loads(stored.data)["id"], 2, "decided")
    return msgspec.structs.replace(OUT, entries=(entered,))


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name_of)
def test_every_command_comes_out_as_shown(
    page: Path,
    desk: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "desk"
    left_out = shutil.ignore_patterns("var", "*.pem") if page.name in ALONE else None
    shutil.copytree(desk, folder, ignore=left_out)
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("COUNTENANCE_")]:
        if name != "COUNTENANCE_SHARED":
            monkeypatch.delenv(name)
    commands = Commands(folder, capsys)

    for shown in commands_of(page):
        match shown.words[:2]:
            case ("make", target):
                assert re.search(rf"^{target}:", _makefile(), re.MULTILINE), target
            case ("countenance", "serve"):
                assert _served(shown, folder)
            case _:
                words = [_whole(word, page, folder) for word in shown.words[1:]]
                into = words.pop() if words[-2:-1] == [">"] else None
                ran = commands.run(*(word for word in words if word != ">"))
                if into is not None:
                    (folder / into).write_text(ran.out, encoding="utf-8")
                assert ran.code == shown.code, f"{words}: {ran.err}{ran.out}"
                assert fits(shown.lines, ran.out.splitlines()), f"{words}: {ran.out}"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    """A gate of the tests, and the key of a private caller that may state a fact."""
    with running(tmp_path_factory.mktemp("gate")) as found:
        words = ("actor_kind=private_entity", "provider_approval=none")
        yield found, found.caller("acme", *words, "--may-state", "timeliness")


@pytest.mark.parametrize("page", WITH_PYTHON, ids=name_of)
def test_python_runs_against_a_gate(
    page: Path,
    gate: tuple[Running, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, key = gate
    monkeypatch.chdir(tmp_path)
    Path("interview.wav").write_bytes(written("WAV"))
    Path("photo.jpg").write_bytes(face())
    asked = messages("Describe this picture.", face())
    picture = asked[0]["content"][1]["image_url"]["url"]
    names: dict[str, Any] = {"openai": openai, "KEY": key, "messages": asked}

    for block in pythons_of(page):
        code = block.replace("http://127.0.0.1:8800", found.address)
        code = code.replace("the key that `make run` printed", key)
        code = code.replace("data:image/jpeg;base64,…", picture)
        if "TOKEN" in code:
            names["TOKEN"] = _token(found, asked, tmp_path, capsys)
        expected = re.search(r"^# (openai\.\w+: (?:.|\n#)*)", block, re.MULTILINE)
        if expected is None:
            exec(code, names)  # a page of ours
            continue
        with pytest.raises(openai.APIStatusError) as raised:
            exec(code, names)
        said = f"openai.{type(raised.value).__name__}: {raised.value}"
        shown = re.sub(r"\n#\s+", " ", expected.group(1)).strip()
        assert fits([shown], [said]), said


def _token(
    found: Running, asked: Any, folder: Path, capsys: pytest.CaptureFixture[str]
) -> str:
    """A statement for the call that the pages make, signed as they say."""
    private, body = folder / "desk.pem", folder / "body.json"
    body.write_text(json.dumps({"model": "gpt-4o", "messages": asked}))
    found.run("callers", "attesting-key", "acme", "desk", "--out", str(private))
    capsys.readouterr()
    words = ["attest", "--key", str(private), "--audience", found.address, "--request", str(body)]
    assert main([*words, "timeliness=post"]) == 0
    return capsys.readouterr().out.strip()


def _makefile() -> str:
    return (ROOT / "Makefile").read_text(encoding="utf-8")


def _whole(word: str, page: Path, folder: Path) -> str:
    """A word as one would type it: a shortened digest in full, a weights file in place."""
    if word.endswith("…"):
        (word,) = set(re.findall(rf"\b{word[:-1]}[0-9a-f]{{56}}\b", page.read_text()))
    if word.endswith(".onnx"):
        shutil.copy(shared(f"models/{word}"), folder / word)
    return word


def _served(shown: Shown, folder: Path) -> bool:
    """Start the gate as the page says, and wait until it is ready; it ends when told to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-c", "import sys; from countenance.cli import main; "
               "sys.exit(main())"]  # fmt: skip
    words = list(shown.words[1:])
    if "--workers" in words:
        words[words.index("--workers") + 1] = "2"  # two are several, and start sooner than more
    process = subprocess.Popen(
        [*program, *words],
        cwd=folder,
        env={**os.environ, "COUNTENANCE_GATE_PORT": str(port)},
        stderr=subprocess.PIPE,
    )
    try:
        while process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                    return bool(answer.status == 200)
            except urllib.error.URLError:
                time.sleep(0.05)
        return False
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        assert process.returncode == 0
