"""The README: short, plain, and every row of its table true."""

import contextlib
import io
import re
import shlex

import pytest

from countenance.cli import main
from house.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
WORDS = {
    "police": "actor_kind=law_enforcement_agency operation=biometric_identification",
    "us": "agency_country=US agency_type=municipal_police",
    "coc": "--code ms-aoai-coc@2024-05-03",
}


def rows() -> list[tuple[str, str]]:
    """The command and the answer of each row that is built."""
    found = []
    for line in README.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 4 and cells[1].startswith("`") and cells[2]:
            found.append((cells[1].strip("`"), cells[2].strip("`")))
    return [row for row in found if row[0] != "countenance check …"]


@pytest.mark.parametrize(("command", "answer"), rows(), ids=[row[0][:60] for row in rows()])
def test_every_row_of_the_article_answers_as_it_says(command: str, answer: str) -> None:
    words = shlex.split(" ".join(WORDS.get(word, word) for word in command.split()))
    out = io.StringIO()

    with contextlib.redirect_stdout(out):
        main(["check", *words])

    first = out.getvalue().splitlines()[0]
    pattern = ".*".join(re.escape(piece) for piece in answer.split("…"))
    assert re.fullmatch(pattern, first), first


def test_there_are_enough_rows_and_those_that_are_not_built_say_so() -> None:
    assert len(rows()) >= 12
    assert README.count("| not yet |") == 3


def test_it_is_short_and_its_first_screen_has_no_word_of_the_trade() -> None:
    screen = "\n".join(README.splitlines()[:60]).lower()

    assert len(README.splitlines()) < 150
    for word in ("decision diagram", "jws", "merkle", "conformal", "onnx"):
        assert word not in screen
    assert "face rules for ai gateways" in screen


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_test_command_is_the_one_that_runs_everywhere() -> None:
    assert "make test" in README
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
