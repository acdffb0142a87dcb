"""The second factor of people: codes of an authenticator (RFC 6238), and codes for when it is lost.

Rules kept here:
 * A code is that of its half minute, of the one before or of the one after, and is taken once.
 * A recovery code is taken once; of each only a keyed digest is kept.
"""

import re
from base64 import b32encode
from collections.abc import Callable
from hmac import compare_digest, digest
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

__all__ = [
    "RECOVERY_CODES", "SECRET_BYTES", "address_of", "is_recovery_code", "new_recovery_codes",
    "recovery_digest", "secret_text", "step_of",
]  # fmt: skip

SECRET_BYTES = 20
RECOVERY_CODES = 10

_SECONDS = 30
_AROUND = (0, -1, 1)
_RECOVERY = re.compile(r"[a-z2-7]{5}-?[a-z2-7]{5}")


def secret_text(secret: bytes) -> str:
    """A secret as people type it into an authenticator."""
    text = b32encode(secret).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address_of(secret: bytes, name: str, issuer: str) -> str:
    """The link that an authenticator opens."""
    text = b32encode(secret).decode().rstrip("=")
    label = quote(f"{issuer}:{name}")
    return f"otpauth://totp/{label}?secret={text}&issuer={quote(issuer)}&digits=6&period={_SECONDS}"


def step_of(secret: bytes, code: str, now: int, after: int) -> int | None:
    """The half minute that this code is of; `None` for a wrong one.

    `now`: seconds since 1970; `after`: the last half minute of which a code was taken.
    """
    typed = code.replace(" ", "")
    # SHA-1 is what authenticators compute; nothing here rests on its collisions.
    totp = TOTP(secret, 6, SHA1(), _SECONDS)  # noqa: S303
    found = None
    for around in _AROUND:
        step = now // _SECONDS + around
        right = totp.generate(step * _SECONDS) if step >= 0 else b""
        if compare_digest(typed.encode(), right) and step > after:
            found = step
    return found


def new_recovery_codes(random: Callable[[int], bytes]) -> tuple[str, ...]:
    """Fresh codes, which are shown once."""
    made = (b32encode(random(7)).decode().lower()[:10] for _ in range(RECOVERY_CODES))
    return tuple(f"{each[:5]}-{each[5:]}" for each in made)


def is_recovery_code(typed: str) -> bool:
    """Whether this looks like one of them."""
    return _RECOVERY.fullmatch(typed.strip().lower()) is not None


def recovery_digest(typed: str, key: bytes) -> str:
    """What is kept of a recovery code."""
    plain = typed.strip().lower().replace("-", "")
    return digest(key, plain.encode(), "sha256").hex()
