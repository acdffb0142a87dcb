"""The AI services that a gate may send to, as the settings name them."""

import pytest

from countenance.errors import SettingsError
from countenance.gate.settings.settings import parse_settings

_HTTP = "[[upstream]]\nname = 'x'\nkind = 'openai'\nservice = 'openai_api'\nurl = '{}'\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[upstream]]\nname = 'x'\nkind = 'openai'\nservice = 'openai_api'", "`url`"),
        ("[[upstream]]\nname = 'x'\nkind = 'mirror'", "`service`"),
        ("[[upstream]]\nname = 'x'\nkind = 'mirror'\nservice='s'\nurl='http://a'", "no `url`"),
        ("upstream = []", "at least one"),
        (_HTTP.format("http://api.example/v1"), "https:// is right"),
        (_HTTP.format("http://10.0.0.8/v1"), "https:// is right"),
        (_HTTP.format("http://127.0.0.1.example/v1"), "https:// is right"),
        (_HTTP.format("http://[::1/v1"), "https:// is right"),
        (_HTTP.format("https://a.example") + "proxy = 'socks://a'", "`proxy` must begin"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(text, {}, "countenance.toml")

    assert said in str(caught.value)
    assert str(caught.value).startswith("countenance.toml: ")


def test_a_tool_that_cannot_be_allowed_is_an_error_that_names_those_that_can() -> None:
    text = '[[upstream]]\nname = "a"\nkind = "mirror"\nservice = "azure_openai"\nhosted_tools = '

    (upstream,) = parse_settings(text + '["web_search", "mcp"]', {}).upstream
    assert upstream.hosted_tools == ("web_search", "mcp")
    with pytest.raises(SettingsError, match="called `telepathy`; these can: `web_search`, "):
        parse_settings(text + '["web_search", "telepathy"]', {})


def test_two_upstreams_with_one_name_are_refused() -> None:
    row = "[[upstream]]\nname = 'm'\nkind = 'mirror'\nservice = 'azure_openai'\n"

    with pytest.raises(SettingsError, match="same `name`"):
        parse_settings(row + row, {})


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/v1", "http://[::1]/v1", "https://a.example"]
)
def test_plain_http_leads_to_this_machine_alone(address: str) -> None:
    (upstream,) = parse_settings(_HTTP.format(address), {}).upstream

    assert upstream.url == address
