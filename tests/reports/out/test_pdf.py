"""Documents as PDF: every block, long ones over pages, and no letter left out."""

import pypdfium2  # type: ignore[import-untyped]
import pytest

from cli.telling.test_document import MADE
from countenance.errors import ReportError
from countenance.reports.out.document import Document, Heading, Items, Lines, Table, Text
from countenance.reports.out.pdf import as_pdf


def told(document: Document) -> list[str]:
    """What stands on each page."""
    opened = pypdfium2.PdfDocument(as_pdf(document))
    pages = [page.get_textpage().get_text_range() for page in opened]
    opened.close()
    return pages


def test_every_block_is_there_and_nothing_in_it_is_markup() -> None:
    (page,) = told(MADE)

    for words in ("A title", "A part", "<b> *x* [a](b) | # c|d", "<c>", "plain_name", "none",
                  "1 of 1"):  # fmt: skip
        assert words in page, words


def test_a_long_table_goes_on_over_pages_with_its_head() -> None:
    rows = tuple((str(number), "words " * 30) for number in range(90))

    pages = told(Document("Long", (Table("Rows", ("number", "says"), rows, (0,)),)))

    assert len(pages) > 3
    assert all("says" in page for page in pages)
    assert f"{len(pages)} of {len(pages)}" in pages[-1]
    assert "89" in pages[-1]


def test_a_cell_longer_than_a_page_is_split() -> None:
    pages = told(Document("Long", (Table("Rows", ("a", "b"), (("x", "word " * 4000),)),)))

    assert len(pages) > 1


def test_letters_that_the_font_does_not_have_are_written_as_numbers() -> None:
    (page,) = told(Document("Ångström", (Text("Δ \u4e2d"), Lines("— \u4e2d"), Items(("é",)))))

    assert "Ångström" in page
    assert page.count("U+4E2D") == 2
    assert "é" in page


def test_the_same_document_is_the_same_bytes() -> None:
    assert as_pdf(MADE) == as_pdf(MADE)


def test_who_hears_it_is_told_title_language_parts_and_words_in_their_order() -> None:
    blocks = (Heading("First part"), Text("one"), Heading("Second"), Items(("two", "three")))
    made = as_pdf(Document("A title", blocks))

    opened = pypdfium2.PdfDocument(made)
    (page,) = [each.get_textpage().get_text_range() for each in opened]
    parts = [each.get_title() for each in opened.get_toc()]
    title = opened.get_metadata_dict()["Title"]
    opened.close()

    assert (title, parts) == ("A title", ["First part", "Second"])
    order = [page.index(words) for words in ("A title", "First part", "one", "Second", "two",
                                             "three", "1 of 1")]  # fmt: skip
    assert order == sorted(order)
    assert b"/Lang (en)" in made
    assert b"/DisplayDocTitle true" in made


def test_what_stands_on_every_page_leaves_room_or_there_is_none() -> None:
    with pytest.raises(ReportError, match="leaves less than half"):
        as_pdf(Document("T", ()), ["a line"] * 200)


def test_backticks_of_a_plain_document_are_letters() -> None:
    (page,) = told(Document("T", (Text("a `b` c"),), is_plain=True))

    assert "a `b` c" in page
