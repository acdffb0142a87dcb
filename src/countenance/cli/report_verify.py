"""`countenance report verify` and `key`: a bundle that was handed out, and the key that signs one.

Rules kept here:
 * What does not verify exits 1, and says which file.
 * It needs no extra, and reads nothing but the bundle and the keys that were named.
"""

from pathlib import Path

import click
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from countenance.callers.jws import kid_of
from countenance.cli.key_files import new_key_pair
from countenance.cli.log_reading import trust_options, trusted, who_signed
from countenance.cli.report_files import bundle_in
from countenance.cli.words import data_option, json_option, number_of, say_json
from countenance.errors import RecordError, ReportError
from countenance.record.trust import Trust
from countenance.reports.out.manifest import PROOFS
from countenance.reports.out.verify import Verified, verify_bundle

__all__ = ["VERIFY_COMMANDS"]

_DOES_NOT_VERIFY = 1


@click.command()
@click.argument("folder_", metavar="BUNDLE",
                type=click.Path(path_type=Path, exists=True, file_okay=False))  # fmt: skip
@click.option("--signed-by", metavar="KEY-ID|FILE",
              help="The key that has to have signed it: its id, or its public half.")  # fmt: skip
@trust_options
@data_option
@json_option
def verify(
    folder_: Path,
    signed_by: str | None,
    trust: Path | None,
    key: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Verify a bundle from itself alone: every file, the signatures, the entries in the log.

    Exits 1 when it does not verify, and says which file.

    \b
    Example:
        countenance report verify bundle --signed-by office.key.pub \\
            --key gate.example.org/record+0a1b2c3d+AQ...
    """
    if signed_by is None:
        raise click.UsageError(
            "name the key that has to have signed it by `--signed-by`: ask the agency for its id, "
            "or the other side. The one in the folder shows nothing: who changes a file can change "
            "that, too"
        )
    kid = _kid(signed_by)
    try:
        files = bundle_in(folder_)
        has_proofs = any(path.startswith(PROOFS) for path in files)
        whom = trusted(trust, key, folder) if has_proofs or trust or key else Trust()
        found = verify_bundle(files, kid, whom.keys)
        signed = sorted({who_signed(head, whom) for head in found.heads})
    except (RecordError, ReportError) as error:
        if as_json:
            say_json({"verified": False, "wrong": str(error)})
        else:
            click.echo(f"does not verify: {error}")
        raise click.exceptions.Exit(_DOES_NOT_VERIFY) from error
    if as_json:
        say_json(_in_json(found, len(files), signed))
        return
    _say(found, len(files), signed)


@click.command("key")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
def key_(path: Path) -> None:
    """Make a key to sign bundles with: FILE, and FILE.pub for those who verify. Prints its id.

    \b
    Example:
        countenance report key office.key
    """
    key, public = new_key_pair(path)
    click.echo(kid_of(key.public_key().public_bytes_raw()))
    click.echo(f"for those who verify: {public}, or this id; tell them by another way", err=True)


def _kid(signed_by: str) -> str:
    """The id of a key that is given as an id, or as a file. Raises `click.UsageError`."""
    if len(signed_by) == 32 and not signed_by.strip("0123456789abcdef"):
        return signed_by
    path = Path(signed_by)
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise click.UsageError(
            f"`--signed-by {signed_by}`: neither the id of a key (32 hexadecimal digits) nor a "
            "file with a public key in PEM"
        ) from error
    if not isinstance(key, Ed25519PublicKey):
        raise click.UsageError(f"{path}: not an Ed25519 key, which is the only kind accepted")
    return kid_of(key.public_bytes_raw())


def _say(found: Verified, files: int, signed: list[str]) -> None:
    manifest = found.manifest
    state = "signed" if manifest.signed else "a draft that nobody signed"
    purpose = f", made for the {manifest.purpose}" if manifest.purpose else ""
    click.echo(
        f"verified: all {number_of(files, 'file')} of {manifest.report}, {state}{purpose}, "
        f"{manifest.made} · {number_of(len(found.heads), 'entry', 'entries')} in the log"
        + "".join(f" · {each}" for each in signed)
    )
    for each in manifest.withheld:
        click.echo(f"withheld: {each.what} under: {each.rule}")
    if found.shown:
        click.echo(f"shown by the log to be the same: {', '.join(found.shown)}")
    if found.unproven:
        told_ = ", ".join(map(str, found.unproven))
        click.echo(f"not proven: the bundle has no proof of the entries {told_}")


def _in_json(found: Verified, files: int, signed: list[str]) -> dict[str, object]:
    manifest = found.manifest
    return {
        "verified": True,
        "report": manifest.report,
        "text": manifest.text,
        "signed": manifest.signed,
        "for": manifest.purpose or None,
        "files": files,
        "entries": len(found.heads),
        "log": signed,
        "unproven": list(found.unproven),
        "shown": list(found.shown),
        "withheld": [{"what": each.what, "rule": each.rule} for each in manifest.withheld],
    }


VERIFY_COMMANDS = (verify, key_)
"""The commands of those who verify, and of those who sign."""
