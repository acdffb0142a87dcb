from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cli.running import Commands
from countenance.callers.jws import kid_of


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    commands = Commands(tmp_path / "var", capsys)
    commands.done("callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity")
    return commands


def test_a_public_key_made_elsewhere_is_registered(commands: Commands, tmp_path: Path) -> None:
    public = Ed25519PrivateKey.generate().public_key()
    path = tmp_path / "public.pem"
    path.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    ran = commands.done("callers", "attesting-key", "acme", "desk", "--public", str(path))

    assert ran.out.strip() == kid_of(public.public_bytes_raw())


def test_only_ed25519_is_taken(commands: Commands, tmp_path: Path) -> None:
    public = generate_private_key(SECP256R1()).public_key()
    path = tmp_path / "public.pem"
    path.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    ran = commands.run("callers", "attesting-key", "acme", "desk", "--public", str(path))

    assert ran.code == 2
    assert "not an Ed25519 key" in ran.err


def test_a_file_that_is_no_key_is_named(commands: Commands, tmp_path: Path) -> None:
    path = tmp_path / "public.pem"
    path.write_text("hello")

    ran = commands.run("callers", "attesting-key", "acme", "desk", "--public", str(path))

    assert ran.code == 2
    assert "not a public key in PEM" in ran.err


def test_a_file_that_is_there_is_not_overwritten(commands: Commands, tmp_path: Path) -> None:
    path = tmp_path / "desk.pem"
    path.write_text("mine")

    ran = commands.run("callers", "attesting-key", "acme", "desk", "--out", str(path))

    assert ran.code == 2
    assert path.read_text() == "mine"
    assert commands.done("callers", "show", "acme", "--json").json["attesting_keys"] == []


def test_a_revoked_key_is_shown_as_such(commands: Commands) -> None:
    commands.done("callers", "new-key", "acme", "second")
    commands.done("callers", "revoke-key", "acme", "second")

    keys = commands.done("callers", "show", "acme", "--json").json["keys"]

    assert [(key["name"], key["revoked"] is None) for key in keys] == [
        ("first", True),
        ("second", False),
    ]
