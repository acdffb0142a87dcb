"""The commands about the log: begin, head, proof, verify; and what does not verify."""

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from cli.running import Commands
from cli.test_record import append_a_call
from countenance.record.checkpoint import read_checkpoint
from countenance.record.note import cosign, read_note
from countenance.stores.log_keys import KEY_FILE
from countenance.stores.published import Published
from record.signing import WITNESS, WITNESS_KEY, WITNESS_NAME

ORIGIN = "gate.example.org/record"


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    """A log that has begun, with a call in it."""
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    commands = Commands(tmp_path / "var", capsys)
    commands.done("callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity")
    commands.done("record", "begin", "--origin", ORIGIN)
    append_a_call(commands)
    return commands


def another(commands: Commands, name: str) -> None:
    """More entries."""
    commands.done("callers", "add", name, "--organisation", "B", "actor_kind=private_entity")


def key_of(commands: Commands) -> str:
    return str(commands.done("record", "head", "--json").json["keys"][0])


def proof_of(commands: Commands, tmp_path: Path, *words: str) -> Path:
    """The file with the proof of the decision."""
    file = tmp_path / "entry.tlog-proof"
    file.write_text(commands.done("record", "proof", "3", *words).out, encoding="utf-8")
    return file


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The files of the log at an address."""
    answers = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path / "var/log"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_log_that_begins_is_entered_and_has_a_head(commands: Commands) -> None:
    begun = commands.done("record", "list", "--kind", "log-key", "--json").json
    head = commands.done("record", "head", "--json").json

    assert [entry["change"] for entry in begun] == ["begun"]
    assert begun[0]["key"] == head["keys"][0]
    assert (head["origin"], head["size"]) == (ORIGIN, 5)
    assert commands.done("record", "head").out.startswith(f"{ORIGIN}\n5\n")


def test_one_file_is_enough_to_verify_an_entry(commands: Commands, tmp_path: Path) -> None:
    file = proof_of(commands, tmp_path)

    said = commands.done("record", "verify", str(file), "--key", key_of(commands)).out

    assert said.startswith(f"verified: entry 3 is in the log, a decision · {ORIGIN} · root ")
    assert "unwitnessed" in said
    assert commands.done("record", "verify", str(file)).out == said


def test_an_entry_may_be_kept_apart_from_its_proof(commands: Commands, tmp_path: Path) -> None:
    bare, entry = proof_of(commands, tmp_path, "--bare"), tmp_path / "entry.json"
    entry.write_bytes(commands.done("record", "show", "3", "--raw").out.strip().encode())

    assert commands.run("record", "verify", str(bare)).code == 2
    commands.done("record", "verify", str(bare), "--entry", str(entry))
    entry.write_bytes(b"{}")
    ran = commands.run("record", "verify", str(bare), "--entry", str(entry))
    assert (ran.code, ran.out) == (
        1, "does not verify: proof: entry 3 is another one in the tree of 5 entries\n",
    )  # fmt: skip


def test_a_whole_log_is_verified_in_a_folder_and_at_an_address(
    commands: Commands, tmp_path: Path, served: str
) -> None:
    key = key_of(commands)

    for where in (str(tmp_path / "var/log"), served):
        said = commands.done("record", "verify", "--log", where, "--key", key).out
        assert "every one of 5 entries is in the tree" in said
    bundle = tmp_path / "var/log/tile/entries/000.p/5"
    bundle.write_bytes(bundle.read_bytes().replace(b"private_entity", b"private_entitx", 1))
    ran = commands.run("record", "verify", "--log", served, "--key", key)
    assert ran.code == 1
    assert "does not verify: entry " in ran.out


def test_the_record_may_not_be_an_older_copy(commands: Commands, tmp_path: Path) -> None:
    key_of(commands)
    older = tmp_path / "older"
    older.mkdir()
    for name in ("countenance.db", "countenance.db-wal"):
        if (tmp_path / "var" / name).exists():
            (older / name).write_bytes((tmp_path / "var" / name).read_bytes())
    another(commands, "a")
    commands.done("record", "head")
    for name in ("countenance.db", "countenance.db-wal", "countenance.db-shm"):
        (tmp_path / "var" / name).unlink(missing_ok=True)
        if (older / name).exists():
            (older / name).rename(tmp_path / "var" / name)

    ran = commands.run("record", "head")
    assert ran.code == 5
    assert "it is an older copy; nothing is signed" in ran.err
    assert commands.run("record", "begin", "--anew", "--origin", ORIGIN).code == 5
    commands.done("record", "begin", "--anew", "--origin", "gate.example.org/second")
    assert commands.done("record", "head", "--json").json["origin"] == "gate.example.org/second"


def test_keys_are_replaced_one_after_the_other(commands: Commands, tmp_path: Path) -> None:
    old = key_of(commands)
    commands.done("record", "rotate")
    another(commands, "a")
    both = commands.done("record", "head", "--json").json
    assert both["keys"][0] == old
    assert len(both["keys"]) == len(read_note(both["checkpoint"].encode()).signatures) == 2

    commands.done("record", "retire", old.split("+")[1])
    another(commands, "b")
    after = commands.done("record", "head", "--json").json
    file = proof_of(commands, tmp_path)

    assert after["keys"] == both["keys"][1:]
    assert commands.run("record", "verify", str(file), "--key", old).code == 1
    commands.done("record", "verify", str(file), "--key", after["keys"][0])
    ran = commands.run("record", "retire", after["keys"][0].split("+")[1])
    assert (ran.code, "add another one first" in ran.err) == (5, True)
    assert "no key is called `00000000`" in commands.run("record", "retire", "00000000").err
    changes = commands.done("record", "list", "--kind", "log-key", "--json").json
    assert [entry["change"] for entry in changes] == ["begun", "added", "retired"]
    assert [entry["prev"] for entry in changes[1:]] == [entry["id"] for entry in changes[:2]]


def test_a_policy_of_trust_asks_for_its_witnesses(commands: Commands, tmp_path: Path) -> None:
    trust = tmp_path / "trust.txt"
    trust.write_text(f"log {key_of(commands)}\nwitness court {WITNESS_KEY}\nquorum court\n")
    words = ("--log", str(tmp_path / "var/log"), "--trust", str(trust))
    ran = commands.run("record", "verify", *words)
    assert (ran.code, "quorum `court`" in ran.out) == (1, True)

    files = Published(tmp_path / "var/log")
    note = read_note(files.head() or b"")
    seen = cosign(read_checkpoint(note.text).text, WITNESS_NAME, WITNESS, 1_795_348_800)
    (tmp_path / "var/log/checkpoint").write_text(f"{note}{seen}\n", encoding="utf-8")

    said = commands.done("record", "verify", *words).out
    assert f"witnessed by {WITNESS_NAME} at 2026-11-22T12:00:00Z" in said
    assert said.count("unwitnessed") == 0


def test_programs_are_told_what_was_verified_and_what_was_not(
    commands: Commands, tmp_path: Path
) -> None:
    file = proof_of(commands, tmp_path)

    told = commands.done("record", "verify", str(file), "--json").json
    whole = commands.done("record", "verify", "--log", str(tmp_path / "var/log"), "--json").json
    file.write_text("x", encoding="utf-8")
    wrong = commands.run("record", "verify", str(file), "--json")

    assert (told["verified"], told["origin"], told["witnesses"]) == (True, ORIGIN, [])
    assert told["shown"].startswith("entry ")
    assert told["signed"] == "unwitnessed: nobody but the log itself has signed"
    assert (told["size"], told["root"]) == (whole["size"], whole["root"])
    assert (wrong.code, wrong.json["verified"]) == (1, False)
    assert wrong.json["wrong"].startswith("proof: ")


def test_files_that_are_gone_are_made_again(commands: Commands, tmp_path: Path) -> None:
    key_of(commands)
    for file in (tmp_path / "var/log/tile/entries").rglob("*"):
        if file.is_file():
            file.unlink()

    commands.done("record", "rebuild")

    commands.done("record", "verify", "--log", str(tmp_path / "var/log"))


def test_wrong_words_say_what_would_be_right(commands: Commands, tmp_path: Path) -> None:
    file = proof_of(commands, tmp_path)
    for words, says in (
        (("verify",), "give a file with a proof"),
        (("verify", str(file), "--log", "."), "give a file with a proof"),
        (("verify", "--log", ".", "--entry", str(file)), "belongs to a proof"),
        (("verify", str(file), "--key", "x"), "not a verifier key"),
        (("verify", str(file), "--key", "x", "--trust", str(file)), "not both"),
        (("verify", str(file), "--trust", str(file)), "line 1: expected"),
        (("verify", "--log", "nowhere"), "there is no such folder"),
        (("verify", "--log", "http://gate.example.org/log"), "https:// is needed"),
        (("proof", "99"), "no entry `99`"),
        (("begin",), "give the log a name"),
        (("head", "--data", str(tmp_path)), "no log has begun here"),
        (("verify", str(file), "--data", str(tmp_path)), "say whom you trust"),
        (("begin", "--origin", "a b", "--data", str(tmp_path / "new")), "without spaces"),
        (("begin", "--origin", ORIGIN), "a log has begun here"),
    ):
        ran = commands.run("record", *words)
        assert ran.code in (2, 5), words
        assert says in ran.err, (words, ran.err)


def test_the_key_of_the_log_is_readable_by_its_owner_alone(
    commands: Commands, tmp_path: Path
) -> None:
    file = tmp_path / "var" / KEY_FILE
    assert file.stat().st_mode & 0o077 == 0
    file.chmod(0o644)
    assert "others can read" in commands.run("record", "head").err
    file.chmod(0o600)
    file.write_text("PRIVATE+KEY+x", encoding="utf-8")
    ran = commands.run("record", "head")
    assert (ran.code, "not a private key" in ran.err) == (5, True)
