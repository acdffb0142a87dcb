"""Passwords of people: which are taken, and what is kept of one.

Rules kept here:
 * What is kept is slow to try (Argon2id; scrypt where that is not there), each under a salt of its
   own, with its parameters in it, so that they can be raised later.
 * A password is long, and is neither one sign again and again nor the name of whoever has it.
"""

from base64 import b64decode, b64encode
from hmac import compare_digest

from cryptography.exceptions import InvalidKey, UnsupportedAlgorithm
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from countenance.errors import SignInError

__all__ = ["LONGEST", "SHORTEST", "check_password", "fits", "kept_password"]

SHORTEST = 12
LONGEST = 200

_SALT_BYTES = 16
# OWASP's parameters for Argon2id: 19 MiB, two passes; about 30 ms.
_MEMORY, _PASSES = 19 * 1024, 2
_SCRYPT = "$scrypt$"
_COST = 2**15


def check_password(password: str, name: str) -> None:
    """Raise `SignInError` for one that is not taken. `name`: of whoever is to have it."""
    if len(password) < SHORTEST:
        raise SignInError(f"a password has at least {SHORTEST} characters; several words are good")
    if len(password) > LONGEST:
        raise SignInError(f"a password has at most {LONGEST} characters")
    if len(set(password.casefold())) < 5:
        raise SignInError("this password is few signs again and again; several words are good")
    left = password.casefold().replace(name.casefold(), "").replace("countenance", "")
    if len(left) < SHORTEST // 2:
        raise SignInError("this password is little more than a name; several words are good")


def kept_password(password: str, salt: bytes) -> str:
    """What is kept of a password. `salt`: 16 fresh random bytes."""
    if len(salt) != _SALT_BYTES:
        raise SignInError(f"a salt has {_SALT_BYTES} bytes")
    try:
        return Argon2id(
            salt=salt, length=32, iterations=_PASSES, lanes=1, memory_cost=_MEMORY
        ).derive_phc_encoded(password.encode())
    except UnsupportedAlgorithm:  # an OpenSSL without it
        parts = (salt, _by_scrypt(password, salt))
        return _SCRYPT + "$".join(b64encode(each).decode() for each in parts)


def fits(password: str, kept: str) -> bool:
    """Whether this is the password that was kept."""
    if kept.startswith(_SCRYPT):
        salt, digest = (b64decode(each) for each in kept.removeprefix(_SCRYPT).split("$"))
        return compare_digest(_by_scrypt(password, salt), digest)
    try:
        Argon2id.verify_phc_encoded(password.encode(), kept)
    except InvalidKey:
        return False
    return True


def _by_scrypt(password: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(password.encode())
