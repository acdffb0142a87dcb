"""A picture that is to be covered: how it is sent, and how it goes back."""

import pytest

from countenance.dialects.call import Request
from countenance.dialects.reading import Limits
from countenance.dialects.redaction import REDACT_PATH, read_redaction, redaction_body
from countenance.errors import CallError, UnsupportedCallError


def asked(body: bytes, *headers: tuple[str, str]) -> bytes:
    return read_redaction(Request("POST", REDACT_PATH, (), headers, body), Limits(body=64))


@pytest.mark.parametrize("kind", ["image/jpeg", "IMAGE/PNG", "application/pdf",
                                  "application/octet-stream; x=1"])  # fmt: skip
def test_bytes_alone_are_the_picture(kind: str) -> None:
    assert asked(b"a picture", ("content-type", kind)) == b"a picture"


def test_a_data_url_in_json_is_the_picture() -> None:
    body = b'{"image": "data:image/png;base64,AAAA"}'

    assert asked(body, ("content-type", "application/json")) == b"\0\0\0"


def test_what_is_larger_than_is_read_is_refused_first() -> None:
    with pytest.raises(UnsupportedCallError) as caught:
        asked(bytes(65), ("content-type", "image/jpeg"))

    assert caught.value.status == 413


def test_without_a_type_it_is_not_guessed() -> None:
    with pytest.raises(CallError, match="content-type"):
        asked(b"\xff\xd8\xff")


def test_what_goes_back_names_the_entry_and_no_place_in_a_call() -> None:
    body = redaction_body("image/png", b"\0\0\0", 1, {"where": "image", "faces": []}, 7)

    assert body == {
        "object": "countenance.redaction", "image": "data:image/png;base64,AAAA", "covered": 1,
        "faces": [], "entry": 7,
    }  # fmt: skip
