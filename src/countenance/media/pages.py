"""PDF to pages of pixels, through PDFium. Runs only inside the decoder process.

Rules kept here:
 * Every page is drawn, in order, as large as fits into a square of `PAGE_SIDE` pixels, on white.
 * A file with more pages than asked for is not drawn at all.
 * Scripts are not run and forms are not filled: the library is built without either. Attachments
   and hidden layers are not drawn, and what is not drawn goes nowhere.
"""

import math
from collections.abc import Callable

import pypdfium2  # type: ignore[import-untyped]  # ships no py.typed

from countenance.errors import UnreadableMediaError
from countenance.media.pixels import Pixels, TooManyFramesError

__all__ = ["drawn_pages", "warm_up"]


def drawn_pages(
    data: bytes, side: int, most: int, canvas: Callable[[int, int, int], Pixels]
) -> tuple[tuple[int, int], ...]:
    """Draw every page into `canvas(pages, height, width)` and say how large each came out.

    `canvas` is asked once, for white pages that all fit into. Raises `TooManyFramesError`,
    `UnreadableMediaError`, and whatever the library raises for what it cannot read.
    """
    document = pypdfium2.PdfDocument(data)
    count = len(document)
    if count > most:
        raise TooManyFramesError
    if count < 1:
        raise UnreadableMediaError("pdf: it has no pages")
    sizes: list[tuple[int, int]] = []
    scales: list[float] = []
    for index in range(count):
        wide, high = document.get_page_size(index)
        if not (0 < wide < math.inf and 0 < high < math.inf):
            raise UnreadableMediaError(f"pdf: page {index} has no size")
        scales.append(side / max(wide, high))
        # The library rounds up; a hair above the side is cut to it.
        wide, high = (min(side, max(1, math.ceil(edge * scales[-1]))) for edge in (wide, high))
        sizes.append((wide, high))
    shown = canvas(count, max(high for _, high in sizes), max(wide for wide, _ in sizes))
    for index, (wide, high) in enumerate(sizes):
        page = document[index]
        bitmap = page.render(scale=scales[index], rev_byteorder=True, fill_color=(255,) * 4)
        drawn = bitmap.to_numpy()[:high, :wide, :3]
        if drawn.shape[:2] != (high, wide):
            raise UnreadableMediaError(f"pdf: page {index} is drawn in another size than it states")
        shown[index, :high, :wide] = drawn
        bitmap.close()
        page.close()
    document.close()
    return tuple(sizes)


def warm_up() -> None:
    """Draw an empty page, so that nothing has to be loaded later."""
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(9, 9)
    page.render(rev_byteorder=True).to_numpy()
    page.close()
    document.close()
