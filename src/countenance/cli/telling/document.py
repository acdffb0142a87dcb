"""A document for people in plain blocks, and how each is written as HTML and as Markdown.

Rules kept here:
 * A document says the same in every form that it is written in.
 * Nothing in it is markup: what is given as text is shown as it is, whatever it holds. What stands
   between backticks is set as code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from countenance.cli.telling import page as pages

__all__ = ["Block", "Document", "Heading", "Items", "Lines", "Table", "Text", "as_html",
           "as_markdown"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a part."""

    says: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    says: str


@dataclass(frozen=True, slots=True)
class Items:
    """Lines, one thing each; numbered where they are steps."""

    says: tuple[str, ...]
    are_steps: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that are shown letter by letter: a command, a proof."""

    says: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its first column names the rows. `numbers`: columns of numbers."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


Block: TypeAlias = Heading | Text | Items | Lines | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A title and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


def as_html(document: Document, before: Iterable[str] = ()) -> str:
    """A page that stands alone. `before`: pieces of HTML of ours that come first."""
    return pages.page(document.title, [*before, *map(_html, document.blocks)])


def as_markdown(document: Document) -> str:
    """The document in Markdown; it ends with a line end."""
    return "\n\n".join([f"# {_plain(document.title)}", *map(_markdown, document.blocks)]) + "\n"


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
