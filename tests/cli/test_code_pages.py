"""The pages of the codes are what the command makes of the texts: nobody edits them by hand."""

from pathlib import Path

import pytest

from cli.running import Commands
from countenance.cli import main
from countenance.cli.code_pages import INDEX, index_page, page_of
from countenance.stores.library import Library
from countenance.stores.packaged import code_names
from house.source import ROOT

PAGES = ROOT / "docs" / "codes"


def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages, as the command writes them."""
    folder = tmp_path_factory.mktemp("pages")
    assert main(["codes", "pages", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("code", code_names())
def test_a_page_is_what_its_texts_say(code: str, written: Path) -> None:
    same = page(f"{code}.md") == (written / f"{code}.md").read_text(encoding="utf-8")

    assert same, "run `make pages`"


def test_the_index_is_what_the_texts_say_and_nothing_else_lies_there(written: Path) -> None:
    same = page(INDEX) == (written / INDEX).read_text(encoding="utf-8")

    assert same, "run `make pages`"
    assert {path.stem for path in PAGES.iterdir()} == {*code_names(), Path(INDEX).stem}


def test_the_command_writes_what_the_functions_make_and_nothing_else(written: Path) -> None:
    made = {path.name: path.read_text(encoding="utf-8") for path in written.iterdir()}

    assert set(made) == {INDEX, *(f"{code}.md" for code in code_names())}
    assert made[INDEX] == index_page(Library())
    assert made["ms-aoai-coc.md"] == page_of("ms-aoai-coc", Library())


def test_one_code_is_one_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, commands = tmp_path / "pages", Commands(tmp_path, capsys)

    wrong = commands.run("codes", "pages", str(folder), "--code", "ms-aoai-cok")
    right = commands.run("codes", "pages", str(folder), "--code", "ms-aoai-coc")

    assert (wrong.code, right.code) == (2, 0)
    assert right.out == f"{folder}: 1 page\n"
    assert "did you mean `ms-aoai-coc`?" in wrong.err
    assert [path.name for path in folder.iterdir()] == ["ms-aoai-coc.md"]


def test_a_folder_that_cannot_be_written_could_not_be_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")

    folder = str(tmp_path / "file" / "pages")

    ran = Commands(tmp_path, capsys).run("codes", "pages", folder, "--code", "ms-aoai-coc")

    assert ran.code == 5
    assert "cannot be written" in ran.err
