"""Keys with which callers call, and tokens of people: how they look, and what is kept of them.

    cnt_ab12cd34ef_7k2m...        `cnt_`, the key's id (10 characters), `_`, the secret (52)
    cnp_ab12cd34ef_7k2m...        the token of a person; the one is never taken for the other

Rules kept here:
 * The secret is 256 random bits. The id is public: it finds the row, and names the key in the
   record.
 * What is kept is HMAC-SHA-256 of the whole key under a *pepper*, 32 random bytes in a file beside
   the database. A slow hash (scrypt, argon2) would add nothing: it protects secrets that can be
   guessed, and 256 random bits cannot. The pepper makes the database useless by itself: whoever
   has stolen it can neither test a key that leaked elsewhere nor write a row for a key of their
   own.
 * The id is looked up; the secret is compared in constant time.
"""

from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest, new

__all__ = [
    "CALLER", "PERSON", "Pepper", "PlainKey", "key_digest", "key_id_of", "matches", "new_key",
]  # fmt: skip

CALLER = "cnt_"
PERSON = "cnp_"
_ID_END = 14
_LENGTH = 67


@dataclass(frozen=True, slots=True)
class PlainKey:
    """A new key. `text` is shown once and kept nowhere; it is left out when this is printed."""

    key_id: str
    last_four: str
    text: str = field(repr=False)


def new_key(random: Callable[[int], bytes], prefix: str = CALLER) -> PlainKey:
    """A new key from a source of random bytes; `prefix` says whose it is."""
    key_id = b32encode(random(7)).decode().lower()[:10]
    secret = b32encode(random(32)).decode().lower().rstrip("=")
    return PlainKey(key_id, secret[-4:], f"{prefix}{key_id}_{secret}")


def key_id_of(text: str, prefix: str = CALLER) -> str | None:
    """The public id in a key; `None` when this is not a key of ours."""
    if (
        len(text) == _LENGTH
        and text.startswith(prefix)
        and text[_ID_END] == "_"
        and text.isascii()
    ):
        return text[len(prefix) : _ID_END]
    return None


class Pepper:
    """A pepper, set up once for all keys that are compared under it."""

    __slots__ = ("_begun",)

    def __init__(self, pepper: bytes) -> None:
        self._begun = new(pepper, digestmod=sha256)

    def digest(self, text: str) -> bytes:
        """What is kept of a key: 32 bytes."""
        begun = self._begun.copy()
        begun.update(text.encode("utf-8", "surrogatepass"))
        return begun.digest()

    def matches(self, text: str, kept: bytes) -> bool:
        """Whether this is the key that was kept; takes the same time wherever they differ."""
        return compare_digest(self.digest(text), kept)


def key_digest(text: str, pepper: bytes) -> bytes:
    """What is kept of a key: 32 bytes."""
    return Pepper(pepper).digest(text)


def matches(text: str, pepper: bytes, kept: bytes) -> bool:
    """Whether this is the key that was kept; takes the same time wherever they differ."""
    return compare_digest(key_digest(text, pepper), kept)
