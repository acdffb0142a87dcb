import io
import struct

import pytest
from PIL import Image

from countenance.errors import UnreadableMediaError, UnsupportedMediaError
from countenance.media.drawn import landscape
from countenance.media.tiff import tiff_size
from made_pictures import saved


def directory(order: str, at: int, tags: dict[int, int], following: int) -> bytes:
    """One directory of plain numbers; `at` is where it stands, for whoever reads the test."""
    entries = b"".join(struct.pack(f"{order}HHII", tag, 4, 1, tags[tag]) for tag in tags)
    return struct.pack(f"{order}H", len(tags)) + entries + struct.pack(f"{order}I", following)


def pages(order: str, *sizes: tuple[int, int], loop: bool = False) -> bytes:
    mark = b"II*\x00" if order == "<" else b"MM\x00*"
    length = 2 + 2 * 12 + 4
    data = mark + struct.pack(f"{order}I", 8)
    for page, (wide, high) in enumerate(sizes):
        at = 8 + page * length
        last = page == len(sizes) - 1
        following = (8 if loop else 0) if last else at + length
        data += directory(order, at, {0x100: wide, 0x101: high}, following)
    return data


def saved_as_tiff(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "TIFF")
    return file.getvalue()


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_largest_sides_and_the_pages_are_read(order: str) -> None:
    assert tiff_size(pages(order, (30, 400), (500, 20), (7, 7))) == (500, 400, 3)


def test_a_page_that_lies_on_its_side_counts_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    assert tiff_size(saved(landscape(40, 30).pixels, "TIFF", exif=exif)) == (30, 40, 1)


def test_pages_that_lead_back_are_unreadable() -> None:
    with pytest.raises(UnreadableMediaError, match="lead back"):
        tiff_size(pages("<", (5, 5), (5, 5), loop=True))


def test_a_page_without_a_size_is_unreadable() -> None:
    data = b"II*\x00" + struct.pack("<I", 8) + directory("<", 8, {0x100: 5}, 0)

    with pytest.raises(UnreadableMediaError, match="page 0 states no size"):
        tiff_size(data)


def test_the_colors_of_a_page_that_are_not_opened_are_named() -> None:
    lab = saved_as_tiff(Image.fromarray(landscape(40, 30).pixels).convert("LAB"))

    with pytest.raises(UnsupportedMediaError, match="page 0 are CIELab, which is not opened; RGB"):
        tiff_size(lab)


@pytest.mark.parametrize(("colors", "named"), [(9, "ICCLab"), (32845, "LogLuv"), (77, "form 77")])
def test_so_are_others_also_of_a_later_page(colors: int, named: str) -> None:
    size = {0x100: 5, 0x101: 5}
    data = b"II*\x00" + struct.pack("<I", 8) + directory("<", 8, {**size, 0x106: 2}, 50)
    data += directory("<", 50, {**size, 0x106: colors}, 0)

    with pytest.raises(UnsupportedMediaError, match=f"page 1 are {named}"):
        tiff_size(data)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "F"])
def test_all_others_that_are_usual_are_opened(mode: str) -> None:
    picture = Image.new(mode, (40, 30))

    assert tiff_size(saved_as_tiff(picture)) == (40, 30, 1)
