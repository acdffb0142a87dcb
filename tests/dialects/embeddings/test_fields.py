"""Every field of a request to turn texts or pictures into numbers."""

from typing import get_type_hints

import pytest
from openai.types.embedding_create_params import EmbeddingCreateParams

from countenance.dialects.embeddings.fields import EMBEDDING, PICTURE_EMBEDDING
from countenance.dialects.shapes import Found
from countenance.errors import CallError
from dialects.asking import PICTURE_URL


def test_every_field_that_the_client_can_send_is_in_the_table() -> None:
    assert set(get_type_hints(EmbeddingCreateParams)) - set(EMBEDDING.fields) == set()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("input", PICTURE_URL + "A" * 512),
        ("input", {"image": PICTURE_URL}),
        ("input", [{"image": PICTURE_URL}]),
        ("dimensions", 0),
        ("encoding_format", "hex"),
        ("input_type", "face"),
        ("user", ""),
    ],
)
def test_what_is_not_known_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(CallError, match=name):
        EMBEDDING.read({"input": "a", name: value}, "", Found())


@pytest.mark.parametrize(
    "value", ["a", ["a"], [], [{}], [{"image": "a"}], [{"image": PICTURE_URL, "video": "a"}]]
)
def test_a_picture_is_in_an_object_of_its_own(value: object) -> None:
    with pytest.raises(CallError, match="input"):
        PICTURE_EMBEDDING.read({"input": value}, "", Found())
