"""The pictures of an answer."""

import base64
import json

import pytest

from countenance.dialects.answer_pictures import MOST, Outbox, Pictures, Place, Shown, written
from countenance.dialects.call import PartKind
from dialects.asking import JPEG, PICTURE_URL

MADE = Shown("image/png", b"made anew", faces=1, covered=1)
HELD = Shown(withheld="it is a PDF")


def test_a_picture_is_met_by_its_bytes_or_by_its_address() -> None:
    pictures = Pictures()
    pictures.of_base64(base64.b64encode(JPEG).decode())
    pictures.of_url(PICTURE_URL)
    pictures.of_url("https://pictures.example/a.jpg")

    met = pictures.take()
    assert [(part.data, part.address) for part in met] == [
        (JPEG, ""), (JPEG, ""), (b"", "https://pictures.example/a.jpg")
    ]  # fmt: skip
    assert len({part.where for part in met}) == 3
    assert {part.kind for part in met} == {PartKind.PICTURE}
    assert pictures.take() == ()


@pytest.mark.parametrize(
    "value", [None, 3, "", "a", "aaa-", "http://a.example/b.jpg", "file:///a", "data:text/html,a"]
)
def test_what_is_no_picture_is_met_too_and_has_nothing_to_open(value: object) -> None:
    part = Pictures().of_url(value)

    assert (part.data, part.address) == (b"", "")
    assert part.text


def test_no_more_are_opened_than_so_many() -> None:
    pictures = Pictures()
    met = [pictures.of_url(PICTURE_URL) for _ in range(MOST + 1)]

    assert all(part.data for part in met[:-1])
    assert met[-1].data == b""
    assert "more than 20" in met[-1].text


def test_a_place_is_written_with_what_came_of_its_picture() -> None:
    pictures = Pictures()
    part = pictures.of_url(PICTURE_URL)
    tree = {"data": [Place((part,), lambda shown: {"b64_json": shown[0].base64, **shown[0].told})]}

    made = json.loads(written(tree, {part.where: MADE}))
    held = json.loads(written(tree, {part.where: HELD}))

    assert made == {"data": [
        {"b64_json": base64.b64encode(b"made anew").decode(), "countenance": {"covered": 1}}
    ]}  # fmt: skip
    assert held == {"data": [{"b64_json": None, "countenance": {"withheld": "it is a PDF"}}]}


def test_a_picture_that_nobody_opened_stops_the_writing() -> None:
    part = Pictures().of_url(PICTURE_URL)

    with pytest.raises(KeyError):
        written([Place((part,), lambda shown: shown[0].url)], {})


def test_nothing_overtakes_an_event_that_waits_for_its_picture() -> None:
    box = Outbox()
    part = box.pictures.of_url(PICTURE_URL)
    box.put(b"data: 1\n\n")
    box.put_tree({"url": Place((part,), lambda shown: shown[0].url)}, "picture")
    box.put_tree({"n": 3})

    assert box.taken() == b"data: 1\n\n"
    assert box.taken() == b""
    assert box.pictures.take() == (part,)
    box.show({part.where: HELD})
    assert box.taken() == b'event: picture\ndata: {"url":null}\n\ndata: {"n":3}\n\n'
    assert not box


def test_what_is_cleared_never_leaves() -> None:
    box = Outbox()
    box.put(b"data: 1\n\n")
    box.clear()

    assert box.taken() == b""
