"""Who somebody is by the word of a directory, and whether that word is enough to be let in.

A directory (an OpenID provider) says in an ID token who has signed in there. Whether the token is
its own is looked at before; here is what a true one is worth.

Rules kept here:
 * Which claim names the account is one of a few that people cannot change themselves. An address of
   mail counts only where the directory has verified it, and only in plain letters.
 * The name finds the account; the subject, which a directory never gives to anybody else, holds it:
   who has another subject than before is somebody else, whatever name it has by now.
 * A second factor that was shown at the directory counts only where the token says so.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from countenance.errors import CallerError, DirectoryError

__all__ = ["LONGEST", "Identity", "NamedBy", "Why", "check_proof", "identity_of", "name_as"]

LONGEST = 255
"""Signs of the longest name, and of the longest subject, as OpenID Connect has it."""


class NamedBy(Enum):
    """The claim of a token that names the account."""

    EMAIL = "email"
    SUB = "sub"
    OID = "oid"
    """The id of a user in Microsoft Entra, where `sub` is another one for each application."""


class Why(Enum):
    """Why somebody was not let in by a directory; the words of a metric."""

    NOT_BEGUN = "not-begun"
    """In this browser, or too long ago."""
    USED = "used"
    """The answer of the directory came a second time."""
    OTHER_ISSUER = "other-issuer"
    DECLINED = "declined"
    """By the directory, or by whoever was asked there."""
    CODE = "code"
    """The directory does not know the code that came."""
    TOKEN = "token"  # noqa: S105 - a word
    """What it says is not signed by it, not for this gate, not of now, or not of this sign-in."""
    UNVERIFIED = "unverified"
    UNKNOWN = "unknown"
    """Nobody here goes by this name."""
    ANOTHER = "another"
    """Somebody else has this name at the directory by now."""
    SECOND_FACTOR = "second-factor"
    FAILED = "failed"
    """The directory could not be asked, or answers as none should."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at the directory. `name`: what the account is found by."""

    subject: str
    name: str


def identity_of(claims: Mapping[str, Any], by: NamedBy) -> Identity:
    """Who the claims of a token speak of. Raises `DirectoryError`."""
    subject = claims.get("sub")
    if not (
        isinstance(subject, str)
        and 0 < len(subject) <= LONGEST
        and subject.isascii()
        and subject.isprintable()
    ):
        raise DirectoryError(Why.TOKEN.value, "the directory does not say who you are (`sub`)")
    name = claims.get(by.value)
    if not isinstance(name, str) or not name:
        raise DirectoryError(
            Why.TOKEN.value,
            f"the directory does not say the claim `{by.value}`, by which accounts are found here; "
            "whoever keeps the directory can release it to this gate",
        )
    if by is NamedBy.EMAIL and claims.get("email_verified") is not True:
        raise DirectoryError(
            Why.UNVERIFIED.value,
            "the directory has not verified your address of mail, so it does not say who you are; "
            "have it verified there (`email_verified`)",
        )
    try:
        return Identity(subject, name_as(name, by))
    except CallerError as error:
        raise DirectoryError(Why.UNKNOWN.value, str(error)) from error


def name_as(name: str, by: NamedBy) -> str:
    """A name as accounts are found by it. Raises `CallerError`."""
    if not 0 < len(name) <= LONGEST or not name.isprintable() or name != name.strip():
        raise CallerError(f"a name at the directory has 1 to {LONGEST} signs that can be seen")
    if by is not NamedBy.EMAIL:
        return name
    local, at, host = name.rpartition("@")
    # Letters that look like others, or become others when they are made small, are no address here.
    if not (name.isascii() and at and local and host and " " not in name):
        raise CallerError(
            "an address of mail is written in plain letters, such as `alice@example.org`"
        )
    return name.lower()


def check_proof(
    claims: Mapping[str, Any], amr: Collection[str], acr: Collection[str]
) -> None:
    """Raise `DirectoryError` unless a token says that a second factor was shown.

    `amr`, `acr`: the words of which one, of either, says so.
    """
    methods, level = claims.get("amr"), claims.get("acr")
    shown = [each for each in methods if isinstance(each, str)] if isinstance(methods, list) else []
    if set(shown) & set(amr) or (isinstance(level, str) and level in acr):
        return
    raise DirectoryError(
        Why.SECOND_FACTOR.value,
        "the directory does not say that it has asked you for a second factor; sign in there with "
        "one, and try again",
    )
