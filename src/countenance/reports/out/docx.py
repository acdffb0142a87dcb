"""A document as DOCX, for who goes on working with it: the same blocks as in the PDF.

Needs the extra `reports` (python-docx, MIT licence); this is the one module that knows it.

Rules kept here:
 * What has to stand on every page is the footer of its only section, and stands in the body too:
   whoever changes a footer does not take it out of the text.
 * A letter that no document may have (a control character) is written as its number.
 * Words that are written from right to left are marked so.
"""

import io
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, assert_never

import docx
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from countenance.reports.out.document import Block, Document, Heading, Items, Lines, Table, Text

__all__ = ["as_docx"]

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def as_docx(document: Document, every_page: Sequence[str] = (), mark: str = "") -> bytes:
    """The bytes of the DOCX. `every_page`: lines of the footer, `mark`: that of the header."""
    paper = docx.Document()
    _set(paper, document.title)
    section = paper.sections[0]
    if mark:
        above = section.header.paragraphs[0]
        _write(above, mark)
        above.runs[0].bold = True
    for number, each in enumerate(every_page):
        footer = section.footer
        below = footer.paragraphs[0] if number == 0 else footer.add_paragraph()
        _write(below, each)
        below.runs[0].font.size = Pt(7)
    if mark:
        _write(paper.add_paragraph(style="Intense Quote"), mark)
    _write(paper.add_paragraph(style="Title"), document.title)
    for block in document.blocks:
        _add(paper, block)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _set(paper: Paper, title: str) -> None:
    """Title and language; no clock, so that the same document says the same."""
    properties = paper.core_properties
    properties.title, properties.author = _known(title)[:255], "countenance"
    properties.language, properties.comments = "en", ""
    properties.created = properties.modified = _LONG_AGO
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10)


def _add(paper: Paper, block: Block) -> None:
    match block:
        case Heading(says):
            _write(paper.add_paragraph(style="Heading 1"), says)
        case Text(says):
            _write(paper.add_paragraph(), says)
        case Items(says, are_steps):
            for each in says:
                style = "List Number" if are_steps else "List Bullet"
                _write(paper.add_paragraph(style=style), each)
        case Lines(says):
            for line in says.splitlines():
                _write(paper.add_paragraph(style="No Spacing"), line)
        case Table():
            _table(paper, block)
        case _:
            assert_never(block)


def _table(paper: Paper, table: Table) -> None:
    _write(paper.add_paragraph(style="Heading 2"), table.caption)
    if not table.rows:
        _write(paper.add_paragraph(), "none")
        return
    grid = paper.add_table(rows=0, cols=len(table.heads), style="Table Grid")
    rows = (table.heads, *table.rows) if any(table.heads) else table.rows
    for number, row in enumerate(rows):
        # Cells of a row once: asking a table for each cell anew takes long on long reports.
        cells = grid.add_row().cells
        for at, (cell, text) in enumerate(zip(cells, row, strict=True)):
            paragraph = cell.paragraphs[0]
            _write(paragraph, text)
            if at in table.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if number == 0 and any(table.heads):
                paragraph.runs[0].bold = True
    if any(table.heads):
        _repeat(grid.rows[0])
    paper.add_paragraph()


def _repeat(row: Any) -> None:
    """The head of a table again on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _write(paragraph: Paragraph, words: str) -> None:
    """Words in one run, marked where they are written from right to left."""
    run = paragraph.add_run(_known(words))
    if _is_right_to_left(words):
        # Word sets these apart by marks of their own: one of the paragraph, one of the run.
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        element = OxmlElement("w:rtl")
        element.set(qn("w:val"), "1")
        run._r.get_or_add_rPr().append(element)


def _is_right_to_left(words: str) -> bool:
    """By its first letter that has a direction."""
    for letter in words:
        match unicodedata.bidirectional(letter):
            case "R" | "AL":
                return True
            case "L":
                return False
    return False


def _known(words: str) -> str:
    """Words of which an XML document may have every letter."""
    return "".join(each if _may_be(each) else f"U+{ord(each):04X}" for each in words)


def _may_be(letter: str) -> bool:
    number = ord(letter)
    return letter in "\t\n" or (number >= 0x20 and not 0xD800 <= number <= 0xDFFF
                                and number not in (0xFFFE, 0xFFFF))  # fmt: skip
