"""`countenance report transcribe --gate`: a model elsewhere hears, piece by piece.

In place of a gate stands a server that answers as one; a whole gate is in the tests of the ear.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.running import Commands, Ran
from countenance.cli.report_elsewhere import PiecesFolder
from countenance.errors import ReportError
from countenance.reports.speech import ear
from media.made_sound import tone, written
from reports.speech.kept_answers import verbose
from reports.speech.made import Detecting
from upstream import ScriptedUpstream, scripted_upstream


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedUpstream]:
    with scripted_upstream() as made:
        yield made


@pytest.fixture
def commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    server: ScriptedUpstream,
) -> Commands:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ear, "Silero", lambda: Detecting((300, 1700), (5000, 5900)))
    (tmp_path / "stop.wav").write_bytes(written("WAV", None, tone(6.0)))
    (tmp_path / "caller.key").write_text("cnt_key\n")
    (tmp_path / "caller.key").chmod(0o600)
    server.script.clear()
    return Commands(tmp_path, capsys)


def transcribe(commands: Commands, server: ScriptedUpstream, *more: str) -> Ran:
    gate = server.url.removesuffix("/v1")
    return commands.run(
        "report", "transcribe", "stop.wav", "--gate", gate, "--key-file", "caller.key",
        "--model-name", "whisper-1", *more,
    )  # fmt: skip


def test_a_recording_is_heard_by_way_of_a_gate(
    commands: Commands, server: ScriptedUpstream, tmp_path: Path
) -> None:
    server.script[:] = [verbose("Any weapons?"), verbose("Nothing at all", step=0.4, sure=-0.9)]

    shown = transcribe(commands, server)

    assert shown.code == 0, shown.err
    assert "A  Any weapons?" in shown.out
    assert "Nothing(?) at(?) all(?)" in shown.out
    assert "by whisper-1 (as the gate's upstream serves it)" in shown.out
    assert f"by way of {server.url.removesuffix('/v1')}, in 2 pieces" in shown.out
    assert server.reached[-1].headers["authorization"] == "Bearer cnt_key"
    assert not (tmp_path / "stop.wav.pieces").exists()


def test_the_same_for_programs_and_as_captions(
    commands: Commands, server: ScriptedUpstream
) -> None:
    server.script[:] = [verbose("Any weapons?"), verbose("No."), verbose("Any?"), verbose("No.")]

    found = json.loads(transcribe(commands, server, "--json").out)["transcript"]
    captions = transcribe(commands, server, "--vtt")

    assert [(each["words"], each["kept"]) for each in found["pieces"]] == [(2, 2), (1, 1)]
    assert found["programs"][0]["settings"]["sure"] == "by line"
    assert "By whisper-1; not tested" in captions.out


def test_what_broke_off_goes_on_with_the_same_command(
    commands: Commands, server: ScriptedUpstream, tmp_path: Path
) -> None:
    server.script[:] = [verbose("Any weapons?"), "!status:503"]
    first = transcribe(commands, server)
    folder = tmp_path / "stop.wav.pieces"
    modes = {path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())}
    before = len(server.reached)
    server.script[:] = [verbose("No.")]

    again = transcribe(commands, server)

    assert first.code == 5
    assert "[00:04-00:06]: the gate answered 503; nothing is written down" in first.err
    assert "stop.wav.pieces: 1 piece of it came and is kept there" in first.err
    assert first.out == ""
    assert modes == {0o700, 0o600}
    assert (again.code, len(server.reached)) == (0, before + 1)
    assert "Any weapons?" in again.out
    assert not folder.exists()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--gate", "https://g.example"], 2, "`--key-file` is missing"),
        (["--model-name", "whisper-1"], 2, "`--gate` is missing"),
        (["--pieces", "x"], 2, "`--gate` is missing"),
        (["--gate", "http://g.example", "--key-file", "caller.key", "--model-name", "m"], 5,
         "`http` is for this machine"),
        (["--gate", "https://g.example", "--key-file", "none", "--model-name", "m"], 5,
         "none: cannot be read"),
        (["--gate", "https://g.example", "--key-file", "open.key", "--model-name", "m"], 5,
         "others can read this secret"),
        (["--gate", "https://g.example", "--key-file", "two.key", "--model-name", "m"], 2,
         "expected the key of a caller on one line"),
        (["--gate", "http://127.0.0.1:9", "--key-file", "caller.key", "--model-name", "two words"],
         5, "no model is called so"),
        (["--gate", "http://127.0.0.1:9", "--key-file", "caller.key", "--model-name", "m"], 5,
         "the gate could not be asked; nothing is written down"),
        (["--model", "fast", "--gate", "http://127.0.0.1:9", "--key-file", "caller.key",
          "--model-name", "m"], 2, "`--model` is a model on this machine"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    words: list[str], code: int, says: str, tmp_path: Path, commands: Commands
) -> None:
    (tmp_path / "open.key").write_text("cnt_key\n")
    (tmp_path / "open.key").chmod(0o644)
    (tmp_path / "two.key").write_text("cnt_key\ncnt_other\n")
    (tmp_path / "two.key").chmod(0o600)

    shown = commands.run("report", "transcribe", "stop.wav", *words)

    assert (shown.code, says in shown.err) == (code, True), shown.err
    assert "cnt_" not in shown.err


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = PiecesFolder(tmp_path / "file" / "pieces")

    with pytest.raises(ReportError, match="`--pieces FOLDER` names another place"):
        kept.put("0" * 64, b"x")
    with pytest.raises(ReportError, match="cannot be read"):
        PiecesFolder(tmp_path / "file").get("0" * 64)


def test_what_else_is_in_the_folder_stays(tmp_path: Path) -> None:
    kept = PiecesFolder(tmp_path / "pieces")
    kept.put("0" * 64, b"x")
    (kept.folder / "notes.txt").write_text("mine")

    assert (kept.get("0" * 64), kept.get("1" * 64), kept.count()) == (b"x", None, 1)
    kept.clear()
    assert [path.name for path in kept.folder.iterdir()] == ["notes.txt"]
