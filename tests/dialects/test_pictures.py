"""Pictures as they stand in JSON."""

import base64
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.pictures import bytes_of_data_url, data_url, refuse_written_picture
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError


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
        ("data:image/png;charset=x;base64,QUJD", UnsupportedCallError, ";base64"),
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
    with pytest.raises(UnsupportedCallError, match="send it as an `image_url` part"):
        refuse_written_picture(words, "messages[0].content")


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
    refuse_written_picture(words, "here")


def test_a_text_made_to_look_like_many_pictures_takes_no_longer() -> None:
    def seconds(words: str) -> float:
        start = time.process_time()
        refuse_written_picture(words, "here")
        return time.process_time() - start

    tricky = ("/9j/" * 100 + ".") * 2000

    assert seconds(tricky) < 0.5
