"""The README: short, plain, and every row of its table true."""

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from countenance.cli import main
from countenance.codes.shelves import Shelf, counts
from countenance.stores.packaged import packaged_editions
from house.pages import fits
from house.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
VARIABLES = dict(re.findall(r'^(\w+)="(.*)"$', README, re.MULTILINE))
TRADE = ("decision diagram", "jws", "merkle", "conformal", "onnx", "json", "hmac", "sqlite")
CLAIMS = (
    "code of conduct", "earlier", "clearer", "any user", "US police", "for* US police",
    "mobile cameras, worldwide", "body cameras", "dashboard cameras", "suspects or former convicts",
    "fixed cameras", "police station", "outside the US", "reporter", "speech", "ethics board",
)  # fmt: skip


def _rows() -> list[list[str]]:
    """The cells of every row of the table of the article."""
    table = README.partition("## The article, line by line")[2].partition("\n## ")[0]
    rows = [line.strip().strip("|").split("|") for line in table.splitlines() if line[:2] == "| "]
    return [[cell.strip() for cell in row] for row in rows[1:]]


BUILT = [row for row in _rows() if row[1] != "not yet"]


@pytest.mark.parametrize("row", BUILT, ids=[row[0] for row in BUILT])
def test_every_row_of_the_article_answers_as_it_says(
    row: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, command, answer, page = row
    typed = re.sub(r"\$(\w+)", lambda name: VARIABLES[name.group(1)], command.strip("`"))
    words = shlex.split(typed)
    words = words[1:] if words[0] == "countenance" else ["check", *words]
    line = answer.strip("`")
    expected = ["…", f"  {line[2:]}"] if line.startswith("… ") else [line]
    out = io.StringIO()

    with contextlib.redirect_stdout(out):
        main(words)

    assert fits(expected, out.getvalue().splitlines()), out.getvalue()
    assert re.fullmatch(r"\[.+\]\(docs/.+\.md\)", page)


def test_every_claim_of_the_article_has_its_row() -> None:
    said = "\n".join(row[0] for row in _rows())

    assert [claim for claim in CLAIMS if claim not in said] == []


def test_a_row_that_is_not_built_says_so_and_has_no_answer() -> None:
    waiting = [row for row in _rows() if row not in BUILT]

    assert all("`" not in "".join(row) for row in waiting)
    assert len(waiting) <= 3


def test_it_is_short_and_its_first_screen_has_no_word_of_the_trade() -> None:
    screen = README.partition("## What is in it")[0]
    # The address of a picture inside a line of code is no word.
    prose = re.sub(r"```.*?```", "", screen, flags=re.DOTALL).lower()

    assert len(README.splitlines()) < 150
    assert [word for word in TRADE if word in prose] == []
    assert "**Face rules for AI gateways.**" in README.split("\n\n")[1]
    assert README.count("not legal advice") == 1


def test_its_picture_is_small_and_made_by_a_script() -> None:
    (path,) = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)

    assert (ROOT / path).stat().st_size < 50_000
    assert (ROOT / "tools" / "pictures" / "readme.py").is_file()


def test_it_never_claims_more_clauses_read_in_full_than_there_are() -> None:
    """The first shelf alone is counted here; the index of the codes has all three."""
    found = counts(clause for edition in packaged_editions() for clause in edition.clauses)

    (stated,) = re.findall(r"more than (\d+) clauses read in full", " ".join(README.split()))

    assert int(stated) < found[Shelf.READ]
    assert "](docs/codes/README.md)" in README


def test_the_test_command_is_the_one_that_runs_everywhere() -> None:
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert "$ make test" in README
    assert re.search(r"^make test LONG=yes$", run, re.MULTILINE)
