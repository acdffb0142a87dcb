"""Pictures as they stand in JSON."""

import base64
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.call import Request
from countenance.dialects.pictures import bytes_of_data_url, data_url, refuse_written_picture
from countenance.dialects.read import read
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError
from dialects.asking import JPEG, PICTURE_URL, body, picture, request, user
from dialects.forms import form, piece, sent


@given(st.binary(min_size=1, max_size=200))
@settings(deadline=None)
def test_the_bytes_that_were_written_are_read(data: bytes) -> None:
    assert bytes_of_data_url(data_url("image/png", data), "here") == data


@pytest.mark.parametrize(
    "kind", ["image/jpeg", "image/jpg", "image/png", "image/webp", "image/gif", "IMAGE/PNG",
     "image/bmp", "image/tiff", "image/avif", "image/heic", "image/heif"],
)
def test_the_declared_type_only_has_to_be_one_that_is_opened(kind: str) -> None:
    assert bytes_of_data_url(f"data:{kind};base64,QUJD", "here") == b"ABC"


@pytest.mark.parametrize(
    "marks", ["charset=utf-8", "CHARSET=UTF-8", "name=a.jpg", "a=b;c=d", "q=0.9+x!#$&^_-"]
)
def test_parameters_beside_the_type_change_nothing(marks: str) -> None:
    assert bytes_of_data_url(f"data:image/jpeg;{marks};base64,QUJD", "here") == b"ABC"


@pytest.mark.parametrize(
    ("url", "error", "says"),
    [
        ("https://pictures.example/a.jpg", UnsupportedCallError, "fetched from `https://` only"),
        ("HTTP://pictures.example/a.jpg", UnsupportedCallError, "send the bytes as a data URL"),
        ("file:///etc/passwd", UnsupportedCallError, "only `data:image"),
        ("ftp://x.example/a", UnsupportedCallError, "only `data:image"),
        ("file-abc123", UnsupportedCallError, "only `data:image"),
        (" data:image/png;base64,QUJD", UnsupportedCallError, "only `data:image"),
        ("", UnsupportedCallError, "only `data:image"),
        ("data:image/png;base64", UnreadableCallError, "comma"),
        ("data:image/png,QUJD", UnsupportedCallError, ";base64"),
        ("data:image/png;base64;charset=x,QUJD", UnsupportedCallError, "another place than last"),
        ("data:image/png;;base64,QUJD", UnsupportedCallError, "a text of 0 characters beside"),
        ("data:image/png;charset;base64,QUJD", UnsupportedCallError, "`charset` beside its type"),
        ("data:image/png;a=b=c;base64,QUJD", UnsupportedCallError, "`a=b=c` beside its type"),
        ('data:image/png;a="x";base64,QUJD', UnsupportedCallError, "beside its type"),
        ("data:image/png; a=x;base64,QUJD", UnsupportedCallError, "beside its type"),
        ('data:image/png;a="1,2";base64,QUJD', UnsupportedCallError, "not marked `;base64`"),
        ("data:image/x-icon;base64,QUJD", UnsupportedCallError, "`image/x-icon`"),
        ("data:text/html;base64,QUJD", UnsupportedCallError, "`text/html`"),
        ("data:;base64,QUJD", UnsupportedCallError, "no picture of type"),
        ("data:image/png;base64,", UnreadableCallError, "empty"),
        ("data:image/png;base64,QUJ", UnreadableCallError, "base64"),
        ("data:image/png;base64,QUJD\n", UnreadableCallError, "base64"),
        ("data:image/png;base64,QU JD", UnreadableCallError, "base64"),
        ("data:image/png;base64,QUJ%44", UnreadableCallError, "base64"),
        ("data:image/png;base64,QUI=QUJD", UnreadableCallError, "base64"),
        ("data:image/png;base64,_-__", UnreadableCallError, "base64"),
        ("data:image/png;base64,ÄÄÄÄ", UnreadableCallError, "base64"),
        ("data:image/png;base64,YR==", UnreadableCallError, "loose bits"),
        ("data:image/png;base64,YWJ=", UnreadableCallError, "loose bits"),
    ],
)
def test_everything_else_is_refused_and_never_shown(
    url: str, error: type[CallError], says: str
) -> None:
    with pytest.raises(error, match=says) as raised:
        bytes_of_data_url(url, "messages[0].content[1].image_url.url")

    assert raised.value.param == "messages[0].content[1].image_url.url"
    assert "pictures.example" not in str(raised.value)


PIXELS = base64.b64encode(bytes(range(256)) * 4).decode()


@pytest.mark.parametrize(
    "words",
    [
        f"look: data:image/png;base64,{PIXELS}",
        f"look: DATA:IMAGE/PNG;base64,iVBORw0KGgo{PIXELS}",
        f"look: data:image/avif;base64,{PIXELS}",
        f'{{"picture": "/9j/{PIXELS}"}}',
        f"iVBORw0KGgo{PIXELS}",
        f"R0lGOD{PIXELS}",
        f"UklGR{PIXELS}",
        f"SUkqA{PIXELS}",
        f"TU0AK{PIXELS}",
        f"JVBERi0{PIXELS}",
        "x " * 300 + "/9j/" + "\n".join(PIXELS[i : i + 76] for i in range(0, len(PIXELS), 76)),
    ],
)
def test_a_picture_written_out_in_a_text_is_refused(words: str) -> None:
    with pytest.raises(UnsupportedCallError, match="inspected there; send it elsewhere$"):
        refuse_written_picture(words, "messages[0].content", "send it elsewhere")


@pytest.mark.parametrize(
    "words",
    [
        "How do I write data:image/png;base64,... in CSS? " * 20,
        'url("data:image/gif;base64,R0lGODlhAQABAAAAACw=") ' * 20,
        "The path is /9j/ and nothing else. " * 40,
        "word " * 1000,
    ],
)
def test_a_text_that_only_speaks_of_pictures_is_not(words: str) -> None:
    refuse_written_picture(words, "here", "")


def test_a_text_made_to_look_like_many_pictures_takes_no_longer() -> None:
    def seconds(words: str) -> float:
        start = time.process_time()
        refuse_written_picture(words, "here", "")
        return time.process_time() - start

    tricky = ("/9j/" * 100 + ".") * 2000

    assert seconds(tricky) < 0.5


CALLED = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}
SEEN: dict[str, Any] = {"type": "input_image", "image_url": PICTURE_URL}
BLOCK: dict[str, Any] = {
    "type": "image",
    "source": {
        "type": "base64", "media_type": "image/jpeg", "data": PICTURE_URL.partition(",")[2]
    },
}  # fmt: skip
AZURE_MAY = (("api-version", "2024-05-01-preview"),)


def _input(*items: Any) -> Request:
    return request({"model": "m", "input": list(items)}, "/v1/responses")


def _message(content: Any) -> Request:
    asked = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": content}]}
    return request(asked, "/v1/messages")


@pytest.mark.parametrize(
    ("write", "says", "right"),
    [
        (
            lambda words: request(body(user(words))),
            "as an `image_url` part, a PDF as a `file` part, of a message of the user",
            request(body(user(picture()))),
        ),
        (
            lambda words: _input({"role": "user", "content": words}),
            "as an `input_image` part, a PDF as an `input_file` part",
            _input({"role": "user", "content": [SEEN]}),
        ),
        (
            lambda words: _input(
                CALLED, {"type": "function_call_output", "call_id": "c", "output": words}
            ),
            "a message of the user or a result of a tool",
            _input(CALLED, {"type": "function_call_output", "call_id": "c", "output": [SEEN]}),
        ),
        (_message, "an `image` block, a PDF as a `document` block, of", _message([BLOCK])),
        (
            lambda words: request({"model": "m", "prompt": words}, "/v1/completions"),
            "this route takes no pictures; .* `.../chat/completions`",
            None,
        ),
        (
            lambda words: request({"model": "m", "prompt": words}, "/v1/images/generations"),
            "takes no pictures; for `.../images/edits`, send it as a file in the field `image`",
            None,
        ),
        (
            lambda words: sent(
                form(piece("model", "m"), piece("prompt", words), piece("image", JPEG, "a.jpg")),
                "/v1/images/edits",
            ),
            "there; send it as a file in the field `image`",
            None,
        ),
        (
            lambda words: request({"model": "m", "input": words}, "/v1/embeddings"),
            "`/images/embeddings` takes them in the field `image`",
            None,
        ),
        (
            lambda words: request(
                {"model": "m", "input": [{"image": PICTURE_URL, "text": words}]},
                "/images/embeddings", AZURE_MAY,
            ),
            "send it in the field `image`",
            request(
                {"model": "m", "input": [{"image": PICTURE_URL}]}, "/images/embeddings", AZURE_MAY
            ),
        ),
        (
            lambda words: sent(form(piece("model", "m"), piece("prompt", words),
                                    piece("file", b"RIFF", "a.wav"))),
            "there; this route takes no pictures",
            None,
        ),
        (
            lambda words: request(
                {"name": "n", "userData": words}, "/face/v1.2/persongroups/g", method="PUT"
            ),
            "a picture is the body of a call",
            None,
        ),
    ],
)  # fmt: skip
def test_a_picture_in_a_text_is_told_where_it_stands_on_that_route(
    write: Callable[[str], Request], says: str, right: Request | None
) -> None:
    with pytest.raises(UnsupportedCallError, match=says):
        read(write("look: " + PICTURE_URL + "QUJD" * 200))

    if right is not None:
        assert read(right).pictures
