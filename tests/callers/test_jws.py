import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from countenance.callers.jws import LIMIT, TYPE, kid_of, read_jws, sign_jws, verify_jws
from countenance.errors import AttestationError

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(header: object = None, payload: object = None, key: Ed25519PrivateKey = KEY) -> str:
    """A token whose signature fits, whatever its header and payload."""
    good = {"alg": "EdDSA", "kid": kid_of(PUBLIC), "typ": TYPE}
    raw = [
        part if isinstance(part, bytes) else json.dumps(part).encode()
        for part in (good if header is None else header, {"a": 1} if payload is None else payload)
    ]
    signed = ".".join(encoded(part) for part in raw)
    return f"{signed}.{encoded(key.sign(signed.encode()))}"


def refused(text: str) -> str:
    with pytest.raises(AttestationError) as error:
        verify_jws(read_jws(text), PUBLIC)
    return str(error.value)


def test_what_was_signed_is_read_back() -> None:
    signed = read_jws(sign_jws({"facts": {"a": "b"}}, KEY))

    verify_jws(signed, PUBLIC)
    assert signed.payload == {"facts": {"a": "b"}}
    assert signed.kid == kid_of(PUBLIC)


def test_rfc_8037_example_is_signed_alike() -> None:
    """Appendix A.4: the same key and the same octets give the same signature."""
    secret = base64.urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
    octets = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"

    signature = Ed25519PrivateKey.from_private_bytes(secret).sign(octets)

    assert encoded(signature) == (
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )


def test_another_key_does_not_fit() -> None:
    with pytest.raises(AttestationError, match="signature does not fit"):
        verify_jws(read_jws(token()), OTHER)


@pytest.mark.parametrize("name", ["none", "HS256", "ES256", "eddsa", "RS256", ""])
def test_only_one_algorithm_is_taken(name: str) -> None:
    header = {"alg": name, "kid": kid_of(PUBLIC), "typ": TYPE}

    assert "`alg` must be `EdDSA`" in refused(token(header))


@pytest.mark.parametrize("extra", ["crit", "jwk", "jku", "x5c", "x5u", "b64", "cty"])
def test_nothing_else_stands_in_the_header(extra: str) -> None:
    header = {"alg": "EdDSA", "kid": kid_of(PUBLIC), "typ": TYPE, extra: []}

    assert "exactly `alg`, `kid` and `typ`" in refused(token(header))


def test_a_token_made_for_something_else_is_not_taken() -> None:
    assert "`typ` must be" in refused(token({"alg": "EdDSA", "kid": "k", "typ": "JWT"}))


def test_a_member_given_twice_is_refused_in_both_parts() -> None:
    header = f'{{"alg":"none","alg":"EdDSA","kid":"k","typ":"{TYPE}"}}'.encode()

    assert "given twice" in refused(token(header))
    assert "given twice" in refused(token(payload=b'{"a":1,"a":2}'))
    assert "given twice" in refused(token(payload=b'{"a":{"b":1,"b":2}}'))


@pytest.mark.parametrize(
    "payload",
    [b"", b"[]", b"1", b'{"a":NaN}', b"{\xff}", b"[" * 100_000, b'{"a":1}x', b"\xef\xbb\xbf{}"],
)
def test_a_payload_that_is_no_json_object_is_refused(payload: bytes) -> None:
    refused(token(payload=payload))


def test_only_one_spelling_of_base64url_is_read() -> None:
    good = token()
    head, payload, signature = good.split(".")

    assert "base64url" in refused(f"{head}.{payload}.{signature}==")
    assert "base64url" in refused(f"{head}.{payload}\n.{signature}")
    assert "base64url" in refused(f"{head}.{payload}.{signature[:-1]}+")
    # The last character carries two unused bits: other bits there would be another spelling.
    loose = signature[:-1] + chr(ord(signature[-1]) + 1)
    assert "base64url" in refused(f"{head}.{payload}.{loose}")


@pytest.mark.parametrize("text", ["", "a", "a.b", "a.b.c.d", "..", "a..b", "é.é.é"])
def test_what_is_no_token_is_refused(text: str) -> None:
    refused(text)


def test_a_token_too_long_is_not_even_taken_apart() -> None:
    assert f"at most {LIMIT}" in refused("a" * (LIMIT + 1))


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_any_flipped_bit_is_noticed(place: int, flip: int) -> None:
    good = bytearray(sign_jws({"facts": {"a": "b"}, "n": 5}, KEY).encode())
    good[place % len(good)] ^= flip

    with pytest.raises(AttestationError):
        verify_jws(read_jws(good.decode("latin-1")), PUBLIC)


@given(st.text())
def test_no_text_is_anything_but_refused(text: str) -> None:
    with pytest.raises(AttestationError):
        read_jws(text)
