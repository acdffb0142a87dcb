"""The authenticator of somebody, for the tests."""

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

__all__ = ["code_of"]


def code_of(secret: bytes, second: int) -> str:
    """What it shows at this second since 1970."""
    return TOTP(secret, 6, SHA1(), 30).generate(second).decode()
