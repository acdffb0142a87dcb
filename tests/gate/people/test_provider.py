"""A directory as it is asked, over a real line; and what it may say that cannot be used."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import pytest

from countenance.errors import DirectoryError, SettingsError
from countenance.gate.people.provider import AT_ONCE, Provider, provider_of
from countenance.gate.settings.oidc import OidcSettings
from oidc_provider import CLIENT, SECRET, OidcProvider, ec_key, oidc_provider

BACK = "http://127.0.0.1/back"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def running() -> Iterator[OidcProvider]:
    with oidc_provider() as made:
        yield made


@pytest.fixture
def there(running: OidcProvider) -> OidcProvider:
    """The same one, as it should be."""
    fresh = OidcProvider(running.issuer, BACK)
    for name, value in vars(fresh).items():
        setattr(running, name, value)
    return running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def asked(there: OidcProvider, clock: Clock) -> Iterator[Provider]:
    made = Provider(there.issuer, CLIENT, SECRET, clock=clock)
    yield made
    made.close()


def code_of(there: OidcProvider) -> str:
    challenge = urlsafe_b64encode(hashlib.sha256(b"v").digest()).decode().rstrip("=")
    there.codes["c"] = {"redirect_uri": BACK, "nonce": "n", "code_challenge": challenge}
    return "c"


def failed(asked: Provider) -> str:
    with pytest.raises(DirectoryError) as found:
        asked.about()
    assert found.value.why == "failed"
    return str(found.value)


def test_what_it_says_about_itself_is_asked_for_once_an_hour(
    there: OidcProvider, asked: Provider, clock: Clock
) -> None:
    for _ in range(3):
        assert asked.about().token == f"{there.issuer}/token"
    assert len(there.seen) == 1

    clock.now += 3601
    asked.about()
    assert len(there.seen) == 2


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({"issuer": "http://localhost/"}, "letter by letter"),
        ({"issuer": None}, "letter by letter"),
        ({"token_endpoint": None}, "`token_endpoint`"),
        ({"token_endpoint": "http://directory.example/token"}, "`token_endpoint`"),
        ({"token_endpoint": "https://a:b@directory.example/token"}, "`token_endpoint`"),
        ({"authorization_endpoint": "javascript:x"}, "`authorization_endpoint`"),
        ({"authorization_endpoint": "https://directory.example/ü"}, "`authorization_endpoint`"),
        ({"jwks_uri": "https://[x"}, "`jwks_uri`"),
        ({"jwks_uri": 7}, "`jwks_uri`"),
        ({"response_types_supported": ["id_token"]}, "`response_types_supported`"),
        ({"code_challenge_methods_supported": ["plain"]}, "S256"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "RS256"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "client_secret_basic"),
    ],
)
def test_a_directory_that_cannot_be_used_says_why(
    there: OidcProvider, asked: Provider, about: dict[str, Any], says: str
) -> None:
    there.about = about

    assert says in failed(asked)


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b"{}", b"[" * 200_000, b"x" * 300_000])
def test_an_answer_that_is_none_is_not_taken(
    there: OidcProvider, asked: Provider, body: bytes
) -> None:
    there.body = body or b" "

    failed(asked)


def test_a_directory_that_does_not_answer_is_left_alone_for_a_moment(
    there: OidcProvider, asked: Provider, clock: Clock
) -> None:
    there.down = True
    assert "did not answer" in failed(asked)
    seen = len(there.seen)
    assert "did not answer" in failed(asked)
    assert len(there.seen) == seen

    there.down = False
    clock.now += 11
    asked.about()


def test_few_wait_for_it_at_once(asked: Provider) -> None:
    for _ in range(AT_ONCE):
        asked._places.acquire()

    assert "too many wait" in failed(asked)
    asked._places.release()
    asked.about()  # nobody is kept waiting for what was only too many


@pytest.mark.parametrize(
    "methods", [None, ["client_secret_basic"], ["client_secret_post"]]
)
def test_a_code_is_given_for_a_token(
    there: OidcProvider, asked: Provider, methods: list[str] | None
) -> None:
    there.about = {"token_endpoint_auth_methods_supported": methods}

    assert asked.token_for(code_of(there), "v", BACK).count(".") == 2


def test_a_code_counts_once_and_with_its_verifier(there: OidcProvider, asked: Provider) -> None:
    code = code_of(there)
    asked.token_for(code, "v", BACK)

    for verifier in ("v", "w"):
        with pytest.raises(DirectoryError) as found:
            asked.token_for(code, verifier, BACK)
        assert found.value.why == "code"
        code_of(there)


def test_a_wrong_secret_is_a_matter_of_who_keeps_the_gate(there: OidcProvider) -> None:
    asked = Provider(there.issuer, CLIENT, "another")

    with pytest.raises(DirectoryError, match="`oidc.client_id` and the client secret"):
        asked.token_for("c", "v", BACK)
    asked.close()


def test_no_token_for_a_code_is_said(there: OidcProvider, asked: Provider) -> None:
    asked.about()
    there.body = b'{"access_token": "x"}'

    with pytest.raises(DirectoryError, match="`openid`"):
        asked.token_for(code_of(there), "v", BACK)


def test_keys_that_turn_are_asked_for_again_once(
    there: OidcProvider, asked: Provider, clock: Clock
) -> None:
    asked.keys_for(there.signed("n"))
    asked.keys_for(there.signed("n"))
    assert there.seen.count("/keys") == 1

    there.key = ec_key("k-2")
    there.keys.append(there.key.as_dict(private=False))
    assert [key.kid for key in asked.keys_for(there.signed("n"))] == ["k-1", "k-2"]
    there.key = ec_key("k-3")
    for _ in range(3):  # which is not shown: whoever signs so has nobody asked again and again
        asked.keys_for(there.signed("n"))
    assert there.seen.count("/keys") == 2

    clock.now += 11
    asked.keys_for(there.signed("n"))
    assert there.seen.count("/keys") == 3


def test_the_settings_make_one(tmp_path: Any) -> None:
    bad = tmp_path / "a.pem"
    bad.write_text("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n")

    provider_of(OidcSettings("https://d.example", "c", "S"), {"S": "x"}).close()
    with pytest.raises(SettingsError, match="`oidc.authority`"):
        provider_of(
            OidcSettings("https://d.example", "c", "S", authority=str(bad)), {"S": "x"}
        )
