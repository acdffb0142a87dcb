from pathlib import Path

import pytest

from cli.running import Commands
from countenance.cli import code_lint
from countenance.codes.flaws import Accepted
from countenance.codes.model import Edition
from countenance.errors import CodeError
from countenance.stores.library import Library
from countenance.stores.packaged import edition

COMPANY = "ms-azure-face/2025-07-28.toml"


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(tmp_path, capsys)


def test_a_code_in_order_exits_0_and_says_what_is_accepted_and_why(commands: Commands) -> None:
    ran = commands.done("codes", "lint", "ms-azure-face@2025-07-28", "ms-aoai-coc@2023")
    found = commands.done("codes", "lint", "ms-azure-face@2025-07-28", "--json").json

    assert f"{COMPANY}#FACE-GOV-5-LIMITS: redundant, accepted: the text spells out" in ran.out
    assert ran.out.splitlines()[-1].startswith("0 flaws in 18 clauses of 2 editions · 1 accepted")
    assert found["flaws"] == []
    assert found["accepted"][0]["reason"]
    assert {note["flaw"] for note in found["notes"]} == {"overlap"}


def test_a_flaw_that_nobody_accepted_exits_1_and_says_what_would_be_right(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing: tuple[Accepted, ...] = ()
    monkeypatch.setattr(code_lint, "accepted_flaws", lambda: nothing)

    ran = commands.run("codes", "lint", "ms-azure-face@2025-07-28")

    assert ran.code == 1
    first, second, *_ = ran.out.splitlines()
    assert first.startswith(f"{COMPANY}#FACE-GOV-5-LIMITS: redundant: without it every verdict")
    assert second.startswith("  right: take it out")


def test_a_text_that_cannot_be_read_is_a_flaw_and_the_others_are_still_looked_at(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Library, name: str) -> Edition:
        if name == "ms-aoai-coc@2023":
            raise CodeError("ms-aoai-coc/2023.toml#X: no term is called `mobile`")
        return edition(name)

    monkeypatch.setattr(Library, "edition", broken)

    ran = commands.run("codes", "lint", "ms-aoai-coc")

    assert ran.code == 1
    assert ran.out.startswith("ms-aoai-coc/2023.toml#X: unreadable: no term is called `mobile`")
    assert "of 4 editions" in ran.out


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("ms-azure-fac", "did you mean `ms-azure-face`?"),
        ("ms-azure-face@2025", "did you mean `ms-azure-face@2025-07-28`?"),
    ],
)
def test_a_word_that_is_not_known_is_wrong_usage(commands: Commands, word: str, says: str) -> None:
    ran = commands.run("codes", "lint", word)

    assert ran.code == 2
    assert says in ran.err


def test_facts_that_no_code_asks_about_are_looked_for_in_all_of_them_only(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "code_names", lambda _: ("axon-ethics-board",))

    ran = commands.run("codes", "lint")

    assert ran.code == 1
    assert "vocabulary.toml#consent: unsaid: no clause of any code asks about `consent`" in ran.out
