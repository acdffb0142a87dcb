"""`countenance config check`: what holds before a gate starts."""

import json
from pathlib import Path

import pytest

from codes.own_texts import TEXT, texts
from countenance.cli import main
from countenance.stores.ran_before import ran_before
from made_bucket import ENVIRONMENT, made_bucket
from oidc_provider import oidc_provider
from record.signing import ORIGIN, WITNESS_KEY, head, signed
from stores.test_own_codes import written


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["config", "check", *words])
    said = capsys.readouterr()
    return status, said.out, said.err


def settings(folder: Path, text: str = "") -> str:
    path = folder / "countenance.toml"
    path.write_text(f'[gate]\ndata = "{folder / "var"}"\n[faces]\nworkers = 1\n{text}')
    return str(path)


def test_good_settings_hold_and_name_what_limits_the_decoder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "--settings", settings(tmp_path), "--json")

    found = json.loads(out)
    pictures = next(row for row in found["checks"] if row["what"] == "pictures")
    assert status == 0
    assert found["holds"] is True
    assert "centerface@sha256:" in pictures["found"]
    assert "memory" in pictures["found"]
    assert not (tmp_path / "var").exists()


def test_what_ran_before_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.pth").write_text("import os\n", encoding="utf-8")
    said = []
    for folders in ((tmp_path,), ()):
        monkeypatch.setattr("countenance.cli.config.folders_of_packages", lambda at=folders: at)
        monkeypatch.setattr("countenance.cli.config.ran_before", lambda at: ran_before(at, {}))
        status, out, _ = run(capsys, "--settings", settings(tmp_path), "--json")
        assert status == 0
        said.append(
            next(row["found"] for row in json.loads(out)["checks"] if row["what"] == "ran before")
        )

    assert said[0].startswith("by the interpreter, before us: odd.pth (sha256:")
    assert said[1] == "nothing: no `.pth` file here runs anything"


def test_what_does_not_hold_is_named_and_exits_five(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "[[upstream]]\nname = 'far'\nkind = 'openai'\nservice = 'on_premises_model'\n"
        "url = 'https://api.example/v1'\nkey_env = 'NO_SUCH_KEY'\n"
    )

    status, out, _ = run(capsys, "--settings", settings(tmp_path, text))

    assert status == 5
    assert "NOT" in out
    assert "`NO_SUCH_KEY` is not set" in out
    assert "no active code binds it" in out


def test_own_codes_are_looked_at_and_what_they_newly_allow_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path / "codes", texts(TEXT.replace('verdict = "deny"', 'verdict = "allow"')))
    text = f'[codes]\nown = "{tmp_path / "codes"}"\n'

    _, good, _ = run(capsys, "--settings", settings(tmp_path, text))
    (tmp_path / "codes" / "house-rules" / "1.toml").write_text("code = ")
    status, wrong, _ = run(capsys, "--settings", settings(tmp_path, text))

    assert "of your own, house-rules@1 allow what no other code speaks about" in good
    assert status == 5
    assert "house-rules/1.toml: this is not TOML" in wrong


def test_a_file_that_is_not_there_exits_five(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "--settings", "/no/such/file.toml")

    assert status == 5
    assert "cannot be read" in err


def test_a_wrong_key_is_named_with_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(capsys, "--settings", settings(tmp_path, "worker = 1\n"))

    assert status == 5
    assert "did you mean `workers`?" in err


def test_the_witnesses_of_the_log_are_named_or_what_is_wrong_with_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trust = tmp_path / "trust.txt"
    file = settings(tmp_path, f'[record]\nwitnesses = "{trust}"\n')
    for url, code, says in (
        ("https://w.example", 0, "court at https://w.example"),
        ("http://w.example", 5, "has to begin with https://"),
    ):
        trust.write_text(f"witness court {WITNESS_KEY} {url}\nquorum court\n")
        status, out, _ = run(capsys, "--settings", file)
        assert (status, says in out) == (code, True), out


def test_the_bucket_is_asked_what_it_has_and_one_that_is_down_stops_no_gate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with made_bucket() as made:
        words = f'[record]\nbucket = "s3://b/log"\nbucket_endpoint = "{made.address}"\n'
        file = settings(tmp_path, words)

        def told() -> tuple[int, str]:
            status, out, _ = run(capsys, "--settings", file, "--json")
            rows = {row["what"]: row["found"] for row in json.loads(out)["checks"]}
            return status, rows["bucket"]

        assert told() == (0, "s3://b/log answers, and has no log yet")
        made.objects["log/checkpoint"], made.headers["log/checkpoint"] = signed(head(3)), {}
        assert told() == (0, f"s3://b/log has 3 entries of `{ORIGIN}`")
        made.fails = 403
        status, says = told()
        assert (status, "a gate starts all the same" in says) == (0, True)
    status, out, _ = run(
        capsys, "--settings", settings(tmp_path, '[record]\nbucket = "az://b"\n')
    )
    assert (status, "`AZURE_STORAGE_ACCOUNT_NAME` says it" in out) == (5, True)


def test_the_directory_is_asked_about_itself_and_one_that_is_wrong_stops_no_gate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with oidc_provider() as there:
        words = f'[oidc]\nissuer = "{there.issuer}"\nclient_id = "c"\nclient_secret_env = "SAID"\n'
        file = settings(tmp_path, words)

        def told() -> tuple[int, str]:
            status, out, _ = run(capsys, "--settings", file, "--json")
            rows = {row["what"]: row["found"] for row in json.loads(out)["checks"]}
            return status, rows["directory"]

        assert told() == (5, "`oidc`: the variable `SAID` is empty or not set; it holds the client "
                             "secret")  # fmt: skip
        monkeypatch.setenv("SAID", "x")
        status, says = told()
        assert status == 0
        assert "answers, accounts by `email`; let the directory lead back to http" in says
        assert says.endswith("/console/sign-in/directory/back")
        there.about = {"code_challenge_methods_supported": ["plain"]}
        status, says = told()
        assert (status, "names none of: S256; a gate starts all the same" in says) == (0, True)
