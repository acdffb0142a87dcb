"""Rows of accounts, and the second factor that is taken from one, for the stores that use them.

Rules kept here:
 * A code of the second factor and a recovery code are taken once.
 * The secret of the second factor is sealed, and bound to whose it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from hmac import digest
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from countenance.review.second_factor import is_recovery_code, recovery_digest, step_of
from countenance.stores.person_rows import key_for
from countenance.stores.protocol import Database

__all__ = ["AccountRow", "account_of", "digest_of", "digests_of", "sealed_secret", "take_second"]

_NONCE = 12
_SEALED = "sealed second factor"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account. `secret`: that of the second factor; `step`: the last one that was taken."""

    password: str
    secret: bytes = field(repr=False)
    step: int
    recovery: tuple[str, ...]


def account_of(connection: Database, folder: Path, ref: str) -> AccountRow | None:
    """The account of somebody, if it has one."""
    row = connection.execute(
        "SELECT password, secret, step, recovery FROM accounts WHERE ref = ?", (ref,)
    ).fetchone()
    if row is None:
        return None
    password, sealed, step, recovery = row
    key = AESGCM(key_for(folder, _SEALED))
    secret = key.decrypt(sealed[:_NONCE], sealed[_NONCE:], ref.encode())
    return AccountRow(password, secret, step, tuple(recovery.split()))


def sealed_secret(folder: Path, ref: str, secret: bytes, random: Callable[[int], bytes]) -> bytes:
    """The secret of a second factor as it is kept."""
    nonce = random(_NONCE)
    return nonce + AESGCM(key_for(folder, _SEALED)).encrypt(nonce, secret, ref.encode())


def take_second(
    connection: Database, folder: Path, ref: str, account: AccountRow, code: str, seconds: int
) -> str | None:
    """Inside a transaction: take a code of the second factor, or a recovery code; how somebody is
    let in by it. `seconds`: since 1970."""
    if is_recovery_code(code):
        used = recovery_digest(code, key_for(folder, "recovery"))
        if used not in account.recovery:
            return None
        left = " ".join(each for each in account.recovery if each != used)
        connection.execute("UPDATE accounts SET recovery = ? WHERE ref = ?", (left, ref))
        return "recovery-code"
    step = step_of(account.secret, code, seconds, account.step)
    if step is None:
        return None
    connection.execute("UPDATE accounts SET step = ? WHERE ref = ?", (step, ref))
    return "signed-in"


def digests_of(folder: Path, codes: tuple[str, ...]) -> str:
    """Recovery codes as they are kept."""
    key = key_for(folder, "recovery")
    return " ".join(recovery_digest(each, key) for each in codes)


def digest_of(folder: Path, purpose: str, text: str) -> bytes:
    """The keyed digest of something that is not to be read out of the database."""
    return digest(key_for(folder, purpose), text.encode("utf-8", "replace"), "sha256")
