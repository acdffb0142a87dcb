"""The digest of what a report is made of: SHA-256 over its canonical JSON (RFC 8785)."""

import hashlib

import msgspec
import rfc8785

__all__ = ["canonical_bytes", "digest"]


def canonical_bytes(document: msgspec.Struct) -> bytes:
    """The canonical JSON of a document of this room."""
    return rfc8785.dumps(msgspec.to_builtins(document))


def digest(document: msgspec.Struct) -> str:
    """`sha256:` and 64 hex digits."""
    return f"sha256:{hashlib.sha256(canonical_bytes(document)).hexdigest()}"
