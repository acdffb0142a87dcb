"""A document for people in plain blocks, to be written as a page, as Markdown, PDF or DOCX.

Rules kept here:
 * A document says the same in every form that it is written in.
 * Nothing in it is markup: what is given as text is shown as it is, whatever it holds. What stands
   between backticks is set as code, but for a plain document.
"""

from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Block", "Document", "Heading", "Items", "Lines", "Table", "Text"]


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
    """A table; its first column names the rows. `numbers`: columns of numbers. `is_large`: it is
    what the document is read for, in letters as large as those of a text."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    is_large: bool = False


Block: TypeAlias = Heading | Text | Items | Lines | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A title and what stands under it. `is_plain`: backticks in it are letters like others."""

    title: str
    blocks: tuple[Block, ...]
    is_plain: bool = False
