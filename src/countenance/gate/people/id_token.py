"""Whether an ID token is one of the directory, for this gate, of now and of this sign-in.

The signature is verified by `joserfc`, an extra: whoever has no directory need not have it.

Rules kept here:
 * Only signatures by a private key count, and which kinds is said here, not by the token: there is
   no `none`, and no HMAC, which would take a public key for a secret.
 * A key of the directory is for signing, of the kind that the algorithm takes; keys that are shared
   secrets are left out when the keys are read.
 * Issuer, audience, the party that it was issued to, times and nonce all have to be right.
"""

from collections.abc import Mapping
from hmac import compare_digest
from math import isfinite
from typing import Any

import pybase64
from joserfc import jws, jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from countenance.errors import DirectoryError
from countenance.review.directory import Why

__all__ = ["ALGORITHMS", "Keys", "checked_claims", "key_id_of", "keys_of"]

ALGORITHMS: Mapping[str, type[RSAKey] | type[ECKey] | type[OKPKey]] = {
    "RS256": RSAKey, "RS384": RSAKey, "RS512": RSAKey,
    "PS256": RSAKey, "PS384": RSAKey, "PS512": RSAKey,
    "ES256": ECKey, "ES384": ECKey, "ES512": ECKey,
    "Ed25519": OKPKey,
}  # fmt: skip
"""What a token may be signed by, and the kind of key that this takes."""

LONGEST = 16 * 1024
"""Signs of a token."""

_LEEWAY = 60
"""Seconds by which the clocks of the two may differ."""
_OLDEST = 600
"""Seconds since a token was issued: it comes straight from the directory."""
_MOST_KEYS = 100
_SMALLEST_RSA = 256
"""Bytes of a modulus."""

Keys = tuple[RSAKey | ECKey | OKPKey, ...]

_SAID = {
    "iss": "it is of another issuer (`iss`)",
    "aud": "it is not for this gate (`aud`)",
    "iat": "it is of a time to come (`iat`); look whether the clocks are right",
    "nbf": "it does not count yet (`nbf`); look whether the clocks are right",
}


class _Headers(jws.JWSRegistry):
    """What stands in the head of a token: what is not known is left alone, as the RFC has it, but
    for `crit`; certificates may be among it."""

    max_header_length = 8 * 1024


_HEADERS = _Headers(algorithms=list(ALGORITHMS), strict_check_header=False)


def keys_of(document: Mapping[str, Any]) -> Keys:
    """The keys for signatures out of a JSON Web Key Set; those of other kinds are left out.

    Raises `DirectoryError`.
    """
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise DirectoryError(
            Why.FAILED.value, "the directory cannot be used: its keys (`jwks_uri`) are no key set"
        )
    found = (_key_of(each) for each in listed[:_MOST_KEYS])
    return tuple(each for each in found if each is not None)


def key_id_of(token: str) -> str | None:
    """Which key a token says that it is signed by. Raises `DirectoryError` for no token."""
    kid = _head_of(token).get("kid")
    return kid if isinstance(kid, str) else None


def checked_claims(
    token: str, keys: Keys, issuer: str, client_id: str, nonce: str, now: int
) -> dict[str, Any]:
    """What a token says, once everything about it was looked at. `now`: seconds since 1970.

    Raises `DirectoryError`.
    """
    key = _chosen(_head_of(token), keys)
    try:
        claims = jwt.decode(token, key, registry=_HEADERS).claims
    except (JoseError, ValueError, TypeError) as error:
        raise _wrong("its signature is not one of the directory") from error
    registry = jwt.JWTClaimsRegistry(
        now=now,
        leeway=_LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
    )
    try:
        registry.validate(claims)
    except ExpiredTokenError as error:
        raise _wrong("it is over (`exp`); look whether the clocks are right") from error
    except ClaimError as error:
        missing = f"it does not say, or says wrongly: `{error.claim}`"
        raise _wrong(_SAID.get(error.claim, missing)) from error
    if not (isfinite(claims["exp"]) and claims["iat"] >= now - _OLDEST - _LEEWAY):
        raise _wrong("it was issued long ago (`iat`)")
    given = claims.get("nonce")
    if not (isinstance(given, str) and compare_digest(_bytes(given), _bytes(nonce))):
        raise _wrong("it is of another sign-in (`nonce`)")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise _wrong("it was issued to another party (`azp`)")
    return claims


def _key_of(told: Any) -> RSAKey | ECKey | OKPKey | None:
    if not isinstance(told, dict) or told.get("kty") not in ("RSA", "EC", "OKP"):
        return None
    if told.get("use", "sig") != "sig":
        return None
    try:
        if told["kty"] == "RSA" and len(pybase64.urlsafe_b64decode(told["n"] + "==")) < (
            _SMALLEST_RSA
        ):
            return None
        key = import_key(told)
    except (JoseError, ValueError, TypeError, KeyError):
        return None  # of a curve that is not known here, or no key at all
    return key if isinstance(key, RSAKey | ECKey | OKPKey) else None


def _head_of(token: str) -> dict[str, Any]:
    if len(token) > LONGEST or not token.isascii():
        raise _wrong("it is no signed token")
    try:
        return jws.extract_compact(token.encode(), registry=_HEADERS).headers()
    except (JoseError, ValueError, TypeError) as error:
        raise _wrong("it is no signed token") from error


def _chosen(head: Mapping[str, Any], keys: Keys) -> RSAKey | ECKey | OKPKey:
    """The key that a token is verified with: that of its `kid`, of the kind its algorithm takes."""
    algorithm = head.get("alg")
    kind = ALGORITHMS.get(algorithm) if isinstance(algorithm, str) else None
    if kind is None:
        raise _wrong("it is signed in a way that does not count here (`alg`)")
    fitting = [
        key
        for key in keys
        if isinstance(key, kind)
        and ("kid" not in head or key.kid == head["kid"])
        and key.get("alg", algorithm) == algorithm
    ]
    if len(fitting) != 1:
        raise _wrong("it is signed by a key that the directory does not show (`kid`)")
    return fitting[0]


def _wrong(says: str) -> DirectoryError:
    return DirectoryError(
        Why.TOKEN.value, f"what the directory says about you cannot be taken: {says}"
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
