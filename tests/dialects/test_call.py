"""One request, as every later step sees it."""

from countenance.dialects.call import Part, PartKind
from dialects.asking import call, picture, text, user


def test_a_call_with_a_picture_is_not_text_only() -> None:
    assert call(user("hello")).is_text_only
    assert not call(user(text(), picture())).is_text_only


def test_pictures_are_given_in_their_order() -> None:
    asked = call(user(picture(), text(), picture()))

    assert [part.where for part in asked.pictures] == [
        "messages[0].content[0]",
        "messages[0].content[2]",
    ]


def test_the_size_of_a_part_is_bytes_or_characters() -> None:
    assert Part("here", PartKind.PICTURE, data=b"12345").size == 5
    assert Part("here", PartKind.TEXT, text="añb").size == 3
