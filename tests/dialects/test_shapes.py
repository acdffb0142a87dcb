"""The shapes of single values."""

from typing import Any

import pytest

from countenance.dialects.call import PartKind, Role, Slot
from countenance.dialects.shapes import (
    FILE_ID,
    Found,
    Json,
    Label,
    Number,
    NumberKind,
    OneOf,
    Only,
    PagesUrl,
    PictureUrl,
    Refused,
    Shape,
    Truth,
    Unread,
    Words,
    nearest,
)
from countenance.errors import CallError, UnsupportedCallError
from dialects.asking import JPEG, PICTURE_URL


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        (Truth(), [True, False], [1, "true", [], {}]),
        (Only(value=False, reason="because"), [False], [True, 0, "false"]),
        (Only(["text"], "because"), [["text"]], [["text", "audio"], [], "text"]),
        (Number(NumberKind.WHOLE, 1, 16), [1, 16], [0, 17, 1.5, True, "1"]),
        (Number(NumberKind.ANY, 0, 2), [0, 0.7, 2], [-0.1, 2.1, True, "0"]),
        (OneOf(("low", "high")), ["low"], ["Low", "medium", 1, ["low"]]),
        (Label(4, "[a-z]"), ["abcd"], ["", "abcde", "ABC", "a\n", 1]),
        (Words(), ["", "any\x00thing"], [1, ["a"], {}]),
        (Json(), [{}, {"a": [1]}], [[], "{}", 1]),
        (PictureUrl(), [], [1, "http://x.example/a.jpg", "data:,"]),
        (Refused("not here"), [], [1, "a", {}]),
        (Unread("taken out before"), [], [1, "a"]),
    ],
)
def test_a_shape_reads_what_it_says_and_nothing_else(
    shape: Shape, good: list[Any], bad: list[Any]
) -> None:
    assert shape.says()
    for value in good:
        assert shape.read(value, "here", Found()) == value
    for value in bad:
        with pytest.raises(CallError, match="`here`"):
            shape.read(value, "here", Found())


def test_words_become_parts_of_who_said_them() -> None:
    found = Found(role=Role.USER, turn=2)

    Words().read("hello", "messages[2].content", found)

    (part,) = found.parts
    assert (part.where, part.kind, part.role, part.text, part.turn) == (
        "messages[2].content",
        PartKind.TEXT,
        Role.USER,
        "hello",
        2,
    )


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.DEVELOPER])
def test_the_words_of_an_operator_are_marked_as_such(role: Role) -> None:
    found = Found(role=role)

    found.put("here", PartKind.TEXT, "be brief")

    assert found.parts[0].kind is PartKind.SYSTEM


def test_a_picture_leaves_a_slot_and_a_part() -> None:
    found = Found()

    slot = PictureUrl().read(PICTURE_URL, "messages[0].content[1].image_url.url", found)

    assert isinstance(slot, Slot)
    assert slot.where == found.parts[0].where == "messages[0].content[1]"
    assert found.parts[0].data == JPEG


def test_the_nearest_word_is_named_else_all_of_them() -> None:
    assert nearest("temprature", ["temperature", "top_p"]) == "; did you mean `temperature`?"
    assert nearest("zzz", ["b", "a"]) == "; known here: `a`, `b`"
    assert nearest("zzz", []) == ""


def test_a_word_that_is_known_and_refused_says_why() -> None:
    with pytest.raises(UnsupportedCallError, match="`a`: not today"):
        OneOf(("png",), {"svg": "not today"}).read("svg", "a", Found())


def test_an_id_is_a_part_of_its_own() -> None:
    found = Found(role=Role.USER, turn=3)

    assert FILE_ID.read("file-1", "a.file_id", found) == "file-1"
    (part,) = found.parts
    assert (part.kind, part.refers, part.where, part.turn) == (PartKind.ID, "file", "a.file_id", 3)


def test_pages_are_a_part_and_their_place_a_slot() -> None:
    found = Found()
    slot = PagesUrl().read("data:application/pdf;base64,JVBERg==", "a.file_data", found)

    assert (slot.where, found.parts[0].kind) == ("a.file_data", PartKind.DOCUMENT)
    assert found.parts[0].data == b"%PDF"
    for other in ("data:image/png;base64,AAAA", "https://a.example/", "", 7):
        with pytest.raises(CallError, match="data:application/pdf|application/pdf"):
            PagesUrl().read(other, "a.file_data", Found())
