"""Files of Ed25519 keys: reading a private one, and making a pair.

A private key is written once, to a file that only its owner can read.
"""

from pathlib import Path

import click
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from countenance.errors import CountenanceError, SettingsError
from countenance.stores.secret_file import write_secret

__all__ = ["new_key_pair", "new_private_key", "private_key"]


def private_key(pem: bytes, path: Path) -> Ed25519PrivateKey:
    """The key in a PEM text, whatever stands before it. Raises `click.UsageError`."""
    begin = pem.find(b"-----BEGIN")
    try:
        key = load_pem_private_key(pem[max(begin, 0) :], password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise click.UsageError(f"{path}: not a private key in PEM without a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise click.UsageError(f"{path}: not an Ed25519 key, which is the only kind accepted")
    return key


def new_private_key(path: Path, heading: str = "") -> Ed25519PrivateKey:
    """A new key, written to a new file after a heading. Raises `click.UsageError`."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        write_secret(path, heading.encode() + pem)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    return key


def new_key_pair(path: Path) -> tuple[Ed25519PrivateKey, Path]:
    """A new key in a new file, and its public half beside it in PEM, as `FILE.pub`.

    Raises `click.UsageError` where either is there already.
    """
    public = path.with_name(f"{path.name}.pub")
    if public.exists():
        raise click.UsageError(f"{public}: is there already; nothing is written over")
    key = new_private_key(path)
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        public.write_bytes(pem)
    except OSError as error:
        raise CountenanceError(f"{public}: cannot be written: {error.strerror}") from error
    return key, public
