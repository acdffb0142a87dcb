"""Salted commitments: a value is fixed by the record and cannot be read out of it.

    commitment = SHA-256(0x02 || salt (32 bytes) || name of the field || 0x00 || value)

Rules kept here:
 * One fresh salt of 32 random bytes per field and entry. A plain hash of a picture would let
   everyone who has the picture test whether it was sent; a salt shared by two entries would link
   them.
 * The salt and the value are the *opening*. It is kept apart from the entry and can be destroyed;
   then the commitment says nothing any more, and every proof about the entry still holds.
 * Of content (a prompt, a picture) the value committed to is its SHA-256, so that an opening never
   holds content either.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest

import msgspec

from countenance.errors import RecordError

__all__ = ["SALT_BYTES", "Opening", "commit", "opens"]

SALT_BYTES = 32

# 0x00 and 0x01 are the leaf and node prefixes of RFC 6962; 0x02 keeps the three apart.
_PREFIX = b"\x02"


class Opening(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a commitment was made from: which field of the entry, the salt, the value."""

    field: str
    salt: bytes
    value: bytes


def commit(field: str, value: bytes, salt: bytes) -> str:
    """The commitment to a value under a name of a field: 43 characters of base64url.

    Raises `RecordError` when the salt is not 32 bytes or the name holds a zero byte.
    """
    if len(salt) != SALT_BYTES:
        raise RecordError(f"commitment `{field}`: a salt of {len(salt)} bytes; 32 are needed")
    name = field.encode()
    if b"\0" in name or not name:
        raise RecordError("commitment: the name of a field is empty or holds a zero byte")
    digest = sha256(_PREFIX + salt + name + b"\0" + value).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def opens(opening: Opening, commitment: str) -> bool:
    """Whether this opening is the one that the commitment was made from."""
    return compare_digest(commit(opening.field, opening.value, opening.salt), commitment)
