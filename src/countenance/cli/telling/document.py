"""How a document is written as HTML and as Markdown; what it is made of stands in
`countenance.reports.out.document`, and is offered here too.
"""

from collections.abc import Iterable, Sequence
from typing import assert_never

from countenance.cli.telling import page as pages
from countenance.reports.out.document import Block, Document, Heading, Items, Lines, Table, Text

__all__ = ["Block", "Document", "Heading", "Items", "Lines", "Table", "Text", "as_html",
           "as_markdown"]  # fmt: skip


def as_html(document: Document, before: Iterable[str] = ()) -> str:
    """A page that stands alone. `before`: pieces of HTML of ours that come first."""
    _check(document)
    return pages.page(document.title, [*before, *map(_html, document.blocks)])


def as_markdown(document: Document) -> str:
    """The document in Markdown; it ends with a line end."""
    _check(document)
    return "\n\n".join([f"# {_plain(document.title)}", *map(_markdown, document.blocks)]) + "\n"


def _check(document: Document) -> None:
    if document.is_plain:
        raise ValueError("these forms set what stands between backticks as code")


def _html(block: Block) -> str:
    match block:
        case Heading(says):
            return pages.heading(says)
        case Text(says):
            return pages.text(says)
        case Items(says, are_steps):
            return pages.items(says, ordered=are_steps)
        case Lines(says):
            return pages.lines(says)
        case Table(caption, heads, rows, numbers):
            return pages.table(caption, heads, rows, numbers)
        case _:
            assert_never(block)


def _markdown(block: Block) -> str:
    match block:
        case Heading(says):
            return f"## {_plain(says)}"
        case Text(says):
            return _plain(says)
        case Items(says, are_steps):
            return "\n".join(
                f"{f'{number}.' if are_steps else '-'} {_plain(each)}"
                for number, each in enumerate(says, 1)
            )
        case Lines(says):
            return "\n".join(f"    {line}" for line in says.splitlines())
        case Table(caption, heads, rows, numbers):
            return _grid(caption, heads, rows, frozenset(numbers))
        case _:
            assert_never(block)


def _grid(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int]
) -> str:
    rule = "|".join("---:" if i in numbers else "---" for i in range(len(heads)))
    told = [f"| {' | '.join(_cell(each) for each in row)} |" for row in (heads, *rows)]
    body = told[1:] or [f"| none {'| ' * len(heads)}".rstrip()]
    return "\n".join([f"**{_plain(caption)}**", "", told[0], f"|{rule}|", *body])


_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\*_[]<>#|~!"})


def _plain(words: str) -> str:
    """Words of which nothing is taken for markup, but for code between backticks."""
    pieces = " ".join(words.split()).split("`")
    if len(pieces) % 2 == 0:
        return " ".join(words.split()).replace("`", "'").translate(_MARKS)
    return "".join(
        f"`{each}`" if i % 2 else each.translate(_MARKS) for i, each in enumerate(pieces)
    )


def _cell(words: str) -> str:
    told = _plain(words)
    pieces = told.split("`")
    # Inside code nothing is escaped but what would end the cell.
    return "`".join(each.replace("|", "\\|") if i % 2 else each for i, each in enumerate(pieces))
