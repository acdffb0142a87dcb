"""How a command gives a document: printed as Markdown, to files, or as its content for programs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from countenance.cli.telling.document import Document, as_html, as_markdown
from countenance.cli.words import say_json
from countenance.stores.whole_file import write_whole

__all__ = ["document_options", "give"]

_F = TypeVar("_F", bound=Callable[..., Any])


def document_options(command: _F) -> _F:
    """`--markdown FILE` and `--html FILE`, as `markdown` and `page_file`."""
    command = click.option(
        "--html", "page_file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
        help="Write a page too.",
    )(command)  # fmt: skip
    return click.option(
        "--markdown", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
        help="Write it here instead of printing it.",
    )(command)  # fmt: skip


def give(
    document: Document,
    content: object,
    markdown: Path | None,
    page_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Give a document in the forms that were asked for; `content` is what it says, for programs."""
    if page_file is not None:
        write_whole(page_file, as_html(document).encode())
    if markdown is not None:
        write_whole(markdown, as_markdown(document).encode())
    if as_json:
        say_json(content)
    elif markdown is None:
        click.echo(as_markdown(document), nl=False)
