"""`[oidc]`: what cannot be meant is named before anybody signs in."""

from pathlib import Path
from typing import Any

import pytest

from countenance.errors import SettingsError
from countenance.gate.settings.oidc import OidcSettings, client_secret, way_back
from countenance.gate.settings.settings import parse_settings

GOOD = {
    "issuer": "https://directory.example/realms/city",
    "client_id": "countenance",
    "client_secret_env": "DIRECTORY_SECRET",
}


def read(**more: Any) -> OidcSettings:
    said = {name: value for name, value in {**GOOD, **more}.items() if value is not None}
    lines = [f"{name} = {value!r}".replace("(", "[").replace(")", "]").replace(",]", "]")
             for name, value in said.items()]  # fmt: skip
    return parse_settings("\n".join(["[oidc]", *lines]), {}).oidc


def test_three_keys_are_enough_and_the_rest_is_careful() -> None:
    found = read()

    assert (found.claim, found.second_factor, found.passwords) == ("email", "here", "taken")


def test_without_an_issuer_nothing_is_set() -> None:
    assert parse_settings("", {}).oidc == OidcSettings()
    with pytest.raises(SettingsError, match="has no `issuer`"):
        read(issuer=None)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"issuer": "directory.example"}, "begins with https://"),
        ({"issuer": "http://directory.example"}, "plain http"),
        ({"issuer": "https://a:b@directory.example"}, "a name, a query or a fragment"),
        ({"issuer": "https://directory.example/?a=b"}, "a name, a query or a fragment"),
        ({"issuer": "https://directory.example/ä"}, "a sign that no address has"),
        ({"issuer": "https://[x"}, "begins with https://"),
        ({"issuer": "https://a.example/.well-known/openid-configuration"}, "without `/.well-known"),
        ({"client_id": None}, "client_id"),
        ({"client_secret_env": None}, "`client_secret_env`"),
        ({"client_secret_file": "x"}, "and not both"),
        ({"claim": "name"}, "name"),
        ({"label": ""}, "1 to 60 letters"),
        ({"label": "x" * 61}, "1 to 60 letters"),
        ({"second_factor": "nowhere"}, "nowhere"),
        ({"second_factor": "directory", "amr": ()}, "neither `amr` nor `acr`"),
        ({"issuers": "x"}, "did you mean `issuer`"),
    ],
)
def test_what_cannot_be_meant_is_named(more: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        read(**more)


def test_people_come_back_over_tls_or_on_this_machine() -> None:
    text = "\n".join(["[oidc]", *(f'{name} = "{value}"' for name, value in GOOD.items())])
    there = '[gate]\nhost = "10.0.0.4"\nname = "{}"\n[tls]\nplain = "behind-a-proxy"\n' + text

    with pytest.raises(SettingsError, match="set `gate.name`"):
        parse_settings(there.format("http://gate.example"), {})
    settings = parse_settings(there.format("https://gate.example"), {})
    assert way_back(settings.address) == "https://gate.example/console/sign-in/directory/back"


def test_the_secret_is_in_a_variable_or_a_file(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("s3\n")

    assert client_secret(read(), {"DIRECTORY_SECRET": "s1"}) == "s1"
    by_file = read(client_secret_env=None, client_secret_file=str(kept))
    assert client_secret(by_file, {}) == "s3"


def test_a_secret_that_is_not_there_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "secret"
    empty.write_text("\n")

    with pytest.raises(SettingsError, match="`DIRECTORY_SECRET` is empty or not set"):
        client_secret(read(), {})
    for path, says in ((empty, "is empty"), (tmp_path / "none", "No such file")):
        with pytest.raises(SettingsError, match=says):
            client_secret(read(client_secret_env=None, client_secret_file=str(path)), {})
