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
    load_pem_private_key,
)

from countenance.errors import SettingsError
from countenance.stores.secret_file import write_secret

__all__ = ["new_private_key", "private_key"]


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
