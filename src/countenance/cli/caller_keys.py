"""Commands about the keys of callers: to call with, and to sign statements with."""

from pathlib import Path

import click
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from countenance.callers import alter
from countenance.callers.jws import kid_of
from countenance.callers.keys import PlainKey
from countenance.callers.registration import AttestingKey
from countenance.cli.caller_words import alter_caller, registry_of
from countenance.cli.key_files import new_private_key
from countenance.cli.words import data_option, json_option, say_json, usage
from countenance.stores.registry import RegistryReader

__all__ = ["attesting_key", "new_key", "revoke_key", "say_key"]


@click.command("new-key")
@click.argument("caller")
@click.argument("name")
@click.option("--carries", multiple=True, metavar="NAME", help="A camera, place or permit.")
@data_option
@json_option
def new_key(caller: str, name: str, carries: tuple[str, ...], folder: Path, as_json: bool) -> None:
    """Make a key for a caller. It is printed once, alone on the standard output.

    \b
    Example:
        countenance callers new-key oslo-police station --carries station
    """
    with usage():
        key = registry_of(folder).new_key(caller, name, carries)
    if as_json:
        say_json({"key": key.text, "key_id": key.key_id, "last_four": key.last_four})
    else:
        say_key(key)


@click.command("revoke-key")
@click.argument("caller")
@click.argument("key")
@data_option
def revoke_key(caller: str, key: str, folder: Path) -> None:
    """Revoke a key, by its name or its id. The next call with it is refused.

    \b
    Example:
        countenance callers revoke-key oslo-police station
    """
    with usage():
        row = registry_of(folder).revoke_key(caller, key)
    click.echo(f"revoked {row.name} (...{row.last_four}) of {caller}", err=True)


@click.command("attesting-key")
@click.argument("caller")
@click.argument("name")
@click.option("--out", type=click.Path(path_type=Path), help="Make a key pair; the private key.")
@click.option(
    "--public",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Register the public key in this PEM file.",
)
@click.option("--remove", "removed", is_flag=True, help="No longer take this key's signatures.")
@data_option
def attesting_key(
    caller: str, name: str, out: Path | None, public: Path | None, removed: bool, folder: Path
) -> None:
    """Register a key with which a caller signs what it states about a call.

    \b
    Example:
        countenance callers attesting-key oslo-police desk --out oslo-desk.pem
    """
    if (out is not None) + (public is not None) + removed != 1:
        raise click.UsageError("give one of `--out FILE`, `--public FILE` and `--remove`")
    if removed:
        alter_caller(
            folder,
            caller,
            "attesting-key-removed",
            lambda one: alter.without_attesting_key(one, name),
        )
        return
    with usage():
        # Asked first, so that no private key is written for a caller that is not there.
        RegistryReader(folder, create=False).keys(caller)
    raw = _public_key(public) if public else _new_pair(out, caller)
    key = AttestingKey(kid_of(raw), name, raw)
    alter_caller(
        folder, caller, "attesting-key-added", lambda one: alter.with_attesting_key(one, key)
    )
    click.echo(key.kid)


def say_key(key: PlainKey) -> None:
    """Print a key, the only time."""
    click.echo("the key, shown only now:", err=True)
    click.echo(key.text)


def _public_key(path: Path) -> bytes:
    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise click.UsageError(f"{path}: not a public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise click.UsageError(f"{path}: not an Ed25519 key, which is the only kind accepted")
    return key.public_bytes_raw()


def _new_pair(path: Path | None, caller: str) -> bytes:
    assert path is not None
    return new_private_key(path, f"Issuer: {caller}\n").public_key().public_bytes_raw()
