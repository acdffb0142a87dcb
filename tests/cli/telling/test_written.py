"""A document is given in every form that was asked for, and printed where none was."""

import json
from pathlib import Path

import click
from click.testing import CliRunner

from countenance.cli.telling.document import Document, Text, as_html, as_markdown
from countenance.cli.telling.written import document_options, give

MADE = Document("A title", (Text("words"),))


@click.command()
@document_options
@click.option("--json", "as_json", is_flag=True)
def command(markdown: Path | None, page_file: Path | None, as_json: bool) -> None:
    give(MADE, {"a": 1}, markdown, page_file, as_json=as_json)


def printed(*words: str | Path) -> str:
    ran = CliRunner().invoke(command, [str(word) for word in words])
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def test_it_is_printed_where_nothing_else_was_asked_for() -> None:
    assert printed() == as_markdown(MADE)


def test_a_page_is_written_too(tmp_path: Path) -> None:
    assert printed("--html", tmp_path / "a.html") == as_markdown(MADE)
    assert (tmp_path / "a.html").read_text() == as_html(MADE)


def test_what_is_written_as_markdown_is_not_printed(tmp_path: Path) -> None:
    assert printed("--markdown", tmp_path / "a.md") == ""
    assert (tmp_path / "a.md").read_text() == as_markdown(MADE)


def test_programs_get_its_content(tmp_path: Path) -> None:
    assert json.loads(printed("--json", "--markdown", tmp_path / "a.md")) == {"a": 1}
    assert (tmp_path / "a.md").is_file()
