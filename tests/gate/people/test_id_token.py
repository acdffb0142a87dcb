"""Tokens of a directory, and all that passes itself off as one."""

import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OKPKey

from countenance.errors import DirectoryError
from countenance.gate.people.id_token import Keys, checked_claims, key_id_of, keys_of
from oidc_provider import CLIENT, OidcProvider, ec_key, rsa_key

ISSUER = "https://directory.example/realm"
NOW = 1_795_000_000


def provider(**more: Any) -> OidcProvider:
    return OidcProvider(ISSUER, clock=lambda: NOW, **more)


CLAIMS = jwt.decode(provider().signed("n"), ec_key("k-1")).claims


def part(said: Any) -> str:
    return urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def checked(token: str, *keys: Any, now: int = NOW) -> dict[str, Any]:
    shown = keys_of({"keys": list(keys or (ec_key("k-1").as_dict(private=False),))})
    return checked_claims(token, shown, ISSUER, CLIENT, "n", now)


def refused(token: str, *keys: Any, now: int = NOW) -> str:
    with pytest.raises(DirectoryError) as found:
        checked(token, *keys, now=now)
    assert found.value.why == "token"
    return str(found.value)


def test_a_token_of_the_directory_says_who_somebody_is() -> None:
    assert checked(provider().signed("n"))["email"] == "alice@example.org"


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_the_usual_kinds_of_signature_count(algorithm: str) -> None:
    token = provider(key=rsa_key("r-1"), algorithm=algorithm).signed("n")

    assert checked(token, rsa_key("r-1").as_dict(private=False))["sub"] == "u-1"


def test_so_does_one_of_an_edwards_curve() -> None:
    key = OKPKey.generate_key("Ed25519", {"kid": "e"})
    token = provider(key=key, algorithm="Ed25519").signed("n")

    assert checked(token, key.as_dict(private=False))["sub"] == "u-1"


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ({"iss": "https://directory.example/realm/"}, "another issuer"),
        ({"aud": "another"}, "not for this gate"),
        ({"aud": ["another", "third"]}, "not for this gate"),
        ({"aud": [CLIENT, "another"]}, "another party"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "another party"),
        ({"azp": "another"}, "another party"),
        ({"exp": NOW - 61}, "over"),
        ({"exp": None}, "`exp`"),
        ({"exp": "soon"}, "`exp`"),
        ({"iat": None}, "`iat`"),
        ({"iat": NOW - 700}, "long ago"),
        ({"iat": NOW + 120}, "a time to come"),
        ({"nbf": NOW + 120}, "does not count yet"),
        ({"nonce": "m"}, "another sign-in"),
        ({"nonce": None}, "another sign-in"),
        ({"nonce": ["n", "m"]}, "another sign-in"),
        ({"sub": None}, "`sub`"),
        ({"sub": 7}, "`sub`"),
    ],
)
def test_what_is_not_for_this_gate_now_is_refused_by_name(
    claims: dict[str, Any], says: str
) -> None:
    assert says in refused(provider(claims=claims).signed("n"))


def test_several_audiences_need_the_party_that_it_was_issued_to() -> None:
    token = provider(claims={"aud": [CLIENT, "another"], "azp": CLIENT}).signed("n")

    assert checked(token)["azp"] == CLIENT


def test_clocks_may_differ_by_a_minute() -> None:
    assert checked(provider().signed("n"), now=NOW - 30)
    assert checked(provider().signed("n"), now=NOW + 350)


def test_a_key_that_is_not_shown_signs_nothing() -> None:
    stranger = provider(key=ec_key("k-2")).signed("n")
    assert "does not show" in refused(stranger)

    passing_for_another = ECKey.generate_key("P-256", {"kid": "k-1"})
    assert "signature" in refused(provider(key=passing_for_another).signed("n"))


def test_nothing_is_signed_by_no_key() -> None:
    assert "`alg`" in refused(f"{part({'alg': 'none', 'kid': 'k-1'})}.{part(CLAIMS)}.")


def test_a_public_key_is_no_secret() -> None:
    signed = f"{part({'alg': 'HS256', 'kid': 'r-1'})}.{part(CLAIMS)}"
    mac = hmac.digest(rsa_key("r-1").as_pem(private=False), signed.encode(), "sha256")
    forged = f"{signed}.{urlsafe_b64encode(mac).decode().rstrip('=')}"

    assert "`alg`" in refused(forged, rsa_key("r-1").as_dict(private=False))


def test_a_secret_among_the_keys_is_left_out() -> None:
    secret = {"kty": "oct", "k": "c2VjcmV0", "kid": "k-1"}

    assert keys_of({"keys": [secret]}) == ()


@pytest.mark.parametrize("change", [
    {"use": "enc"}, {"kty": "XY"}, {"crv": "P-999"}, {"x": "!"}, {"alg": "ES512"},
])  # fmt: skip
def test_a_key_for_something_else_signs_nothing(change: dict[str, str]) -> None:
    refused(provider().signed("n"), ec_key("k-1").as_dict(private=False) | change)


def test_a_short_key_signs_nothing() -> None:
    short = rsa_key("r-1").as_dict(private=False) | {"n": "AQAB" * 40}

    assert keys_of({"keys": [short, 7, "x"]}) == ()


def test_keys_that_are_none_are_said_to_be_so() -> None:
    with pytest.raises(DirectoryError, match="no key set"):
        keys_of({"keys": "k-1"})


def test_a_token_without_the_name_of_its_key_is_taken_where_there_is_one_key() -> None:
    token = jwt.encode({"alg": "ES256"}, CLAIMS, ec_key("k-1"))

    assert key_id_of(token) is None
    assert checked(token)
    assert "does not show" in refused(
        token, *(ec_key(kid).as_dict(private=False) for kid in ("k-1", "k-2"))
    )


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "é.b.c", "a.b.c.d.e", "x" * 20_000])
def test_no_token_is_none(token: str) -> None:
    keys: Keys = ()

    with pytest.raises(DirectoryError, match="no signed token"):
        checked_claims(token, keys, ISSUER, CLIENT, "n", NOW)


def test_what_its_head_says_besides_is_left_alone_unless_it_is_demanded() -> None:
    registry = jws.JWSRegistry(strict_check_header=False)
    said = {"alg": "ES256", "kid": "k-1", "x-odd": 1}
    token = jws.serialize_compact(said, json.dumps(CLAIMS), ec_key("k-1"), registry=registry)
    assert checked(token)

    signed = f"{part({**said, 'crit': ['x-odd']})}.{token.split('.')[1]}"
    again = _rfc7518_signed(signed)
    assert "signature" in refused(f"{signed}.{again}")


def _rfc7518_signed(signed: str) -> str:
    """What signs this, without the checks of a library."""
    key = ec_key("k-1").private_key
    assert key is not None
    der = key.sign(signed.encode(), ECDSA(SHA256()))
    r, s = decode_dss_signature(der)
    return urlsafe_b64encode(r.to_bytes(32) + s.to_bytes(32)).decode().rstrip("=")


def test_claims_are_an_object() -> None:
    token = jws.serialize_compact({"alg": "ES256", "kid": "k-1"}, "[1]", ec_key("k-1"))

    refused(token)
