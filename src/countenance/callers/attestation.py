"""What a caller states about one call, under its signature.

    payload  iss   the id of the registration
             aud   the name of this gate
             iat   when it was signed, exp when it ends: at most 300 seconds later (seconds, UTC)
             jti   an id that is used once
             call  the digest of the request as parsed without the attestation
             facts {"capture_device": "fixed_cctv", ...}: one value, or a list of those possible

Rules kept here:
 * A statement is about one request, for one gate, and counts once.
 * Only facts that this registration lists as its own to state; never who asks, for whom, which
   agency, or what is asked.
 * The id is taken last, when everything else is right: a token that was refused can be repaired
   and shown again, one that was accepted cannot.
 * Nothing stops a false statement. It is named as relied on and cannot be denied later.

The key, the clock and the memory of ids are handed in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.callers.check import may_be_stated, plain_values
from countenance.callers.jws import read_jws, sign_jws, verify_jws
from countenance.callers.registration import Registration
from countenance.errors import AttestationError, FactError
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis, Vocabulary, nearest

__all__ = [
    "LONGEST_SECONDS",
    "SKEW_SECONDS",
    "Attested",
    "Seen",
    "check_attestation",
    "sign_attestation",
]

LONGEST_SECONDS = 300
"""The longest that a statement may count."""

SKEW_SECONDS = 30
"""How far the caller's clock may be from ours."""

_MEMBERS = ("aud", "call", "exp", "facts", "iat", "iss", "jti")
_JTI = re.compile(r"[A-Za-z0-9._-]{8,64}")
_MOST_FACTS = 64


class Seen(Protocol):
    """The memory of ids that were accepted."""

    def accept(self, issuer: str, jti: str, until: int, now: int) -> bool:
        """Take an id that was never shown before; false when it was. Times in seconds (UTC)."""
        ...


@dataclass(frozen=True, slots=True)
class Attested:
    """A statement that holds: what it says as evidence, its id, and the key that signed it."""

    evidence: tuple[Evidence, ...]
    jti: str
    kid: str


def check_attestation(
    token: str,
    *,
    call: str,
    audience: str,
    registration: Registration,
    vocabulary: Vocabulary,
    now: int,
    seen: Seen,
) -> Attested:
    """What a token states about a call.

    `call` is the digest of the request without the token (`sha256:...`), `now` the time in
    seconds since 1970 (UTC). Raises `AttestationError` with the reason and what would be right.
    """
    signed = read_jws(token)
    key = registration.attesting_key(signed.kid)
    if key is None:
        raise AttestationError(
            "attestation: `kid` is not an attesting key of this caller; register its public key"
        )
    verify_jws(signed, key.public)
    payload = signed.payload
    _check_members(payload)
    if payload["iss"] != registration.id:
        raise AttestationError("attestation: `iss` must be the id of the caller whose key calls")
    if payload["aud"] != audience:
        raise AttestationError(f"attestation: `aud` must be this gate, `{audience}`")
    ends = _check_times(payload["iat"], payload["exp"], now)
    if payload["call"] != call:
        raise AttestationError(
            "attestation: `call` is not the digest of this request; sign each request anew"
        )
    evidence = _stated(payload["facts"], registration, vocabulary, signed.kid)
    jti = payload["jti"]
    if not isinstance(jti, str) or not _JTI.fullmatch(jti):
        raise AttestationError(
            "attestation: `jti` must be 8 to 64 letters, digits, `.`, `_` or `-`"
        )
    if not seen.accept(registration.ref, jti, ends + SKEW_SECONDS, now):
        raise AttestationError("attestation: this `jti` was accepted before; each counts once")
    return Attested(evidence, jti, signed.kid)


def sign_attestation(
    key: Ed25519PrivateKey,
    *,
    issuer: str,
    audience: str,
    call: str,
    facts: Mapping[str, Sequence[str]],
    jti: str,
    now: int,
    seconds: int = LONGEST_SECONDS,
) -> str:
    """A token that states these facts about the request with this digest, for this gate."""
    if not 0 < seconds <= LONGEST_SECONDS:
        raise AttestationError(
            f"attestation: counts for {seconds} seconds; from 1 to {LONGEST_SECONDS} are allowed"
        )
    if not facts:
        raise AttestationError("attestation: states nothing; give at least one `fact=value`")
    payload = {
        "iss": issuer,
        "aud": audience,
        "iat": now,
        "exp": now + seconds,
        "jti": jti,
        "call": call,
        "facts": {
            name: values[0] if len(values) == 1 else list(values) for name, values in facts.items()
        },
    }
    return sign_jws(payload, key)


def _check_members(payload: Mapping[str, object]) -> None:
    for name in _MEMBERS:
        if name not in payload:
            raise AttestationError(f"attestation: `{name}` is missing")
    for name in payload:
        if name not in _MEMBERS:
            near = nearest(name, _MEMBERS)
            hint = f"; did you mean `{near}`?" if near else ""
            raise AttestationError(f"attestation: `{name}` is not a known member{hint}")


def _check_times(issued: object, ends: object, now: int) -> int:
    if type(issued) is not int or type(ends) is not int:
        raise AttestationError("attestation: `iat` and `exp` must be whole seconds since 1970")
    if not 0 < ends - issued <= LONGEST_SECONDS:
        raise AttestationError(
            f"attestation: `exp` must be after `iat`, by at most {LONGEST_SECONDS} seconds"
        )
    if issued > now + SKEW_SECONDS:
        raise AttestationError("attestation: `iat` lies in the future; check the clock")
    if now >= ends + SKEW_SECONDS:
        raise AttestationError("attestation: has run out; sign it when you send the request")
    return ends


def _stated(
    facts: object, registration: Registration, vocabulary: Vocabulary, kid: str
) -> tuple[Evidence, ...]:
    if not isinstance(facts, dict) or not 0 < len(facts) <= _MOST_FACTS:
        raise AttestationError(
            'attestation: `facts` must be an object such as {"capture_device": "fixed_cctv"}'
        )
    evidence = []
    for name, given in facts.items():
        values = [given] if isinstance(given, str) else given
        if (
            not isinstance(values, list)
            or not values
            or not all(isinstance(value, str) for value in values)
        ):
            raise AttestationError(f"attestation: `{name}` needs a value, or a list of values")
        plain = _check_stated(name, values, registration, vocabulary)
        evidence.append(Evidence(name, plain, Basis.ATTESTED, f"attestation:{kid}"))
    return tuple(evidence)


def _check_stated(
    name: str, values: Sequence[str], registration: Registration, vocabulary: Vocabulary
) -> tuple[str, ...]:
    try:
        fact = vocabulary.fact(name)
        plain = plain_values(fact, values)
    except FactError as error:
        raise AttestationError(f"attestation: {error}") from error
    if name not in registration.may_state or not may_be_stated(fact):
        allowed = ", ".join(f"`{one}`" for one in sorted(registration.may_state)) or "nothing"
        raise AttestationError(
            f"attestation: this caller may not state `{name}`; it may state {allowed}"
        )
    if fact.mask(plain) == fact.full:
        raise AttestationError(f"attestation: `{name}` is given every value, which says nothing")
    return plain
