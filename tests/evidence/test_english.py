"""Telling plain English from everything else, without a model."""

import pytest

from countenance.evidence.english import is_english
from countenance.stores.act_model import packaged_english_model


@pytest.mark.parametrize(
    "text",
    [
        "Who is this?",
        "Describe this picture.",
        "what colour is the coat of the man on the left",
        "You are a careful assistant.\nPlease read the name on the badge.",
    ],
)
def test_english_is_english(text: str) -> None:
    assert is_english(text, packaged_english_model().words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "…?",
        "Wer ist das?",
        "Quién es este hombre?",
        "Hvem er denne mannen på bildet?",
        "como se llama la chica",
        "вот это кто",
        "这是谁",
        "Who is this? 谁",
        "jub vf guvf crefba",
    ],
)
def test_nothing_else_is(text: str) -> None:
    assert not is_english(text, packaged_english_model().words)
