"""The commands about the database: told where it is, whether it is whole, copied, moved."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from cli.running import Commands
from countenance.cli.log_reading import keys_of
from countenance.record.make import Maker
from countenance.stores.database import FILE
from countenance.stores.log import DatabaseLog
from countenance.stores.log_keys import open_publisher
from postgres import fresh_place
from record.examples import decided

MAIN = "import sys; from countenance.cli import main; sys.exit(main())"
SERVING = 30


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    made = Commands(tmp_path / "var", capsys)
    done(made, "callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity")
    done(made, "record", "begin", "--origin", "gate.example.org/record")
    done(made, "record", "head")
    return made


def done(commands: Commands, *words: str) -> str:
    """What a command wrote that was done on the folder."""
    return commands.done(*words, "--data", str(commands.folder)).out


def changed(folder: Path, statement: str) -> None:
    """Change the file behind the back of the record."""
    with closing(sqlite3.connect(folder / FILE)) as database, database:
        for trigger in ("entries_stay", "entries_remain"):
            database.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        database.execute(statement)


def test_it_says_where_the_record_is(commands: Commands) -> None:
    shown = json.loads(done(commands, "store", "show", "--json"))

    assert shown["where"] == str(commands.folder / FILE)
    assert shown["entries"] >= 3
    assert done(commands, "store", "show").startswith(f"{shown['where']}: {shown['entries']} ")


def test_a_record_that_is_whole_is_compared_with_its_head(commands: Commands) -> None:
    assert "those that were signed" in done(commands, "store", "check")

    changed(commands.folder, "UPDATE entries SET data = x'7b7d' WHERE idx = 1")
    ran = commands.run("store", "check", "--data", str(commands.folder))

    assert ran.code == 1
    assert ran.out == "not whole: store: entry 1 does not fit its hash\n"


def test_programs_are_told_the_same(commands: Commands, tmp_path: Path) -> None:
    shown = json.loads(done(commands, "store", "check", "--json"))
    copied = json.loads(done(commands, "store", "backup", str(tmp_path / "copy.db"), "--json"))
    changed(commands.folder, "DELETE FROM openings")
    gone = commands.run("store", "check", "--json", "--data", str(commands.folder))
    changed(commands.folder, "UPDATE entries SET data = x'7b7d' WHERE idx = 1")
    broken = commands.run("store", "check", "--json", "--data", str(commands.folder))

    assert (shown["whole"], shown["wrong"], shown["openings_gone"]) == (True, None, [])
    assert shown["signed"] == shown["entries"] == copied["entries"]
    assert (copied["file"], copied["root"]) == (str(tmp_path / "copy.db"), shown["root"])
    assert (gone.code, gone.json["whole"], gone.json["openings_gone"]) == (1, False, [0])
    assert "no entry says that they were erased: 0" in gone.json["wrong"]
    assert broken.code == 1
    assert broken.json == {"whole": False, "wrong": "store: entry 1 does not fit its hash"}


def test_openings_that_are_gone_without_an_erasure_are_named(commands: Commands) -> None:
    changed(commands.folder, "DELETE FROM openings")

    ran = commands.run("store", "check", "--data", str(commands.folder))

    assert ran.code == 1
    assert "the openings of 1 entry are gone, and no entry says that they were erased: 0" in ran.out


def test_calls_that_the_settings_kept_nothing_of_are_told_and_no_fault(
    commands: Commands,
) -> None:
    with closing(DatabaseLog(commands.folder, keeps=False)) as log:
        made = decided()
        log.append_now(made.data, made.openings)

    said = done(commands, "store", "check")

    assert said.startswith("whole: ")
    assert "1 call without openings, and nothing here says that there were any" in said


def test_a_record_without_its_last_entries_is_not_whole(commands: Commands) -> None:
    changed(commands.folder, "DELETE FROM entries WHERE idx = (SELECT max(idx) FROM entries)")

    ran = commands.run("store", "check", "--data", str(commands.folder))

    assert ran.code == 1
    assert "the signed head is of" in ran.out


def test_an_older_copy_is_named_and_a_log_begins_anew_with_an_entry(
    commands: Commands, tmp_path: Path
) -> None:
    copy = str(tmp_path / "copy.db")
    assert done(commands, "store", "backup", copy).startswith("copied: ")
    done(commands, "callers", "new-key", "acme", "second")
    done(commands, "record", "head")

    refused = commands.run("store", "restore", copy, "--data", str(commands.folder))
    restored = done(commands, "store", "restore", copy, "--over")
    head = commands.run("record", "head", "--data", str(commands.folder))

    assert (refused.code, "`--over`" in refused.err) == (2, True)
    assert "this copy is older" in restored
    assert (head.code, "an older copy" in head.err) == (5, True)
    done(commands, "record", "begin", "--origin", "gate.example.org/anew", "--anew")
    assert "gate.example.org/anew" in done(commands, "record", "head")
    assert "log-key" in done(commands, "record", "list", "--last", "1")


def test_a_record_moves_to_a_server_and_every_command_follows(commands: Commands) -> None:
    place = fresh_place()
    root = done(commands, "store", "check").partition("root ")[2].partition(";")[0]

    moved = json.loads(done(commands, "store", "migrate", "--to", place.url, "--json"))

    assert (moved["where"], moved["root"]) == (place.url, root)
    assert moved["entries"] >= 3
    assert "acme" in done(commands, "callers", "list")
    done(commands, "callers", "new-key", "acme", "second")
    assert "those that were signed" in done(commands, "store", "check")
    assert done(commands, "record", "head").startswith("gate.example.org/record\n")
    assert "moved to" in done(commands, "store", "migrate", "--to", "file")
    assert "acme" in done(commands, "callers", "list")
    assert done(commands, "record", "head").startswith("gate.example.org/record\n")


def test_a_log_is_verified_and_checked_while_it_grows(commands: Commands) -> None:
    folder, stop = commands.folder, threading.Event()
    making = Maker(time.time_ns, os.urandom)

    def grow() -> None:
        publisher, reader = open_publisher(folder, keys_of(folder).signers())
        with closing(DatabaseLog(folder)) as log, closing(publisher), closing(reader):
            while not stop.is_set():
                for _ in range(40):
                    log.append_now(making.failure("entry", "RecordError").data)
                publisher.publish()

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        for _ in range(3):
            assert done(commands, "store", "check").startswith("whole: ")
            verified = done(commands, "record", "verify", "--log", str(folder / "log"))
            assert verified.startswith("verified: every one of")
    finally:
        stop.set()
        thread.join()


def test_the_gates_of_a_record_are_listed_and_one_that_is_gone_is_ended(
    commands: Commands,
) -> None:
    alone = commands.run("store", "gates", "--data", str(commands.folder))
    done(commands, "store", "migrate", "--to", fresh_place().url)
    DatabaseLog.for_gate(commands.folder).close()

    listed = json.loads(done(commands, "store", "gates", "--json"))
    ended = done(commands, "store", "gates", "--gone", str(listed[0]["number"]))

    assert (alone.code, "one gate has for itself" in alone.err) == (5, True)
    assert [(each["runs"], each["left"]) for each in listed] == [(False, 0)]
    assert ended.startswith(f"ended: 0 decisions of gate {listed[0]['number']}, as `unknown-")
    assert "WITHOUT OUTCOME" in ended


@pytest.mark.long
def test_a_record_is_moved_to_a_server_that_the_gate_starts_and_back_and_again(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(prefix="em-", dir="/dev/shm") as made:
        Path(made).chmod(0o711)  # root runs it as somebody else
        folder = Path(made) / "var"
        shutil.copytree(commands.folder, folder)
        folder.chmod(0o711)
        monkeypatch.setenv("COUNTENANCE_DATA", str(folder))
        before = commands.done("store", "check").out

        for target in ("embedded", "file", "embedded"):
            moved = commands.done("store", "migrate", "--to", target).out
            assert moved.startswith(f"moved to {folder}/")
            assert commands.done("store", "check").out == before
        again = commands.run("store", "migrate", "--to", "embedded")

        assert (again.code, "has its record there already" in again.err) == (5, True)
        settings = folder / "countenance.toml"
        settings.write_text(f'[gate]\ndata = "{folder}"\n[record]\ndatabase = "embedded"\n')
        assert "which the gate starts itself" in commands.run(
            "config", "check", "--settings", str(settings)
        ).out
        assert not list(folder.glob("embedded/data/postmaster.pid"))


@pytest.mark.parametrize("target", ["postgresql://u:secret@h/d", "somewhere", "sqlite:///x"])
def test_what_is_no_address_is_wrong_usage(commands: Commands, target: str) -> None:
    ran = commands.run("store", "migrate", "--to", target, "--data", str(commands.folder))

    assert ran.code == 2
    assert "or `--to file`" in ran.err
    assert "secret" not in ran.err


def test_a_server_of_ones_own_serves_until_it_is_stopped() -> None:
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/dev/shm") as folder:
        Path(folder).chmod(0o755)  # root runs it as somebody else
        serving = subprocess.Popen(
            [sys.executable, "-c", MAIN, "store", "serve", f"{folder}/server"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert serving.stdout is not None
        line = serving.stdout.readline()
        serving.send_signal(signal.SIGTERM)
        _, told = serving.communicate(timeout=SERVING)

    assert line == f"serves postgresql://countenance@/countenance?host={folder}/server\n"
    assert (serving.returncode, told) == (0, "")
