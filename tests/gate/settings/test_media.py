"""How media are opened and looked at, by the settings."""

import pytest

from countenance.errors import SettingsError
from countenance.gate.settings.settings import parse_settings


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[pictures]\nfetch = '*'", "fetch"),
        ("[faces]\ndetector = 'yunet'", "`model`"),
        ("[faces]\nmodel = 'x'", "built in"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(text, {}, "countenance.toml")

    assert said in str(caught.value)
    assert str(caught.value).startswith("countenance.toml: ")


def test_a_model_of_the_operator_is_named_with_its_digest() -> None:
    text = f'[faces]\ndetector = "yunet"\nmodel = "y.onnx"\nsha256 = "{"0" * 64}"\n'

    assert parse_settings(text, {}).faces.model == "y.onnx"
    assert parse_settings("", {}).faces.detector == "centerface"
    assert parse_settings("", {}).films.frames_per_second == 2
    assert parse_settings("", {}).pictures.fetch == ()
