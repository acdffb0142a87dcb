"""`countenance trial`: what a copy of the traffic came to, from the record of a real gate."""

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.running import Ran
from countenance.cli import main
from gate.running import Running, face, messages, running, view


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory, kept: Path) -> Iterator[Running]:
    """A gate that was asked about five calls, and decided one."""
    with running(tmp_path_factory.mktemp("trial"), f'\n[trial]\nkeep = "{kept}"\n') as started:
        acme, other = (
            started.caller(name, "actor_kind=private_entity", "provider_approval=none")
            for name in ("acme", "other")
        )
        for key, text, picture in (
            (acme, "Describe this picture.", view()),
            (acme, "Describe this picture.", face()),
            (acme, "Who is this?", face()),
            (other, "Who is this?", face()),
        ):
            started.post("/v1/decide/v1/chat/completions", key, _body(text, picture))
        started.post("/v1/decide", other, b'{"model": "gpt-4o", "oddity": 1}')
        started.post("/v1/chat/completions", acme, _body("Who is this?", face()))
        yield started


def _body(text: str, picture: bytes) -> bytes:
    return json.dumps({"model": "gpt-4o", "messages": messages(text, picture)}).encode()


def run(*words: str) -> Ran:
    """Run a command; what it came to."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(words))
    return Ran(code, out.getvalue(), err.getvalue())


def _report(gate: Running, *words: str) -> Any:
    found = run("trial", "report", "--json", "--data", str(gate.folder), *words)
    assert found.code == 0, found.err
    return json.loads(found.out)


def test_it_counts_what_was_asked_about_and_not_what_was_decided(gate: Running) -> None:
    found = _report(gate)

    assert found["calls"] == 5
    assert found["outcomes"] == {"pass": 1, "redact": 1, "refuse": 2, "hold": 0, "unread": 1}
    assert (found["pictures"], found["faces"]) == (4, 3)
    assert found["by_caller"][0] == {
        "caller": "acme", "calls": 3, "pass": 1, "redact": 1, "refuse": 1, "hold": 0, "unread": 0,
    }  # fmt: skip
    assert {(one["outcome"], one["clause"]): one["calls"] for one in found["by_clause"]}[
        "refuse", "ms-enterprise-ai-coc@4.0#15"
    ] == 2
    assert found["judged"]["share"] is None


def test_people_read_a_table(gate: Running) -> None:
    found = run("trial", "report", "--data", str(gate.folder))

    assert found.code == 0
    assert "5 calls: pass 1 · redact 1 · refuse 2 · hold 0 · unread 1" in found.out
    assert "CALLER" in found.out
    assert "nobody has judged" in found.out


def test_the_page_shows_examples_and_what_is_judged_there_is_counted(
    gate: Running, kept: Path, tmp_path: Path
) -> None:
    page, judged = tmp_path / "trial.html", tmp_path / "judged.json"

    _report(gate, "--html", str(page), "--kept", str(kept))

    text = page.read_text(encoding="utf-8")
    names = sorted({part.partition("'")[0] for part in text.split("type='radio' name='")[1:]})
    assert text.count("data:image/jpeg;base64,") == len(names) == 3
    words = ["false-alarm", "right", "right"]
    judged.write_text(json.dumps(dict(zip(names, words, strict=True))))
    found = _report(gate, "--judged", str(judged))["judged"]
    assert (found["calls"], found["false_alarms"]) == (3, 1)
    printed = run("trial", "report", "--judged", str(judged), "--data", str(gate.folder)).out
    assert "false alarms: 1 of 3 judged, 33.3% (95 %: 6.1% to 79.2%)" in printed


@pytest.mark.parametrize("text", ["[]", "no JSON", '{"d-1": "perhaps"}'])
def test_another_file_is_not_taken_for_judgements(
    gate: Running, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "judged.json"
    file.write_text(text)

    found = run("trial", "report", "--judged", str(file), "--data", str(gate.folder))

    assert found.code == 2
    assert "`right`, `false-alarm`" in found.err


def test_days_bound_what_counts(gate: Running) -> None:
    assert _report(gate, "--since", "2999-01-01")["calls"] == 0
    assert _report(gate, "--until", "2999-01-01")["calls"] == 5
    printed = run("trial", "report", "--since", "2999-01-01", "--data", str(gate.folder))
    assert "no call was only asked about" in printed.out


def test_words_that_do_not_go_together_are_wrong_usage(gate: Running, kept: Path) -> None:
    alone = run("trial", "report", "--kept", str(kept), "--data", str(gate.folder))
    day = run("trial", "report", "--since", "yesterday", "--data", str(gate.folder))

    assert (alone.code, day.code) == (2, 2)
    assert "--html" in alone.err


def test_a_folder_without_a_gate_could_not_be_read(tmp_path: Path) -> None:
    assert run("trial", "report", "--data", str(tmp_path / "none")).code == 5
