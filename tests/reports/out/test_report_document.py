"""A report on paper: nothing that was said or settled is missing, whatever it holds."""

import msgspec
import pypdfium2  # type: ignore[import-untyped]
import pytest

from countenance.reports.draft import Sentence
from countenance.reports.out.document import Document, Heading, Items, Table, Text
from countenance.reports.out.docx import as_docx
from countenance.reports.out.pdf import as_pdf
from countenance.reports.out.report_document import UNSIGNED, every_page, mark_of, report_document
from countenance.reports.out.told import Told, told
from countenance.reports.report import Disclosed, Report, Version
from countenance.stores.packaged import edition
from reports.made_report import AT
from reports.out.made_out import EDITIONS, NAMES, OUT, signed

LAW = "This report was written either fully or in part using artificial intelligence."


def of(report: Report) -> Told:
    return told(report, [edition(each) for each in EDITIONS], NAMES)


def words(document: Document) -> str:
    found = [document.title]
    for block in document.blocks:
        match block:
            case Heading(says) | Text(says):
                found.append(says)
            case Items(says):
                found += says
            case Table(caption, heads, rows):
                found += [caption, *heads, *(cell for row in rows for cell in row)]
    return "\n".join(found)


def pages(made: Told) -> list[str]:
    data = as_pdf(report_document(made), every_page(made), mark_of(made))
    opened = pypdfium2.PdfDocument(data)
    found = [page.get_textpage().get_text_range() for page in opened]
    opened.close()
    return [" ".join(page.split()) for page in found]


def test_who_signed_stands_on_a_line_of_its_own_and_what_was_signed_below() -> None:
    before = OUT.signature
    assert before is not None
    words_ = "I have read this whole report.\nDana Reyes"
    certifies = msgspec.structs.replace(before.certifies, words=words_)
    report = signed(
        msgspec.structs.replace(
            OUT, signature=msgspec.structs.replace(before, certifies=certifies)
        )
    )
    assert report.signature is not None
    earlier = (Version(1, OUT.sentences, report.signature),)
    report = msgspec.structs.replace(report, earlier=earlier)
    document = report_document(of(report))

    assert {Text("I have read this whole report."), Text("Dana Reyes")} <= set(document.blocks)
    assert f"{certifies.at}: I have read this whole report. Dana Reyes" in words(document)
    assert certifies.recording in words(document)
    assert "U+000A" not in " ".join(pages(of(report)))


def test_all_of_it_is_there() -> None:
    said = words(report_document(of(OUT)))

    for expected in (
        LAW,
        "generated 2 times",
        "1 written by a program and edited by a person",
        'New: The officer said: "I have you at fifty two."',
        'denial: The driver: "No. I did not do anything." [00:03-00:05]',
        'The officer asked: "Do you know why I stopped you?" [00:01-00:03]',
        "program, then edited",
        "I have reviewed this report, and it is true and correct.",
        "Officer Reyes (p-officer)",
        "Sergeant Ito (p-supervisor), 2026-11-22T10:15:30.123Z: approved",
        "left out by Officer Reyes (p-officer): It is in the citation.",
        "number: 52 was heard, 25 was written",
        "kept as it is by Officer Reyes (p-officer): I know what the radar showed.",
        "[the reason for the stop, in your own words]",
        "filled (sentence 1) by Officer Reyes (p-officer)",
        "I stopped a car for its speed; the driver refused a search.",
        "of own knowledge",
        "speech-to-text: whisper-base 1.2.1, weights sha256:" + "0" * 64,
        "us-ca-pen-13663@2026-01-01 13663(a)(1), text verified",
        "[00:09-00:10]",
    ):
        assert expected in said, expected


def test_an_earlier_version_that_was_signed_is_there() -> None:
    assert OUT.signature is not None
    before = Version(1, (Sentence("h0", "It was another road.", "human"),), OUT.signature)
    said = words(report_document(of(msgspec.structs.replace(OUT, earlier=(before,)))))

    assert "Version 1, signed before" in said
    assert "It was another road." in said


def test_whom_it_was_disclosed_to_is_there() -> None:
    given = Disclosed("p-defense", "p-supervisor", AT, "case 26-1")
    said = words(report_document(of(msgspec.structs.replace(OUT, disclosed=(given,)))))

    assert "Disclosed to p-defense by Sergeant Ito (p-supervisor)" in said
    assert "case 26-1" in said


def test_every_page_says_that_programs_wrote_it_and_which() -> None:
    long = tuple(
        Sentence(f"h{n}", f"Sentence {n} of a long report. " + "It goes on. " * 12, "human")
        for n in range(200)
    )
    found = pages(of(msgspec.structs.replace(OUT, sentences=long)))

    assert len(found) > 12
    for page in found:
        assert LAW in page
        assert "speech-to-text: whisper-base 1.2.1, weights sha256:" + "0" * 64 in page
        assert "drafter: countenance-extractive 1" in page
        assert UNSIGNED in page  # its signature is about another text
    whole = " ".join(found)
    assert all(f"Sentence {n} of a long report." in whole for n in range(200))


def test_a_signed_report_is_not_called_a_draft() -> None:
    assert all(UNSIGNED not in page for page in pages(of(OUT)))
    assert mark_of(of(OUT)) == ""


@pytest.mark.parametrize(
    ("text", "told_"),
    [
        ("<b>bold</b> & `code` x", "<b>bold</b> & `code` x"),
        ("Иван", "U+0418U+0432U+0430U+043D"),
        ("Nguyễn \u0000", "U+1EC5n U+0000"),
    ],
)
def test_what_was_written_is_no_markup_and_no_letter_vanishes(text: str, told_: str) -> None:
    odd = Sentence("h1", text, "human")
    found = pages(of(msgspec.structs.replace(OUT, sentences=(odd,))))

    assert told_ in found[0]
    assert ("stands for a letter that this file has no font for" in found[0]) == ("U+" in told_)


@pytest.mark.parametrize("text", ["x" * 3000, "سلام عليكم " * 300, "\ufffe\u0001", "word " * 4000])
def test_no_text_is_too_odd_to_be_written(text: str) -> None:
    odd = Sentence("h1", text, "human")
    made = of(msgspec.structs.replace(OUT, sentences=(odd,), edits=()))

    assert as_docx(report_document(made), every_page(made), mark_of(made))
    assert "".join(pages(made)).count("x") >= text.count("x")
