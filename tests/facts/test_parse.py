"""The text of the vocabulary, and what is wrong in it."""

import pytest

from countenance.errors import FactError
from countenance.facts.parse import parse_vocabulary
from facts.small import PLACES, WORDS, small


def test_the_order_of_the_text_is_the_order_of_the_facts() -> None:
    assert [fact.name for fact in small().facts] == ["operation", "camera", "live", "signed"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('ask = "Which camera?"\n', "", "ask"),
        ('meaning = "what recorded it"\n', "", "meaning"),
        ('known = "after"\n', 'known = "before"\n', "kept"),
        ('["inferred"]', '["infered"]', "did you mean `inferred`"),
        ('camera = ["none"]', 'kamera = ["none"]', "did you mean `camera`"),
        ('camera = ["none"]', 'camera = ["nona"]', "did you mean `none`"),
        ("cost = 2", "kost = 2", "kost"),
        ('version = "1"\n', "", "version"),
        ('name = "live"', 'name = "camera"', "two facts"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, said: str) -> None:
    assert old in WORDS

    with pytest.raises(FactError) as caught:
        parse_vocabulary(WORDS.replace(old, new, 1), PLACES)
    assert said in str(caught.value)


def test_what_is_not_toml_is_an_error_of_ours() -> None:
    with pytest.raises(FactError):
        parse_vocabulary("[[fact", PLACES)
