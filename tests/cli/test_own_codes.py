"""Commands about a site's own codes, from the first text to a bundle that a gate takes."""

from pathlib import Path

import pytest

from cli.running import Commands, Ran
from countenance.codes.bundle import HEAD
from countenance.stores.own_codes import load_own, public_keys


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Commands:
    """A folder with a first code of one's own."""
    monkeypatch.chdir(tmp_path)
    commands = Commands(tmp_path, capsys)
    assert commands.run("codes", "new", "my-org").code == 0
    return commands


def text(desk: Commands) -> Path:
    (found,) = (desk.folder / "codes" / "my-org").glob("*.toml")
    return found


def change(path: Path, old: str, new: str) -> None:
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new), encoding="utf-8")


def cases_run(desk: Commands) -> Ran:
    return desk.run("codes", "test", "codes")


def test_a_first_code_is_whole_and_its_cases_come_out(desk: Commands) -> None:
    ran = cases_run(desk)

    assert ran.code == 0
    assert "8 of 8 cases come out" in ran.out
    assert "note:" not in ran.out


def test_it_says_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Commands(tmp_path, capsys).run("codes", "new", "a-town", "--into", str(tmp_path / "x"))

    assert f"countenance codes test {tmp_path / 'x'}" in ran.out
    assert "[codes] own =" in ran.out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("my-org", "is there already"),
        ("ms-aoai-coc", "comes with countenance"),
        ("My Org", "small letters"),
        ("-x", "small letters"),
        ("../up", "small letters"),
    ],
)
def test_a_name_that_cannot_be_is_wrong_usage(desk: Commands, name: str, said: str) -> None:
    ran = desk.run("codes", "new", "--", name)

    assert ran.code == 2
    assert said in ran.err


def test_a_case_that_does_not_come_out_is_named(desk: Commands) -> None:
    change(text(desk), 'verdict = "deny"', 'verdict = "unclear"')

    ran, as_json = cases_run(desk), desk.run("codes", "test", "codes", "--json")

    assert (ran.code, as_json.code) == (1, 1)
    assert "names: somebody wants to know who is in a picture: is unclear; expected deny" in ran.out
    (edition,) = as_json.json["editions"]
    assert edition["fails"][0]["clause"] == "names"


def test_a_clause_without_a_case_is_noted(desk: Commands) -> None:
    with text(desk).open("a", encoding="utf-8") as file:
        file.write('[[clause]]\nid = "late"\nverdict = "deny"\nsays = "x"\n'
                   'text_basis = "verified"\nwhen = { operation = ["synthesis"] }\n')  # fmt: skip

    ran = cases_run(desk)

    assert ran.code == 0
    assert ran.out.endswith(" late\n")


def test_a_text_that_is_wrong_says_where_and_what_would_be_right(desk: Commands) -> None:
    change(text(desk), "text_basis", "text_bases")

    ran, as_json = cases_run(desk), desk.run("codes", "test", "codes", "--json")

    assert (ran.code, as_json.code) == (1, 1)
    assert "#names: " in ran.out
    assert "text_bas" in as_json.json["wrong"]


def test_a_bundle_is_made_and_taken(desk: Commands) -> None:
    assert desk.run("codes", "bundle-key", "codes.key").code == 0
    made = desk.run("codes", "bundle", "codes", "--key", "codes.key", "--out", "own.bundle")
    again = desk.run("codes", "bundle", "codes", "--key", "codes.key", "--out", "b", "--json")

    assert (made.code, again.code) == (0, 0)
    own = load_own(Path("own.bundle"), public_keys(["codes.key.pub"]))
    assert own.codes == ("my-org",)
    assert (own.digest, own.signed_by) == (again.json["digest"], again.json["key"])
    assert Path("own.bundle").read_bytes().startswith(HEAD)
    assert sorted(path.name for path in desk.folder.iterdir()) == [
        "b", "codes", "codes.key", "codes.key.pub", "own.bundle",
    ]  # fmt: skip
    assert Path("codes.key").stat().st_mode & 0o077 == 0


def test_what_does_not_come_out_is_not_signed(desk: Commands) -> None:
    desk.run("codes", "bundle-key", "codes.key")
    words = ("codes", "bundle", "codes", "--key", "codes.key", "--out", "own.bundle")

    change(text(desk), 'verdict = "deny"', 'verdict = "unclear"')
    failing = desk.run(*words)
    change(text(desk), "text_basis", "text_bases")
    wrong = desk.run(*words)

    assert (failing.code, wrong.code) == (1, 1)
    assert "nothing was signed" in failing.err
    assert not Path("own.bundle").exists()


def test_a_key_is_never_written_over(desk: Commands) -> None:
    desk.run("codes", "bundle-key", "codes.key")
    before = Path("codes.key").read_bytes()

    assert desk.run("codes", "bundle-key", "codes.key").code == 2
    Path("codes.key.pub").unlink()
    assert desk.run("codes", "bundle-key", "codes.key").code == 2
    assert Path("codes.key").read_bytes() == before


def test_own_codes_are_asked_and_listed_beside_the_others(desk: Commands) -> None:
    asked = desk.run("check", "--codes", "codes", "--code", "my-org", "operation=grouping")
    listed = desk.run("codes", "list", "--codes", "codes")
    shown = desk.run("codes", "grey", "my-org", "--codes", "codes")
    lint = desk.run("codes", "lint", "--codes", "codes")
    coverage = desk.run("codes", "coverage", "my-org", "--codes", "codes")
    wrong = desk.run("codes", "list", "--codes", "no-such-folder")

    assert (asked.code, listed.code, shown.code, wrong.code) == (3, 0, 0, 5)
    assert "my-org" in listed.out
    assert lint.out.startswith("0 flaws in 2 clauses of 1 edition")
    assert "8 cases look at 8 of 8 kinds" in coverage.out
    assert "does it tell whose faces they are" in shown.out
    assert "no-such-folder: cannot be read" in wrong.err
