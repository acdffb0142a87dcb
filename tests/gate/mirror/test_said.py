"""The words of the stand-in about what reached it."""

import hashlib

import pytest

from countenance.errors import UpstreamError
from countenance.gate.mirror.said import bytes_said, counted, picture_said, reached
from made_pictures import portrait_jpeg


def test_things_are_counted_with_what_is_known_of_them() -> None:
    assert reached([counted(1, "text"), counted(2, "picture", "a; b")]) == (
        "I am a stand-in, not a model. What reached me: 1 text, 2 pictures (a; b)."
    )


def test_a_picture_is_said_by_its_size_and_digest() -> None:
    data = portrait_jpeg(64)
    digest = hashlib.sha256(data).hexdigest()

    assert picture_said(data) == f"image/jpeg, 64x64, sha256:{digest}"
    assert picture_said(data, "image/png") == f"image/png, 64x64, sha256:{digest}"
    assert bytes_said(data, "audio/wav") == f"audio/wav, {len(data)} bytes, sha256:{digest}"
    assert bytes_said(data) == f"{len(data)} bytes, sha256:{digest}"


def test_bytes_that_are_no_picture_are_an_error() -> None:
    with pytest.raises(UpstreamError, match="not a picture"):
        picture_said(b"no picture")
