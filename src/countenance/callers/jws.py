"""Signed statements on the wire: JWS in compact form, of the one kind that is accepted.

    base64url(header) . base64url(payload) . base64url(signature)

Rules kept here:
 * The header has exactly `alg`, `kid` and `typ`; `alg` is `EdDSA` (RFC 8037) with an Ed25519 key.
   There is no other algorithm, no `none`, no `crit`, no key or address of a key in the header: the
   key comes from the registration, never from the message.
 * base64url without padding, and only the one spelling of each run of bytes.
 * JSON without a member given twice, in UTF-8, a few levels deep; at most 8 KiB in all.

Nothing here knows what a payload means: see `countenance.callers.attestation`.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from countenance.errors import AttestationError

__all__ = ["LIMIT", "TYPE", "Signed", "kid_of", "read_jws", "sign_jws", "verify_jws"]

LIMIT = 8 * 1024
"""The most characters of a token."""

TYPE = "countenance-attestation+jwt"
"""The `typ` of the header of an attestation: a token made for something else is not taken for
this, and the reverse."""

_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@dataclass(frozen=True, slots=True)
class Signed:
    """A token taken apart; its signature is not checked yet, so its payload is not to be used."""

    kid: str
    payload: dict[str, object]
    signed: bytes
    signature: bytes


def kid_of(public: bytes) -> str:
    """The id of a public key: the first 16 bytes of its SHA-256, in hexadecimal."""
    return sha256(public).hexdigest()[:32]


def sign_jws(payload: Mapping[str, object], key: Ed25519PrivateKey, typ: str = TYPE) -> str:
    """A signed token with this payload."""
    public = key.public_key().public_bytes_raw()
    header = {"alg": "EdDSA", "kid": kid_of(public), "typ": typ}
    signed = f"{_encode(_json(header))}.{_encode(_json(payload))}".encode()
    return f"{signed.decode()}.{_encode(key.sign(signed))}"


def read_jws(token: str, typ: str = TYPE) -> Signed:
    """Take a token apart. Raises `AttestationError` with what would be right."""
    if len(token) > LIMIT:
        raise AttestationError(f"attestation: {len(token)} characters; at most {LIMIT} are read")
    pieces = token.split(".")
    if len(pieces) != 3:
        raise AttestationError("attestation: not a signed token of three parts (JWS, compact form)")
    header = _members(_decode(pieces[0], "header"), "header")
    if set(header) != {"alg", "kid", "typ"}:
        raise AttestationError("attestation: the header needs exactly `alg`, `kid` and `typ`")
    if header["alg"] != "EdDSA":
        raise AttestationError("attestation: `alg` must be `EdDSA` (Ed25519)")
    if header["typ"] != typ:
        raise AttestationError(f"attestation: `typ` must be `{typ}`")
    kid = header["kid"]
    if not isinstance(kid, str):
        raise AttestationError("attestation: `kid` must name a registered attesting key")
    signature = _decode(pieces[2], "signature")
    if len(signature) != 64:
        raise AttestationError("attestation: the signature must have 64 bytes (Ed25519)")
    payload = _members(_decode(pieces[1], "payload"), "payload")
    return Signed(kid, payload, f"{pieces[0]}.{pieces[1]}".encode(), signature)


def verify_jws(token: Signed, public: bytes) -> None:
    """Raise `AttestationError` when the signature was not made with this key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(token.signature, token.signed)
    except (InvalidSignature, ValueError) as error:
        raise AttestationError(
            "attestation: the signature does not fit; sign with the registered attesting key"
        ) from error


def _json(members: Mapping[str, object]) -> bytes:
    return json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str, what: str) -> bytes:
    raw = text.encode("utf-8", "surrogatepass")
    try:
        if not raw or not _ALPHABET.issuperset(raw):
            raise ValueError
        data = urlsafe_b64decode(raw + b"=" * (-len(raw) % 4))
        # Two spellings of the same bytes would be two tokens with one meaning.
        if _encode(data) != text:
            raise ValueError
    except (ValueError, Base64Error) as error:
        raise AttestationError(
            f"attestation: the {what} is not base64url without padding"
        ) from error
    return data


def _members(data: bytes, what: str) -> dict[str, object]:
    try:
        value = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise AttestationError(f"attestation: the {what} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise AttestationError(f"attestation: the {what} must be a JSON object")
    return value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is given twice")
    return members


def _refuse(constant: str) -> object:
    raise ValueError(f"`{constant}` is not a value of JSON")
