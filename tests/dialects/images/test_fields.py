"""Every field of a request to make or to change a picture."""

from typing import Any, get_type_hints

import pytest
from openai.types.image_edit_params import ImageEditParamsStreaming
from openai.types.image_generate_params import ImageGenerateParamsStreaming

from countenance.dialects.images.fields import EDIT, GENERATION
from countenance.dialects.multipart import Piece
from countenance.dialects.shapes import Found
from countenance.errors import CallError

PICTURE = Piece("image", b"\x89PNG", is_file=True)


def test_every_field_that_the_client_can_send_is_in_the_tables() -> None:
    assert set(get_type_hints(ImageGenerateParamsStreaming)) - set(GENERATION.fields) == set()
    assert set(get_type_hints(ImageEditParamsStreaming)) - set(EDIT.fields) == set()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("prompt", None, "prompt"),
        ("prompt", ["a"], "prompt"),
        ("n", 0, "1 to 10"),
        ("n", 11, "1 to 10"),
        ("size", "1024 x 1024", "size"),
        ("quality", "best", "quality"),
        ("background", "transparent", "laid on white"),
        ("output_format", "svg", "not looked at"),
        ("output_format", "tiff", "output_format"),
        ("output_compression", 101, "output_compression"),
        ("partial_images", 4, "partial_images"),
        ("response_format", "url", "opened past this gate"),
        ("moderation", "none", "moderation"),
        ("style", "cubist", "style"),
        ("svg", {"model": "a"}, "not looked at"),
        ("frame_count", 17, "frame_count"),
        ("image", "data:image/png;base64,AAAA", "no field is called `image`"),
    ],
)
def test_what_is_not_known_is_refused_by_name(name: str, value: Any, says: str) -> None:
    with pytest.raises(CallError, match=says):
        GENERATION.read({"prompt": "A wall", name: value}, "", Found())


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("image", [], "1 to 16"),
        ("image", [PICTURE] * 17, "1 to 16"),
        ("image", ["a text"], "a file with a picture"),
        ("image", [Piece("image", b"", is_file=True)], "empty"),
        ("mask", "a text", "a file with a mask"),
        ("mask", [PICTURE, PICTURE], "a file with a mask"),
        ("markup", PICTURE, "send a `mask`, or say it in the `prompt`"),
        ("input_fidelity", "middling", "input_fidelity"),
        ("countenance", "a.b.c", "x-countenance-attestation"),
    ],
)
def test_what_is_not_known_of_a_picture_is_refused_by_name(
    name: str, value: Any, says: str
) -> None:
    with pytest.raises(CallError, match=says):
        EDIT.read({"prompt": "Bluer", "image": [PICTURE], name: value}, "", Found())
