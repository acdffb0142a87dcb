from pathlib import Path

import click
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from countenance.cli.key_files import new_key_pair, new_private_key, private_key


def test_a_new_key_is_read_back_after_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.pem"

    made = new_private_key(path, "Issuer: acme\n")

    assert path.read_bytes().startswith(b"Issuer: acme\n-----BEGIN")
    read = private_key(path.read_bytes(), path)
    assert read.private_bytes_raw() == made.private_bytes_raw()
    assert path.stat().st_mode & 0o077 == 0


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    new_private_key(tmp_path / "a.pem")

    with pytest.raises(click.UsageError, match="never overwritten"):
        new_private_key(tmp_path / "a.pem")


def test_what_is_no_such_key_is_named() -> None:
    rsa = generate_private_key(65537, 2048).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )

    for pem, said in ((b"no key", "not a private key in PEM"), (rsa, "not an Ed25519 key")):
        with pytest.raises(click.UsageError, match=f"a.pem: {said}"):
            private_key(pem, Path("a.pem"))


def test_a_pair_lies_side_by_side_and_neither_half_is_written_over(tmp_path: Path) -> None:
    key, public = new_key_pair(tmp_path / "a.pem")

    assert private_key((tmp_path / "a.pem").read_bytes(), public).public_key() == key.public_key()
    assert public.read_bytes().startswith(b"-----BEGIN PUBLIC KEY")
    (tmp_path / "a.pem").unlink()
    with pytest.raises(click.UsageError, match="nothing is written over"):
        new_key_pair(tmp_path / "a.pem")
