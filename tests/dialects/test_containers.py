"""The shapes that hold other shapes."""

import pytest

from countenance.dialects.call import PartKind, Role
from countenance.dialects.containers import (
    Field,
    ListOf,
    MapOf,
    Object,
    OneOfTwo,
    Shown,
    Spoken,
    Tagged,
    TextOr,
)
from countenance.dialects.shapes import (
    Carries,
    Found,
    Json,
    Label,
    Number,
    NumberKind,
    OneOf,
    Refused,
    Truth,
    Words,
)
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError

LAMP = Object.of(
    Field("on", Carries.CONTROL, Truth(), required=True),
    Field("colour", Carries.CONTROL, OneOf(("red", "blue"))),
    Field("note", Carries.WORDS, Words(), keeps_null=True),
    Field("gas", Carries.NOTHING, Refused("gas is not lit here")),
)


def test_an_object_has_its_fields_and_no_other() -> None:
    assert LAMP.read({"on": True, "colour": "red"}, "lamp", Found()) == {
        "on": True,
        "colour": "red",
    }
    with pytest.raises(
        UnsupportedCallError, match="`lamp`: no field is called `color`; did you mean `colour`"
    ):
        LAMP.read({"on": True, "color": "red"}, "lamp", Found())


def test_a_refused_field_is_refused_with_its_reason_and_never_suggested() -> None:
    with pytest.raises(UnsupportedCallError, match="`lamp.gas`: gas is not lit here"):
        LAMP.read({"on": True, "gas": 1}, "lamp", Found())
    with pytest.raises(UnsupportedCallError) as error:
        LAMP.read({"on": True, "gaz": 1}, "lamp", Found())
    assert "`gas`" not in str(error.value)


def test_a_missing_field_is_named_with_what_it_should_hold() -> None:
    with pytest.raises(
        UnreadableCallError, match="`lamp.on`: missing; `true` or `false` is expected"
    ):
        LAMP.read({}, "lamp", Found())


def test_null_leaves_a_field_out_save_where_it_is_kept() -> None:
    assert LAMP.read({"on": True, "colour": None, "note": None}, "", Found()) == {
        "on": True,
        "note": None,
    }
    with pytest.raises(CallError):
        LAMP.read({"on": None}, "", Found())


def test_a_list_is_bounded_and_says_which_item_is_wrong() -> None:
    two = ListOf(Truth(), 1, 2)

    assert two.read([True, False], "here", Found()) == [True, False]
    with pytest.raises(UnreadableCallError, match=r"`here\[1\]`"):
        two.read([True, 1], "here", Found())
    refused: list[object] = [[], [True] * 3, "x", {}]
    for wrong in refused:
        with pytest.raises(UnreadableCallError, match="`here`"):
            two.read(wrong, "here", Found())


def test_free_keys_are_labels_and_are_put_down() -> None:
    found = Found()

    MapOf(Label(8), Label(8), 2).read({"team": "blue"}, "tags", found)

    assert [(part.kind, part.text) for part in found.parts] == [
        (PartKind.LABEL, "team"),
        (PartKind.LABEL, "blue"),
    ]
    with pytest.raises(UnreadableCallError):
        MapOf(Label(8), Label(8), 2).read({str(i): "x" for i in range(3)}, "tags", Found())


def test_text_or_parts_is_either() -> None:
    shape = TextOr(Words(), ListOf(Truth(), 1, 2))

    assert shape.read("a", "here", Found()) == "a"
    assert shape.read([True], "here", Found()) == [True]
    with pytest.raises(UnreadableCallError, match="a text, or a list of parts"):
        shape.read(None, "here", Found())


def test_an_unknown_tag_is_refused_with_the_nearest_known_one() -> None:
    shape = Tagged("type", {"text": LAMP, "file": Refused("files are not opened")})

    with pytest.raises(UnsupportedCallError, match="no type is called `txt`; did you mean `text`"):
        shape.read({"type": "txt"}, "part", Found())
    with pytest.raises(UnsupportedCallError, match="files are not opened"):
        shape.read({"type": "file"}, "part", Found())
    refused: list[object] = [{}, {"type": 1}, {"type": None}, []]
    for wrong in refused:
        with pytest.raises(UnreadableCallError):
            shape.read(wrong, "part", Found())


def test_a_shown_value_becomes_one_part_of_json() -> None:
    found = Found()

    Shown(PartKind.TOOLS, Json()).read({"a": "é"}, "tools", found)

    assert [(part.kind, part.text) for part in found.parts] == [(PartKind.TOOLS, '{"a":"é"}')]


def test_what_is_said_in_a_message_belongs_to_its_speaker_and_turn() -> None:
    message = Object.of(
        Field("role", Carries.CONTROL, OneOf(("user", "system")), required=True),
        Field("content", Carries.WORDS, Words(), required=True),
    )
    shape = ListOf(Spoken(Tagged("role", {"user": message, "system": message})), 1, 3)
    found = Found()

    shape.read(
        [{"role": "system", "content": "a"}, {"content": "b", "role": "user"}], "messages", found
    )
    Words().read("c", "prediction", found)

    assert [(part.kind, part.role, part.turn) for part in found.parts] == [
        (PartKind.SYSTEM, Role.SYSTEM, 0),
        (PartKind.TEXT, Role.USER, 1),
        (PartKind.TEXT, Role.NONE, -1),
    ]


@pytest.mark.parametrize("value", [{}, {"a": 1, "b": 2}, {"c": 3}, []])
def test_an_object_has_one_of_two_fields(value: object) -> None:
    number = Number(NumberKind.WHOLE, 0, 9)
    shape = OneOfTwo(
        Object.of(
            Field("a", Carries.CONTROL, number), Field("b", Carries.CONTROL, number)
        ),
        ("a", "b"),
    )  # fmt: skip

    assert shape.read({"b": 2}, "here", Found()) == {"b": 2}
    with pytest.raises(CallError, match="here"):
        shape.read(value, "here", Found())
