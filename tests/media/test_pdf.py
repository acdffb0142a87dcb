import numpy as np
import pypdfium2  # type: ignore[import-untyped]  # ships no py.typed
import pytest
import simplejpeg  # type: ignore[import-untyped]  # ships no py.typed

from countenance.media.drawn import landscape, portrait
from countenance.media.pdf import pdf_of_pages
from countenance.media.pixels import Pixels


def page(pixels: Pixels) -> tuple[bytes, int, int]:
    return simplejpeg.encode_jpeg(pixels, quality=95), pixels.shape[1], pixels.shape[0]


def test_another_program_reads_every_page_as_it_was() -> None:
    pictures = [landscape(160, 90).pixels, portrait(120).pixels]

    document = pypdfium2.PdfDocument(pdf_of_pages([page(each) for each in pictures]))

    assert [document.get_page_size(index) for index in range(2)] == [(80, 45), (60, 60)]
    for index, picture in enumerate(pictures):
        drawn = document[index].render(scale=2, rev_byteorder=True).to_numpy()[:, :, :3]
        assert drawn.shape == picture.shape
        assert np.abs(drawn.astype(int) - picture).mean() < 3


def test_nothing_but_pictures_of_pages_is_in_it() -> None:
    document = pypdfium2.PdfDocument(pdf_of_pages([page(landscape(64, 64).pixels)]))

    assert document.get_metadata_dict(skip_empty=True) == {}
    assert document.count_attachments() == 0
    assert document.get_formtype() == 0
    assert [each.type for each in document[0].get_objects()] == [3]  # FPDF_PAGEOBJ_IMAGE
    assert document[0].get_textpage().get_text_range() == ""


@pytest.mark.parametrize("size", [(1, 1), (3, 1600), (1600, 7)])
def test_odd_pages_can_be_read_back(size: tuple[int, int]) -> None:
    data = pdf_of_pages([page(np.zeros((size[1], size[0], 3), np.uint8))])

    assert pypdfium2.PdfDocument(data).get_page_size(0) == (size[0] / 2, size[1] / 2)


def test_the_same_pages_give_the_same_bytes() -> None:
    pages = [page(portrait(64).pixels)]

    assert pdf_of_pages(pages) == pdf_of_pages(pages)
