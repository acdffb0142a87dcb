"""The settings file."""

import pytest

from countenance.errors import SettingsError
from countenance.gate.settings.settings import parse_settings

_HTTP = "[[upstream]]\nname = 'x'\nkind = 'openai'\nservice = 'openai_api'\nurl = '{}'\n"


def test_no_settings_is_a_gate_on_loopback_with_the_mirror() -> None:
    settings = parse_settings("", {})

    assert settings.address == "http://127.0.0.1:8800"
    assert [upstream.kind for upstream in settings.upstream] == ["mirror"]
    assert settings.upstream[0].service == "azure_openai"


def test_the_environment_overrides_one_key() -> None:
    settings = parse_settings("[gate]\nport = 1", {"COUNTENANCE_GATE_PORT": "9000"})

    assert settings.gate.port == 9000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[gate]\nprot = 1", "did you mean `port`?"),
        ("[gaet]\nport = 1", "did you mean `gate`?"),
        ("[gate]\nport = 'x'", "port"),
        ("[gate]\nport = 99999", "port"),
        ("gate = 3", "is a table"),
        ("[gate\n", "not TOML"),
        ("[gate]\nvisible_faces = 'always'", "visible_faces"),
        ("[upstream]\nname = 'x'", "[[upstream]]"),
        ("[tls]\ncertificate = 'a.pem'", "both"),
        ("[gate]\nhost = '0.0.0.0'", "behind-a-proxy"),
        ("[gate]\nhost = 'gate.example'", "in the open"),
        ("[tls]\nplain = 'yes'", "plain"),
        ("[limits]\ncalls_per_minute = -1", "calls_per_minute"),
        ("[limits.callers.acme]\ncalls = 1", "calls"),
        ("[spans]\ncollector = 'collector.example'", "must begin with"),
        ("[spans]\ncollector = 'http://collector.example/v1/traces'", "https:// is right"),
        ("[spans]\ncollector = 'https://k@collector.example/v1/traces'", "a key"),
        ("[spans]\nto_upstreams = true", "`spans.collector` is not set"),
        ("[faces]\nfail_open = true", "no key `fail_open`"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(text, {}, "countenance.toml")

    assert said in str(caught.value)
    assert str(caught.value).startswith("countenance.toml: ")


@pytest.mark.parametrize(
    "text",
    [
        "[gate]\nhost = '::1'",
        "[gate]\nhost = 'localhost'",
        "[gate]\nhost = '0.0.0.0'\n[tls]\nplain = 'behind-a-proxy'",
        "[gate]\nhost = '0.0.0.0'\n[tls]\ncertificate = 'a'\nkey = 'b'",
        _HTTP.format("http://127.0.0.1:9/v1"),
        _HTTP.format("http://[::1]:9/v1"),
        _HTTP.format("http://localhost/v1"),
        _HTTP.format("https://a.example") + "proxy = 'http://proxy.example:8080'",
    ],
)
def test_plain_http_is_for_this_machine_or_behind_a_proxy(text: str) -> None:
    assert parse_settings(text, {}).upstream


def test_an_unknown_variable_of_a_table_of_ours_is_refused() -> None:
    with pytest.raises(SettingsError, match="COUNTENANCE_GATE_PROT.*`port`"):
        parse_settings("", {"COUNTENANCE_GATE_PROT": "1"})


def test_the_variable_of_another_program_is_left_alone() -> None:
    assert parse_settings("", {"COUNTENANCE_SHARED": "/x", "COUNTENANCE_DATA": "y"}) is not None


def test_keys_for_a_bundle_that_is_not_named_are_an_error() -> None:
    with pytest.raises(SettingsError, match="`codes.own_keys` names keys, and `codes.own` no"):
        parse_settings('[codes]\nown_keys = ["codes.key.pub"]', {})
