"""A document as a PDF: A4, numbered pages, the same blocks as on its page of HTML.

Needs the extra `pdf` (ReportLab, BSD licence); this is the one module that knows it.

It has its title, its language, an outline of its parts, and its words in the order in which they
are read; it is not tagged, because ReportLab writes no tags.

Rules kept here:
 * The same document is the same bytes: no clock and no chance goes into it.
 * A letter that the font does not have is written as its number (`U+0394`), never left out; where
   there is one, every page says what such a number is.
 * What has to stand on every page stands on every page, whole, or there is no PDF.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, assert_never

import reportlab
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    CondPageBreak,
    ListFlowable,
    ListItem,
    Paragraph,
    Preformatted,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as Grid

from countenance.errors import ReportError
from countenance.reports.out.document import Block, Document, Heading, Items, Lines, Table, Text

__all__ = ["as_pdf"]

_MARGIN = 18 * mm
_WIDE = A4[0] - 2 * _MARGIN - 12  # the frame keeps 6 points free on both sides
_LETTERS = 88
"""Letters of a line that is shown letter by letter."""

_NUMBERS = (
    "U+ with a number stands for a letter that this file has no font for; the letter is in the "
    "other files of the report."
)
_FONTS = Path(reportlab.__file__).parent / "fonts"
_SANS = TTFont("countenance", str(_FONTS / "Vera.ttf"))
pdfmetrics.registerFont(_SANS)
pdfmetrics.registerFont(TTFont("countenance-bold", str(_FONTS / "VeraBd.ttf")))
pdfmetrics.registerFontFamily(
    "countenance", normal="countenance", bold="countenance-bold",
    italic="countenance", boldItalic="countenance-bold",
)  # fmt: skip

_TEXT = ParagraphStyle("text", fontName="countenance", fontSize=9, leading=12.5, spaceAfter=5,
                       splitLongWords=1, wordWrap="LTR")  # fmt: skip
_TITLE = ParagraphStyle("title", parent=_TEXT, fontName="countenance-bold", fontSize=15, leading=19,
                        spaceAfter=8)  # fmt: skip
_PART = ParagraphStyle("part", parent=_TEXT, fontName="countenance-bold", fontSize=11, leading=14,
                       spaceBefore=10, spaceAfter=4, keepWithNext=1)  # fmt: skip
_CAPTION = ParagraphStyle("caption", parent=_TEXT, fontName="countenance-bold")
_CELL = ParagraphStyle("cell", parent=_TEXT, fontSize=7.5, leading=9.5, spaceAfter=0)
_NUMBER = ParagraphStyle("number", parent=_CELL, alignment=TA_RIGHT)
_LARGE = ParagraphStyle("large", parent=_CELL, fontSize=9.5, leading=13)
_LARGE_NUMBER = ParagraphStyle("large-number", parent=_LARGE, alignment=TA_RIGHT)
_HEAD = ParagraphStyle("head", parent=_CELL, fontName="countenance-bold")
_TOTAL = ParagraphStyle("total", parent=_HEAD, alignment=TA_RIGHT)
_SMALL = ParagraphStyle("small", parent=_TEXT, fontSize=6.5, leading=8, spaceAfter=0)
_MARK = ParagraphStyle("mark", parent=_TITLE, fontSize=11, leading=14, spaceAfter=0,
                       borderWidth=1, borderColor=colors.black, borderPadding=3)  # fmt: skip
_CODE = ParagraphStyle("code", fontName="Courier", fontSize=7.5, leading=9.5, spaceAfter=6,
                       leftIndent=6)  # fmt: skip


def as_pdf(document: Document, every_page: Sequence[str] = (), mark: str = "") -> bytes:
    """The bytes of the PDF. `every_page`: lines below each page, `mark`: what stands above each.

    Raises `ReportError` where these leave no room for anything else.
    """
    below = [*every_page, *([_NUMBERS] if _lacks_letters(document, (*every_page, mark)) else [])]
    frame = _Frame(tuple(below), mark)
    _, pages = _built(document, frame, None)
    made, _ = _built(document, frame, pages)
    return made


class _Frame:
    """What stands on every page, set already, and how much room it takes."""

    def __init__(self, below: Sequence[str], mark: str) -> None:
        self.below = [Paragraph(_known(each), _SMALL) for each in below]
        self.mark = Paragraph(_known(mark), _MARK) if mark else None
        self.bottom = _height(self.below) + 4 * mm if below else 0.0
        self.top = _height([self.mark]) + 3 * mm if self.mark is not None else 0.0
        if self.bottom + self.top > A4[1] / 2:
            raise ReportError(
                "pdf: what has to stand on every page leaves less than half of it for the rest"
            )

    def draw_above(self, canvas: Any) -> None:
        """Draw the mark; it is read first."""
        if self.mark is not None:
            self.mark.wrapOn(canvas, _WIDE, A4[1])
            self.mark.drawOn(canvas, _MARGIN + 6, A4[1] - 12 * mm - self.mark.height)

    def draw_below(self, canvas: Any) -> None:
        """Draw the lines below."""
        at = 13 * mm + self.bottom - 4 * mm
        if self.below:
            canvas.setLineWidth(0.4)
            canvas.line(_MARGIN, at + 2, A4[0] - _MARGIN, at + 2)
        for each in self.below:
            each.wrapOn(canvas, _WIDE, A4[1])
            at -= each.height
            each.drawOn(canvas, _MARGIN + 6, at)


def _height(paragraphs: Sequence[Any]) -> float:
    return float(sum(each.wrap(_WIDE, A4[1])[1] for each in paragraphs))


def _built(document: Document, frame: _Frame, pages: int | None) -> tuple[bytes, int]:
    """The bytes, and how many pages there are; each says its number and how many, once known."""
    out = io.BytesIO()
    made = _Pages(
        out, pages, frame, pagesize=A4, leftMargin=_MARGIN, rightMargin=_MARGIN,
        topMargin=_MARGIN + frame.top, bottomMargin=_MARGIN + frame.bottom, title=document.title,
        author="countenance", lang="en", invariant=1, displayDocTitle=True,
    )  # fmt: skip

    marked = _known if document.is_plain else _marked
    story: list[Any] = [Paragraph(marked(document.title), _TITLE)]
    for block in document.blocks:
        story += _flowables(block, marked)
    made.build(story)
    return out.getvalue(), int(made.page)


def _lacks_letters(document: Document, more: Sequence[str]) -> bool:
    """Whether some letter has to be written as its number."""
    return any("U+" in _known(each) and "U+" not in each for each in (*_texts(document), *more))


def _texts(document: Document) -> Iterator[str]:
    yield document.title
    for block in document.blocks:
        match block:
            case Heading(says) | Text(says) | Lines(says):
                yield says
            case Items(says):
                yield from says
            case Table(caption, heads, rows):
                yield from (caption, *heads, *(each for row in rows for each in row))
            case _:
                assert_never(block)


class _Pages(SimpleDocTemplate):  # type: ignore[misc]  # it has no types
    """Pages with their numbers below, and an outline of the parts."""

    def __init__(self, out: io.BytesIO, pages: int | None, frame: _Frame, **more: Any) -> None:
        super().__init__(out, **more)
        self._of = pages
        self._around = frame

    def beforePage(self) -> None:  # noqa: N802 - its name there
        """Write what stands above before everything else."""
        self.canv.saveState()
        self._around.draw_above(self.canv)
        self.canv.restoreState()

    def afterPage(self) -> None:  # noqa: N802 - its name there
        """Write the number once everything else stands on the page: it is read last."""
        self.canv.saveState()
        self._around.draw_below(self.canv)
        self.canv.setFont("countenance", 7)
        self.canv.drawRightString(A4[0] - _MARGIN, 9 * mm, f"{self.page} of {self._of}")
        self.canv.restoreState()

    def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 - its name there
        """Note where a part begins."""
        if getattr(flowable, "style", None) is _PART:
            name = f"part-{self.canv.getPageNumber()}-{flowable.getPlainText()}"
            self.canv.bookmarkPage(name)
            self.canv.addOutlineEntry(flowable.getPlainText(), name)


def _flowables(block: Block, marked: Callable[[str], str]) -> list[Any]:
    match block:
        case Heading(says):
            return [CondPageBreak(25 * mm), Paragraph(marked(says), _PART)]
        case Text(says):
            return [Paragraph(marked(says), _TEXT)]
        case Items(says, are_steps):
            lines = [ListItem(Paragraph(marked(each), _TEXT)) for each in says]
            kind = "1" if are_steps else "bullet"
            start = None if are_steps else "-"
            return [ListFlowable(lines, bulletType=kind, start=start, bulletFontName="countenance",
                                 bulletFontSize=9, leftIndent=14)]  # fmt: skip
        case Lines(says):
            told = "\n".join(_known(line, plain=True) for line in _broken(says))
            return [Preformatted(told, _CODE)]
        case Table():
            return _table(block, marked)
        case _:
            assert_never(block)


def _table(table: Table, marked: Callable[[str], str]) -> list[Any]:
    heads, rows, numbers = table.heads, table.rows, frozenset(table.numbers)
    above = Paragraph(marked(table.caption), _CAPTION)
    if not rows:
        return [CondPageBreak(20 * mm), above, Paragraph("none", _TEXT)]
    plain = (_LARGE, _LARGE_NUMBER) if table.is_large else (_CELL, _NUMBER)
    cells = [
        [Paragraph(marked(each), styles[i in numbers]) for i, each in enumerate(row)]
        for row, styles in ((heads, (_HEAD, _TOTAL)), *((row, plain) for row in rows))
    ]
    grid = Grid(cells, colWidths=_widths(heads, rows, numbers), repeatRows=1, splitInRow=1)
    grid.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black),
                ("LINEBELOW", (0, 1), (-1, -1), 0.3, colors.grey),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return [CondPageBreak(20 * mm), above, grid, Spacer(1, 6)]


def _widths(
    heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int]
) -> list[float]:
    """Room for each column by how much stands in it, between a ninth and half of the page."""
    wanted = []
    for i, head in enumerate(heads):
        longest = max([len(head), *(min(len(row[i]), 120) for row in rows)])
        word = max((len(each) for text in (head, *(row[i] for row in rows))
                    for each in text.split()), default=1)  # fmt: skip
        wanted.append(float(max(longest**0.5 * 4, min(word, 26)) if i not in numbers else
                            max(longest, 6)))  # fmt: skip
    return [_WIDE * each / sum(wanted) for each in wanted]


def _broken(says: str) -> list[str]:
    """Lines no longer than fit on the page."""
    return [
        line[at : at + _LETTERS]
        for line in says.splitlines()
        for at in range(0, max(len(line), 1), _LETTERS)
    ]


def _marked(words: str) -> str:
    """Words in the little markup of ReportLab; what stands between backticks is set as code."""
    pieces = _known(words).split("`")
    if len(pieces) % 2 == 0:
        return _known(words)
    return "".join(
        f'<font face="Courier">{each}</font>' if i % 2 else each for i, each in enumerate(pieces)
    )


def _known(words: str, *, plain: bool = False) -> str:
    """Words of which the font has every letter; escaped unless they are shown as they are."""
    has = _SANS.face.charToGlyph
    told = "".join(
        letter
        if ord(letter) in has and (not plain or ord(letter) < 256 or letter == "—")
        else f"U+{ord(letter):04X}"
        for letter in words
    )
    if plain:
        return told
    return told.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
