import numpy as np
import pypdfium2  # type: ignore[import-untyped]  # ships no py.typed
import pytest

from countenance.errors import UnreadableMediaError
from countenance.media.pages import drawn_pages, warm_up
from countenance.media.pixels import Pixels, TooManyFramesError
from made_pdf import pdf

RED_SQUARE = "1 0 0 rg 20 20 100 100 re f"


def drawn(data: bytes, side: int = 300, most: int = 9) -> tuple[Pixels, list[tuple[int, int]]]:
    canvases: list[Pixels] = []

    def canvas(pages: int, height: int, width: int) -> Pixels:
        canvases.append(np.full((pages, height, width, 3), 255, np.uint8))
        return canvases[0]

    sizes = drawn_pages(data, side, most, canvas)
    return canvases[0], list(sizes)


def test_every_page_is_drawn_upright_in_rgb() -> None:
    pages, sizes = drawn(pdf(RED_SQUARE, "0 0 1 rg 0 0 300 200 re f"))

    assert sizes == [(300, 200), (300, 200)]
    # The origin of a page is its lower left corner.
    assert pages[0, 100, 50].tolist() == [255, 0, 0]
    assert pages[0, 50, 50].tolist() == [255, 255, 255]
    assert (pages[1] == [0, 0, 255]).all()


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((300, 200), (300, 200)),
        ((50, 100), (150, 300)),
        ((14400, 1), (300, 1)),
        ((2, 2), (300, 300)),
    ],
)
def test_a_page_is_as_large_as_fits(
    size: tuple[float, float], expected: tuple[int, int]
) -> None:
    pages, sizes = drawn(pdf("", size=size))

    assert sizes == [expected]
    assert pages.shape == (1, expected[1], expected[0], 3)


def test_text_in_a_font_that_the_file_lacks_is_drawn_all_the_same() -> None:
    pages, _ = drawn(pdf("BT /F 80 Tf 20 60 Td (FACE) Tj ET"))

    assert 0.02 < (pages[0] < 128).mean() < 0.5


def test_a_layer_that_is_switched_off_is_not_drawn() -> None:
    layer = "<</Type/OCG/Name(hidden)>>"
    catalog = "/OCProperties<</OCGs[5 0 R]/D<</OFF[5 0 R]>>>>"
    hidden = pdf(f"/OC /L BDC {RED_SQUARE} EMC", also=[layer], catalog=catalog)
    hidden = hidden.replace(b"/Resources<<", b"/Resources<</Properties<</L 5 0 R>>", 1)

    pages, _ = drawn(hidden)

    assert (pages[0] == 255).all()


def test_a_script_is_not_run() -> None:
    script = "<</S/JavaScript/JS(this.addField\\(1\\);app.alert\\(1\\);while\\(true\\){})>>"

    pages, _ = drawn(pdf(RED_SQUARE, also=[script], catalog="/OpenAction 5 0 R"))

    assert pages[0, 100, 50].tolist() == [255, 0, 0]


def test_more_pages_than_asked_for_are_too_many() -> None:
    assert len(drawn(pdf("", "", ""), most=3)[1]) == 3
    with pytest.raises(TooManyFramesError):
        drawn(pdf("", "", "", ""), most=3)


def test_no_pages_are_unreadable() -> None:
    with pytest.raises((UnreadableMediaError, pypdfium2.PdfiumError)):
        drawn(pdf())


def test_what_is_no_pdf_is_unreadable() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        drawn(b"%PDF-1.7\nnothing")


def test_warming_up_draws_something() -> None:
    warm_up()
