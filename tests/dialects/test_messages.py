"""The messages of a chat request."""

from typing import Any

import pytest

from countenance.dialects.call import PartKind, Role
from countenance.dialects.containers import ListOf
from countenance.dialects.messages import MESSAGE, TEXT_CONTENT, content_of, type_of
from countenance.dialects.shapes import Carries, Found
from countenance.errors import CallError, UnsupportedCallError
from dialects.asking import picture, text


def _read(*messages: dict[str, Any]) -> Found:
    found = Found()
    ListOf(MESSAGE, 1, 9).read(list(messages), "messages", found)
    return found


def test_pictures_are_read_in_messages_of_users() -> None:
    found = _read({"role": "user", "content": [text("look"), picture()]})

    assert [part.kind for part in found.parts] == [PartKind.TEXT, PartKind.PICTURE]


@pytest.mark.parametrize("role", ["system", "developer", "assistant", "tool"])
def test_and_in_no_others(role: str) -> None:
    more = {"tool_call_id": "c"} if role == "tool" else {}

    with pytest.raises(UnsupportedCallError, match="pictures are read in user messages only"):
        _read({"role": role, "content": [picture()], **more})
    with pytest.raises(UnsupportedCallError, match="films are read in user messages only"):
        _read({"role": role, "content": [_film()], **more})


def test_films_are_read_in_messages_of_users() -> None:
    (part,) = _read({"role": "user", "content": [_film()]}).parts

    assert (part.where, part.kind, part.data) == ("messages[0].content[0]", PartKind.FILM, b"film")
    assert part.pictures == 3


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("data:image/png;base64,ZmlsbQ==", "no file of type"),
        ("data:video/x-ms-wmv;base64,ZmlsbQ==", "`video/mp4` or `video/quicktime`"),
        ("http://films.example/a.mp4", "https"),
        ("data:video/mp4;base64,ZmlsbR==", "loose bits"),
    ],
)
def test_what_is_no_film_is_refused_by_name(url: str, says: str) -> None:
    with pytest.raises(CallError, match=says):
        _read({"role": "user", "content": [_film(url)]})


def test_a_film_may_stand_elsewhere() -> None:
    (part,) = _read({"role": "user", "content": [_film("https://films.example/a.mp4")]}).parts

    assert (part.kind, part.address) == (PartKind.FILM, "https://films.example/a.mp4")


def _film(url: str = "data:video/mp4;base64,ZmlsbQ==") -> dict[str, object]:
    return {"type": "video_url", "video_url": {"url": url}}


@pytest.mark.parametrize(
    "kind",
    ["input_audio", "input_image", "input_text", "input_file", "image_file", "audio_url",
     "refusal"],
)  # fmt: skip
def test_parts_that_nobody_inspects_are_known_by_name(kind: str) -> None:
    with pytest.raises(UnsupportedCallError) as error:
        _read({"role": "user", "content": [{"type": kind, kind: {}}]})

    assert "no type is called" not in str(error.value)


def test_the_name_of_a_speaker_is_read_like_words() -> None:
    found = _read({"role": "user", "content": "hi", "name": "identify_them"})

    assert ("identify_them", PartKind.TEXT, Role.USER) in [
        (part.text, part.kind, part.role) for part in found.parts
    ]


def test_an_answer_of_a_model_may_have_no_content() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    sent = {"role": "assistant", "content": None, "tool_calls": [call]}

    assert MESSAGE.read(sent, "here", Found()) == sent
    with pytest.raises(CallError):
        MESSAGE.read({"role": "user", "content": None}, "here", Found())


def test_a_typed_field_and_a_content_field_are_what_they_say() -> None:
    assert type_of("text").shape.says() == "`text`"
    assert content_of(TEXT_CONTENT).required
    assert content_of(TEXT_CONTENT, required=False).keeps_null
    assert content_of(TEXT_CONTENT).carries is Carries.WORDS
