"""A bundle: a site's own codes in one file, signed with Ed25519.

    countenance-bundle 1
    key <id of the public key>
    signature <base64>

    {"compiled": {...}, "program": ..., "texts": {...}, "texts_digest": ..., "vocabulary": ...}

Rules kept here:
 * What is signed is every byte after the empty line, under a heading of its own; nothing of it is
   read before the signature has been checked against a key that the reader trusts.
 * `texts_digest` and `vocabulary` are checked here. `compiled` has the digest of what each edition
   decides: who loads the bundle compiles the texts, and compares (see `stores.own_codes`). So the
   program may be another one as long as it understands the texts in the same way.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from countenance.codes.own import texts_digest
from countenance.errors import BundleError

__all__ = ["HEAD", "Bundle", "Opened", "key_id", "open_bundle", "sign_bundle"]

HEAD = b"countenance-bundle 1\n"
"""The first line of every bundle."""


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a bundle holds: texts by their places, and digests of texts, program and meaning."""

    texts: dict[str, str]
    texts_digest: str
    program: str
    """The digest of the program that made it, for whoever looks into it."""
    vocabulary: str
    compiled: dict[str, str]
    """The digest of what each edition decides, by its name."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle whose signature holds, and the id of the key that made it."""

    bundle: Bundle
    signed_by: str


def key_id(public: Ed25519PublicKey) -> str:
    """The id of a public key: the first 16 bytes of its SHA-256, in hexadecimal."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:32]


def sign_bundle(bundle: Bundle, key: Ed25519PrivateKey) -> bytes:
    """The bytes of a bundle."""
    payload = json.dumps(
        msgspec.to_builtins(bundle), ensure_ascii=False, sort_keys=True, indent=1
    ).encode()
    signature = base64.b64encode(key.sign(HEAD + payload)).decode()
    return (
        HEAD + f"key {key_id(key.public_key())}\nsignature {signature}\n\n".encode() + payload
    )


def open_bundle(data: bytes, trusted: Mapping[str, Ed25519PublicKey], where: str) -> Opened:
    """The bundle in `data`, when one of the `trusted` keys (by id) signed it.

    Raises `BundleError`: it is none, it is signed by nobody who is trusted, it was changed.
    """
    head, gap, payload = data.partition(b"\n\n")
    lines = (head + b"\n").split(b"\n")
    if not data.startswith(HEAD) or not gap or len(lines) != 4:
        raise BundleError(
            f"{where}: this is no bundle; `countenance codes bundle` makes one from a folder"
        )
    name, signature = _field(lines[1], "key", where), _field(lines[2], "signature", where)
    key = trusted.get(name)
    if key is None:
        known = ", ".join(sorted(trusted)) or "none"
        raise BundleError(
            f"{where}: signed with the key `{name[:64]}`, which is not trusted; trusted: {known}"
        )
    try:
        key.verify(base64.b64decode(signature, validate=True), HEAD + payload)
    except (InvalidSignature, binascii.Error) as error:
        raise BundleError(
            f"{where}: the signature of `{name}` does not hold; the file was changed after it was "
            "signed, or only a part of it is here"
        ) from error
    try:
        bundle = msgspec.json.decode(payload, type=Bundle)
    except msgspec.DecodeError as error:
        raise BundleError(f"{where}: what was signed is no bundle of this kind: {error}") from error
    if texts_digest(bundle.texts) != bundle.texts_digest:
        raise BundleError(f"{where}: its texts are not those whose digest it names")
    return Opened(bundle, name)


def _field(line: bytes, name: str, where: str) -> str:
    word, space, value = line.partition(b" ")
    if word != name.encode() or not space or not value.isascii():
        raise BundleError(f"{where}: this is no bundle: line `{name}` is missing")
    return value.decode("ascii")
