"""SVG to pixels."""

import base64

import numpy as np
import pytest
from PIL import Image

from countenance.errors import UnreadableMediaError
from countenance.media.drawn import portrait
from countenance.media.pixels import Complaint, ComplaintError
from countenance.media.svg import drawn_svg, read_svg, warm_up
from made_pictures import portrait_jpeg

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
FACE = f"data:image/jpeg;base64,{base64.b64encode(portrait_jpeg(96)).decode()}"


def svg(inside: str, size: str = 'width="96" height="96"', before: str = "") -> bytes:
    return f"{before}<svg {NAMES} {size}>{inside}</svg>".encode()


def test_it_can_be_read_without_being_drawn() -> None:
    assert read_svg(b"\xef\xbb\xbf" + svg("<g/>")).startswith("<svg ")
    with pytest.raises(ComplaintError):
        read_svg(svg("<text>a</text>"))


@pytest.mark.parametrize("attribute", ["href", "xlink:href"])
def test_a_picture_inside_is_drawn(attribute: str) -> None:
    drawn = drawn_svg(svg(f'<image width="96" height="96" {attribute}="{FACE}"/>'), 192)

    assert drawn.shape == (192, 192, 4)
    small = np.asarray(Image.fromarray(drawn[:, :, :3]).resize((96, 96)), int)
    assert np.abs(small - portrait(96).pixels).mean() < 8


@pytest.mark.parametrize(
    ("size", "shape"),
    [('width="10" height="40"', (200, 50)), ('viewBox="0 0 8 2"', (50, 200)),
     ('width="1e9" height="1e9"', (200, 200)), ('width="1" height="9000"', (200, 1))],
)  # fmt: skip
def test_it_is_drawn_as_large_as_fits(size: str, shape: tuple[int, int]) -> None:
    high, wide, _ = drawn_svg(svg('<rect width="1e9" height="1e9"/>', size), 200).shape

    assert max(high, wide) == 200
    assert abs(high - shape[0]) <= 1
    assert abs(wide - shape[1]) <= 1


def test_references_inside_are_followed() -> None:
    inside = (
        '<defs><linearGradient id="a"><stop stop-color="red"/></linearGradient>'
        '<rect id="r" width="96" height="96" fill="url(#a)"/></defs>'
        '<a href="https://pages.example/"><use xlink:href="#r"/></a>'
    )

    assert drawn_svg(svg(inside), 9)[4, 4].tolist() == [255, 0, 0, 255]


@pytest.mark.parametrize(
    "inside",
    [
        '<image width="9" height="9" href="https://pictures.example/a.png"/>',
        '<image width="9" height="9" xlink:href="/etc/passwd"/>',
        '<image width="9" height="9" href=" file:///a.png"/>',
        '<use href="other.svg#a"/>',
        '<filter id="f"><feImage href="a.png"/></filter>',
        '<rect fill="url(other.svg#a)"/>',
        "<rect style=\"fill:url( 'http://a.example/b.svg#c')\"/>",
        "<style>@import 'https://a.example/b.css';</style>",
        "<style>rect { fill: url(b.svg#c) }</style>",
    ],
)
def test_what_stands_elsewhere_refuses_it(inside: str) -> None:
    with pytest.raises(ComplaintError) as caught:
        drawn_svg(svg(inside), 99)

    assert caught.value.complaint is Complaint.ELSEWHERE


def test_a_style_of_another_file_refuses_it() -> None:
    with pytest.raises(ComplaintError, match="elsewhere"):
        drawn_svg(svg("", before='<?xml-stylesheet href="a.css"?>'), 99)


@pytest.mark.parametrize(
    "inside", ["<text>Anna</text>", "<s:text xmlns:s='http://www.w3.org/2000/svg'>A</s:text>",
               "<foreignObject><p>Anna</p></foreignObject>"],
)  # fmt: skip
def test_text_refuses_it(inside: str) -> None:
    with pytest.raises(ComplaintError) as caught:
        drawn_svg(svg(inside), 99)

    assert caught.value.complaint is Complaint.TEXT


def test_entities_refuse_it() -> None:
    laughs = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'

    with pytest.raises(ComplaintError, match="entities"):
        drawn_svg(svg("<g>&b;</g>", before=laughs), 99)


def test_scripts_and_pages_are_not_run() -> None:
    inside = "<script>for(;;);</script><rect width='96' height='96' onload='for(;;);' fill='lime'/>"

    assert drawn_svg(svg(inside), 9)[4, 4].tolist() == [0, 255, 0, 255]


@pytest.mark.parametrize(
    "data",
    [b"<svg", "<svg xmlns='http://www.w3.org/2000/svg'>é</svg>".encode("latin-1"),
     svg('<image width="9" height="9" href="data:image/svg+xml;base64,PHN2Zy8+"/>'),
     svg("<g>" * 300 + "</g>" * 300), svg("", 'width="0" height="0"')],
)  # fmt: skip
def test_what_cannot_be_drawn_raises(data: bytes) -> None:
    with pytest.raises((UnreadableMediaError, ValueError)):
        drawn_svg(data, 99)


def test_a_little_is_drawn_before_the_sandbox_shuts() -> None:
    warm_up()
