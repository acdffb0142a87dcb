"""What a true word of a directory is worth."""

from typing import Any

import pytest

from countenance.errors import CallerError, DirectoryError
from countenance.review.directory import (
    Identity,
    NamedBy,
    check_proof,
    identity_of,
    name_as,
)

ALICE = {"sub": "u-1", "email": "Alice@Example.org", "email_verified": True, "oid": "o-1"}


def refused(by: NamedBy = NamedBy.EMAIL, **claims: Any) -> DirectoryError:
    with pytest.raises(DirectoryError) as found:
        identity_of({**ALICE, **claims}, by)
    return found.value


def test_an_account_is_named_by_one_claim() -> None:
    assert identity_of(ALICE, NamedBy.EMAIL) == Identity("u-1", "alice@example.org")
    assert identity_of(ALICE, NamedBy.SUB) == Identity("u-1", "u-1")
    assert identity_of(ALICE, NamedBy.OID) == Identity("u-1", "o-1")


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_counts_only_where_the_directory_has_verified_it(verified: object) -> None:
    error = refused(email_verified=verified)

    assert error.why == "unverified"
    assert "email_verified" in str(error)


def test_who_is_named_otherwise_need_not_have_a_verified_address() -> None:
    assert identity_of({**ALICE, "email_verified": False}, NamedBy.SUB).name == "u-1"


@pytest.mark.parametrize("subject", [None, "", 7, "x" * 256, "u\n1", "ü"])
def test_a_directory_says_who_it_speaks_of(subject: object) -> None:
    assert refused(sub=subject).why == "token"


def test_a_claim_that_is_missing_is_named() -> None:
    assert "`oid`" in str(refused(NamedBy.OID, oid=None))


@pytest.mark.parametrize("address", [
    "alice", "@example.org", "alice@", "ali ce@example.org",
    "alice@exampl\N{CYRILLIC SMALL LETTER IE}.org",
    "alice@example.\N{KELVIN SIGN}", "\N{RIGHT-TO-LEFT OVERRIDE}a@example.org", "a@" + "x" * 255,
])  # fmt: skip
def test_an_address_that_looks_like_another_is_none(address: str) -> None:
    assert refused(email=address).why == "unknown"
    with pytest.raises(CallerError):
        name_as(address, NamedBy.EMAIL)


def test_a_name_that_is_no_address_is_compared_letter_by_letter() -> None:
    assert name_as("U-1", NamedBy.SUB) == "U-1"
    for odd in ("", " u", "u\x00", "x" * 256):
        with pytest.raises(CallerError):
            name_as(odd, NamedBy.SUB)


def test_a_second_factor_at_the_directory_counts_where_it_says_so() -> None:
    check_proof({"amr": ["pwd", "mfa"]}, ("mfa",), ())
    check_proof({"acr": "silver"}, (), ("silver",))
    check_proof({"amr": ["pwd"], "acr": "silver"}, ("mfa",), ("silver",))


@pytest.mark.parametrize(
    "claims", [{}, {"amr": ["pwd"]}, {"amr": "mfa"}, {"amr": [["mfa"]]}, {"acr": ["silver"]}]
)
def test_otherwise_it_does_not(claims: dict[str, Any]) -> None:
    with pytest.raises(DirectoryError) as found:
        check_proof(claims, ("mfa",), ("silver",))

    assert found.value.why == "second-factor"
