"""`countenance codes pages`: a page for each code and the index of all, made from their texts."""

from pathlib import Path

import click

from countenance.cli.code_page import MADE, CodeTexts, code_page
from countenance.cli.code_page_tables import cell, grid
from countenance.cli.words import codes_option, usage
from countenance.codes.shelves import Shelf, counts
from countenance.errors import CountenanceError
from countenance.stores.library import Library
from countenance.stores.packaged import packaged_vocabulary

__all__ = ["INDEX", "index_page", "page_of", "pages"]

INDEX = "README.md"
_SHELVES = {
    Shelf.READ: "the words were read, in the original or in a stored copy of it",
    Shelf.QUOTED: "the words are known through somebody else: the publisher's own summary, the "
    "press, or another reader of the text",
    Shelf.NOT_ESTABLISHED: "recalled, interpreted, or told in ways that differ: `unclear` until "
    "somebody reads the text and signs it off",
}


@click.command("pages")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="Only the page of this code.")
@codes_option
def pages(folder: Path, codes: tuple[str, ...], library: Library) -> None:
    """Write a page for each code, and an index of them all, in Markdown.

    \b
    Example:
        countenance codes pages docs/codes
    """
    names = codes or library.code_names()
    with usage():
        made = {f"{name}.md": page_of(name, library) for name in names}
    if not codes:
        made[INDEX] = index_page(library)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CountenanceError(f"{folder}: cannot be written: {error.strerror}") from error
    click.echo(f"{folder}: {len(made)} page{'s' * (len(made) > 1)}")


def page_of(code: str, library: Library) -> str:
    """The page of one code. Raises `UnknownEditionError`."""
    editions = library.editions_of(code)
    cases = {each.name: library.cases_of(each.name) for each in editions}
    return code_page(CodeTexts(editions, cases), packaged_vocabulary())


def index_page(library: Library) -> str:
    """The page that leads to all others, code by code, with what stands on each shelf."""
    rows, total = [], dict.fromkeys(Shelf, 0)
    for name in library.code_names():
        editions = library.editions_of(name)
        found = counts(clause for each in editions for clause in each.clauses)
        total = {shelf: total[shelf] + found[shelf] for shelf in Shelf}
        rows.append(
            [
                f"[`{name}`]({name}.md)",
                cell(CodeTexts(editions, {}).title),
                cell(editions[-1].publisher),
                str(len(editions)),
                *(str(found[shelf]) for shelf in Shelf),
            ]
        )
    shelves = [[shelf.value, str(total[shelf]), _SHELVES[shelf]] for shelf in Shelf]
    heads = ["code", "title", "publisher", "editions", *(shelf.value for shelf in Shelf)]
    return "\n\n".join(
        [
            "# Which codes are there, and how well is each known?",
            MADE,
            "Every clause is written in our own plain words and stands on one of three shelves, by "
            "how well the words that it comes from are known. "
            "[Why that matters](../why-unclear.md).",
            grid(["shelf", "clauses", "what it means"], shelves),
            "How many clauses of each code, over all its editions, stand where:",
            grid(heads, rows),
            "A clause is quoted nowhere at length, and none of this is legal advice.",
        ]
    ) + "\n"
