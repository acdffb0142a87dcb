from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from callers.examples import VOCABULARY, police
from countenance.callers.attestation import (
    LONGEST_SECONDS,
    SKEW_SECONDS,
    Attested,
    check_attestation,
    sign_attestation,
)
from countenance.callers.check import NEVER_STATED
from countenance.callers.jws import kid_of, sign_jws
from countenance.callers.registration import AttestingKey
from countenance.errors import AttestationError
from countenance.facts.vocabulary import Basis
from countenance.stores.memory_log import MemoryLog
from countenance.stores.seen import SeenAttestations

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KID = kid_of(KEY.public_key().public_bytes_raw())
CALLER = replace(
    police(), attesting=(AttestingKey(KID, "desk", KEY.public_key().public_bytes_raw()),)
)
NOW = 1_800_000_000
CALL = "sha256:" + "ab" * 32
GATE = "https://gate.example:8800"


def payload(**changed: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "iss": "oslo-police",
        "aud": GATE,
        "iat": NOW,
        "exp": NOW + 60,
        "jti": "number-1",
        "call": CALL,
        "facts": {"timeliness": "post"},
        **changed,
    }
    return {name: value for name, value in whole.items() if value is not None}


def memory() -> SeenAttestations:
    return SeenAttestations(MemoryLog(), NOW)


def checked(token: str, now: int = NOW, seen: SeenAttestations | None = None) -> Attested:
    return check_attestation(
        token,
        call=CALL,
        audience=GATE,
        registration=CALLER,
        vocabulary=VOCABULARY,
        now=now,
        seen=seen or memory(),
    )


def refused(**changed: object) -> str:
    with pytest.raises(AttestationError) as error:
        checked(sign_jws(payload(**changed), KEY))
    return str(error.value)


def test_what_is_stated_becomes_evidence_that_names_its_key() -> None:
    attested = checked(sign_jws(payload(facts={"timeliness": ["post", "near_real_time"]}), KEY))

    (piece,) = attested.evidence
    assert (piece.fact, piece.values) == ("timeliness", ("post", "near_real_time"))
    assert piece.basis is Basis.ATTESTED
    assert piece.source == f"attestation:{KID}"


def test_a_token_made_here_is_taken_here() -> None:
    token = sign_attestation(
        KEY,
        issuer="oslo-police",
        audience=GATE,
        call=CALL,
        facts={"timeliness": ("post",)},
        jti="number-2",
        now=NOW,
    )

    assert checked(token).jti == "number-2"


def test_a_token_counts_once() -> None:
    seen = memory()
    token = sign_jws(payload(), KEY)
    checked(token, seen=seen)

    with pytest.raises(AttestationError, match="accepted before"):
        checked(token, seen=seen)


def test_a_token_that_was_refused_has_not_spent_its_id() -> None:
    seen = memory()
    with pytest.raises(AttestationError):
        checked(sign_jws(payload(call="sha256:other"), KEY), seen=seen)

    checked(sign_jws(payload(), KEY), seen=seen)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"iss": "acme"}, "`iss`"),
        ({"aud": "https://other"}, "must be this gate"),
        ({"aud": [GATE]}, "must be this gate"),
        ({"call": "sha256:" + "cd" * 32}, "not the digest of this request"),
        ({"exp": NOW + LONGEST_SECONDS + 1}, "at most 300 seconds"),
        ({"exp": NOW}, "after `iat`"),
        ({"exp": NOW + 60.5}, "whole seconds"),
        ({"iat": True}, "whole seconds"),
        ({"iat": str(NOW)}, "whole seconds"),
        ({"iat": NOW + SKEW_SECONDS + 1, "exp": NOW + 60}, "future"),
        ({"jti": "short"}, "`jti`"),
        ({"jti": "with space inside"}, "`jti`"),
        ({"jti": 12345678}, "`jti`"),
        ({"jti": None}, "`jti` is missing"),
        ({"facts": None}, "`facts` is missing"),
        ({"facts": {}}, "must be an object"),
        ({"facts": []}, "must be an object"),
        ({"facts": {"timeliness": []}}, "needs a value"),
        ({"facts": {"timeliness": 1}}, "needs a value"),
        ({"facts": {"timeliness": "unknown"}}, "says nothing"),
        ({"facts": {"timelines": "post"}}, "did you mean `timeliness`?"),
        ({"facts": {"timeliness": "pst"}}, "did you mean `post`?"),
        ({"facts": {"purpose": "patrol"}}, "may not state `purpose`; it may state `consent`"),
        ({"nbf": NOW}, "`nbf` is not a known member"),
    ],
)
def test_each_way_to_be_wrong_is_named(changed: dict[str, object], reason: str) -> None:
    assert reason in refused(**changed)


@pytest.mark.parametrize("name", sorted(NEVER_STATED))
def test_who_asks_and_what_is_never_taken_even_when_registered_so(name: str) -> None:
    """A registration that lists such a fact was written by hand, or by an older release."""
    sly = replace(CALLER, may_state=frozenset({name}))
    value = VOCABULARY.fact(name).values[0]

    with pytest.raises(AttestationError, match="may not state"):
        check_attestation(
            sign_jws(payload(facts={name: value}), KEY),
            call=CALL,
            audience=GATE,
            registration=sly,
            vocabulary=VOCABULARY,
            now=NOW,
            seen=memory(),
        )


def test_a_key_of_another_caller_is_not_taken() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))

    with pytest.raises(AttestationError, match="not an attesting key of this caller"):
        checked(sign_jws(payload(), other))


@given(now=st.integers(NOW - 1000, NOW + 1000))
def test_a_token_counts_from_a_little_before_to_a_little_after_its_time(now: int) -> None:
    token = sign_jws(payload(), KEY)
    in_time = NOW - SKEW_SECONDS <= now < NOW + 60 + SKEW_SECONDS

    try:
        checked(token, now)
        taken = True
    except AttestationError:
        taken = False

    assert taken == in_time


@pytest.mark.parametrize("seconds", [0, -1, LONGEST_SECONDS + 1])
def test_none_is_made_that_would_not_be_taken(seconds: int) -> None:
    with pytest.raises(AttestationError, match="from 1 to 300"):
        sign_attestation(
            KEY,
            issuer="a",
            audience=GATE,
            call=CALL,
            facts={"timeliness": ("post",)},
            jti="number-3",
            now=NOW,
            seconds=seconds,
        )


def test_none_is_made_that_states_nothing() -> None:
    with pytest.raises(AttestationError, match="states nothing"):
        sign_attestation(
            KEY, issuer="a", audience=GATE, call=CALL, facts={}, jti="number-4", now=NOW
        )
