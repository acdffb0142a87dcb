"""Documents as DOCX: every block, the footer, and whatever letters there are."""

import io
from zipfile import ZipFile

import docx
from docx.document import Document as Paper

from countenance.reports.out.document import Document, Heading, Items, Lines, Table, Text
from countenance.reports.out.docx import as_docx

BLOCKS = (
    Heading("A part"),
    Text("<b> & `x`"),
    Items(("one", "two")),
    Items(("first",), are_steps=True),
    Lines("a\nb"),
    Table("Rows", ("", "says"), (("1", "سلام"),), (0,)),
    Table("Empty", ("a",), ()),
)


def opened(data: bytes) -> Paper:
    return docx.Document(io.BytesIO(data))


def test_every_block_is_there_as_it_was_given() -> None:
    paper = opened(as_docx(Document("A title", BLOCKS, is_plain=True)))
    said = [each.text for each in paper.paragraphs]

    for words in ("A title", "A part", "<b> & `x`", "one", "two", "first", "a", "b", "Rows",
                  "none"):  # fmt: skip
        assert words in said, words
    assert [cell.text for row in paper.tables[0].rows for cell in row.cells] == [
        "", "says", "1", "سلام",
    ]  # fmt: skip
    assert (paper.core_properties.title, paper.core_properties.language) == ("A title", "en")


def test_the_footer_names_the_programs_and_the_header_says_what_is_unsigned() -> None:
    paper = opened(as_docx(Document("T", ()), ("by programs", "Program: x 1"), "DRAFT"))
    section = paper.sections[0]

    assert [each.text for each in section.footer.paragraphs] == ["by programs", "Program: x 1"]
    assert [each.text for each in section.header.paragraphs] == ["DRAFT"]
    assert "DRAFT" in [each.text for each in paper.paragraphs]


def test_words_from_right_to_left_are_marked_so() -> None:
    data = as_docx(Document("T", (Text("سلام"), Text("12 left"))))
    xml = ZipFile(io.BytesIO(data)).read("word/document.xml").decode()

    assert xml.count("<w:bidi/>") == 1
    assert xml.count('<w:rtl w:val="1"/>') == 1


def test_a_letter_that_no_document_may_have_is_written_as_its_number() -> None:
    paper = opened(as_docx(Document("T", (Text("a\x00b\ufffec"),))))

    assert "aU+0000bU+FFFEc" in [each.text for each in paper.paragraphs]


def test_the_head_of_a_table_comes_again_on_every_page() -> None:
    data = as_docx(Document("T", (Table("Rows", ("a",), (("b",),)),)))

    assert b"<w:tblHeader/>" in ZipFile(io.BytesIO(data)).read("word/document.xml")
