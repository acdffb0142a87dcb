"""Whose signatures under a head count: a policy on the line, that of the settings, or nobody's."""

import json
from base64 import b64encode
from pathlib import Path

import click
import pytest

from cli.running import Commands
from cli.telling.made_log import made_log
from countenance.cli.telling.policy import policy_of
from countenance.errors import SettingsError
from countenance.record.note import cosign, read_note
from countenance.stores.published import CHECKPOINT, FOLDER
from record.signing import WITNESS, WITNESS_KEY, WITNESS_NAME

INVENTED = "news.example.org/w1"
POLICY = f"witness court {WITNESS_KEY} https://court.example.org\nquorum court\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log; `commands` writes under its head what a witness signed, and another name."""
    return made_log(tmp_path_factory.mktemp("told") / "var", calls=12).folder


@pytest.fixture
def commands(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(folder))
    made = Commands(folder, capsys)
    file = folder / FOLDER / CHECKPOINT
    if not file.exists():
        made.done("record", "head")
        text = read_note(file.read_bytes()).text
        seen = cosign(text, WITNESS_NAME, WITNESS, 1_795_348_800)
        line = f"\N{EM DASH} {INVENTED} {b64encode(b'abcd' + bytes(72)).decode()}"
        with file.open("a", encoding="utf-8") as note:
            note.write(f"{seen}\n{line}\n")
    return made


@pytest.fixture
def trust(tmp_path: Path) -> str:
    (tmp_path / "trust.txt").write_text(POLICY, encoding="utf-8")
    return str(tmp_path / "trust.txt")


def test_papers_name_who_is_known_and_count_the_rest(
    commands: Commands, trust: str, tmp_path: Path
) -> None:
    settings = tmp_path / "gate.toml"
    settings.write_text(f'[record]\nwitnesses = "{trust}"\n', encoding="utf-8")
    for words, names, others in (
        ((), [], 2), (("--trust", trust), [WITNESS_NAME], 1),
        (("--settings", str(settings)), [WITNESS_NAME], 1),
    ):  # fmt: skip
        for command in (
            ("record", "stats"), ("record", "transparency"), ("evidence", "--code", "eu-ai-act"),
        ):  # fmt: skip
            log = commands.done(*command, "--json", *words).json["log"]
            assert (log["witnesses"] or "unwitnessed", log["other_signatures"]) == (
                names or "unwitnessed", others
            )  # fmt: skip
            said = commands.done(*command, *words)
            assert INVENTED not in said.out + said.err
            assert "not known here" in said.out + said.err


@pytest.mark.parametrize("known", [False, True])
def test_a_pack_names_nobody_whose_signature_did_not_verify(
    commands: Commands, trust: str, tmp_path: Path, *, known: bool
) -> None:
    words = ("--trust", trust) if known else ()
    at = next(
        each["index"] for each in commands.done("record", "list", "--json").json
        if each.get("outcome") == "pass"
    )  # fmt: skip
    case, answer = tmp_path / "case", tmp_path / "answer"
    made = commands.done("record", "case", str(at), "--into", str(case), "--json", *words).json
    commands.done("record", "request", "--agency", "acme", "--into", str(answer), *words)
    assert (made["into"], made["entry"], made["pdf"]) == (str(case), at, False)
    assert made["proofs"] == len(list(case.glob("proofs/*/*")))

    for page in (case / "case.html", answer / "answer.html"):
        text = page.read_text(encoding="utf-8")
        assert INVENTED not in text.replace(_head(commands), "")
        assert ("The head was signed by" in text) is known
        assert "not known here" in text
    receipt = json.loads((case / "receipt.json").read_text(encoding="utf-8"))
    named = [f"{WITNESS_NAME}+{WITNESS_KEY.id.hex()}"] if known else "unwitnessed"
    assert receipt["witnesses"] == named
    for folder in (case, answer):  # by the keys of the log alone: whose the rest are is not said
        said = commands.done("record", "verify", str(folder)).out
        assert "unwitnessed as far as is known here: 2 more signatures, by keys that" in said
        assert INVENTED not in said


def test_a_pack_that_names_an_invented_witness_does_not_verify(
    commands: Commands, tmp_path: Path
) -> None:
    case = tmp_path / "case"
    commands.done("record", "case", "5", "--into", str(case))
    file = case / "case.json"
    made = json.loads(file.read_text(encoding="utf-8"))
    made["log"]["witnesses"] = [INVENTED]
    file.write_text(json.dumps(made), encoding="utf-8")

    ran = commands.run("record", "verify", str(case))

    assert ran.code == 1
    assert f"does not verify: case: it says that `{INVENTED}` signed its head" in ran.out


def test_a_policy_that_is_none_is_named(trust: str, tmp_path: Path) -> None:
    Path(trust).write_text("quorum court\n", encoding="utf-8")

    with pytest.raises(click.UsageError, match="`--trust`: trust, line 1: the quorum names nobody"):
        policy_of(Path(trust), None)
    (tmp_path / "gate.toml").write_text('[record]\nwitnesses = "none.txt"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"`record.witnesses`: none.txt: cannot be read"):
        policy_of(None, str(tmp_path / "gate.toml"))
    assert policy_of(None, None) is None


def _head(commands: Commands) -> str:
    return (commands.folder / FOLDER / CHECKPOINT).read_text(encoding="utf-8").strip()
