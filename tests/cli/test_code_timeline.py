import re
from datetime import date
from xml.etree import ElementTree

from countenance.cli.code_timeline import as_svg
from countenance.stores.packaged import editions_of


def test_the_picture_has_a_row_for_each_edition_and_says_it_in_words_too() -> None:
    editions = editions_of("ms-aoai-coc")

    drawn = as_svg("ms-aoai-coc", editions, date(2026, 11, 22))

    root = ElementTree.fromstring(drawn)
    texts = [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]
    for edition in editions:
        assert any(text.startswith(f"{edition.edition} · from ") for text in texts)
        assert edition.edition in root.attrib["aria-label"]
    assert "2026-11-22" in texts
    widths = re.findall(r'<rect x="[\d.]+" y="\d+" width="([\d.]+)"', drawn)
    assert widths
    assert all(0 < float(width) <= 900 for width in widths)


def test_what_is_uncertain_is_striped_and_what_is_certain_is_not() -> None:
    (first, *_) = editions_of("ms-aoai-coc")

    drawn = as_svg("ms-aoai-coc", [first], date(2026, 11, 22))

    bars = re.findall(r'height="14" fill="([^"]+)"', drawn)
    assert bars == ["url(#open)", "#1f5a94"]
