"""`countenance record`: the log as others see it: its head, its proofs, and whether it is whole.

What does not verify exits 1, and says where.
"""

import sys
import time
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import click

from countenance.cli.log_reading import (
    LogFiles,
    files_of,
    found_entry,
    keys_of,
    published,
    signers_of,
    trust_options,
    trusted,
    who_signed,
)
from countenance.cli.receipts import receipt, verified_file
from countenance.cli.record_export import export, verified_export
from countenance.cli.record_follow import follow
from countenance.cli.record_upload import upload
from countenance.cli.telling.case import CASE
from countenance.cli.telling.case_verify import verified_case
from countenance.cli.telling.identifications import IDENTIFICATIONS
from countenance.cli.telling.identifications_verify import verified_identifications
from countenance.cli.telling.request_files import ANSWER
from countenance.cli.telling.request_verify import verified_answer
from countenance.cli.words import data_option, json_option, say, say_json
from countenance.errors import ProofError, RecordError
from countenance.record.audit import audit
from countenance.record.beside import beside
from countenance.record.checkpoint import open_checkpoint
from countenance.record.proof import Proof, proof_of
from countenance.record.tiles import WIDTH, Tile, Tiles, entries_in
from countenance.record.tree import leaf_hash, verify_inclusion
from countenance.record.trust import Trust
from countenance.stores.bucket_standing import read_bucket_standing
from countenance.stores.log import DatabaseReader
from countenance.stores.log_keys import open_publisher
from countenance.stores.published import FOLDER, Published
from countenance.stores.witnessed import read_standing

__all__ = ["LOG_COMMANDS"]

_DOES_NOT_VERIFY = 1


@click.command()
@data_option
@json_option
def head(folder: Path, as_json: bool) -> None:
    """Show the head of the log: how many entries, their root, who signed.

    \b
    Example:
        countenance record head
    """
    signers, data = published(folder)
    opened = open_checkpoint(data, [signer.key for signer in signers])
    found = opened.checkpoint
    standing = read_standing(folder / FOLDER)
    since = None if standing is None or standing.since is None else _time(standing.since)
    missing = {} if standing is None else standing.missing
    bucket = read_bucket_standing(folder / FOLDER)
    carried = {} if bucket is None else bucket.told(found.size, time.time())
    if as_json:
        say_json(
            {
                "origin": found.origin,
                "size": found.size,
                "root": b64encode(found.root).decode(),
                "keys": [str(signer.key) for signer in signers],
                "checkpoint": data.decode(),
                "unwitnessed_since": since,
                "witnesses_missing": missing,
                "bucket": carried or None,
            }
        )
        return
    click.echo(data.decode(), nl=False)
    click.echo(f"\nverify with: {' or '.join(str(signer.key) for signer in signers)}")
    if since is not None:
        click.echo(f"unwitnessed since {since}")
    for name, why in missing.items():
        click.echo(f"missing: the witness `{name}` {why}")
    if carried:
        why = f": {carried['why']}" if "why" in carried else ""
        click.echo(
            f"bucket: {carried['address']} has {carried['entries']} of them, "
            f"{carried['behind_seconds']} seconds behind{why}"
        )


@click.command()
@click.argument("which", metavar="INDEX|ID")
@click.option("--bare", is_flag=True, help="Without the entry: who verifies has it already.")
@click.option("--log", "where", metavar="DIR|URL", help="Another log than the one here.")
@trust_options
@data_option
def proof(
    which: str, bare: bool, where: str | None, trust: Path | None, key: str | None, folder: Path
) -> None:
    """Print the proof that an entry is in the log, as a file that others verify without us.

    The entry stands in it, so that one file is enough (c2sp.org/tlog-proof). With `--log` it is
    made from what a log publishes, by anybody; with `--bare` where that is the tree alone.

    \b
    Example:
        countenance record proof 17 > entry.tlog-proof
        countenance record proof 17 --log https://gate.example.org/log --key ... --bare
    """
    if where is not None:
        try:
            made = _proof_from(where, which, trusted(trust, key, folder), bare=bare)
        except ProofError as error:
            click.echo(f"does not verify: {error}", err=True)
            raise click.exceptions.Exit(_DOES_NOT_VERIFY) from error
        click.echo(str(made), nl=False)
        return
    if trust is not None or key is not None:
        raise click.UsageError("`--trust` and `--key` belong to `--log`; this log is our own")
    _, data = published(folder)
    reader = DatabaseReader(folder)
    try:
        stored = found_entry(reader, which)
    finally:
        reader.close()
    tile = Published(folder / FOLDER).tile
    click.echo(str(proof_of(stored.index, data, tile, None if bare else stored.data)), nl=False)


@click.command()
@click.argument(
    "file", required=False, type=click.Path(path_type=Path, exists=True)
)
@click.option("--log", "where", metavar="DIR|URL", help="The whole log, from its first entry.")
@click.option(
    "--entry",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The entry, where the proof has none.",
)
@click.option(
    "--about",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file that an opened entry has to be about.",
)
@trust_options
@data_option
@json_option
def verify(
    file: Path | None,
    where: str | None,
    entry: Path | None,
    about: Path | None,
    trust: Path | None,
    key: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Verify a proof, a receipt, an opened entry, a folder handed out, or a log.

    Exits 1 when it does not verify.

    \b
    Example:
        countenance record verify entry.tlog-proof --key gate.example.org/record+0a1b2c3d+AQ...
        countenance record verify receipt.json --trust trust.txt
        countenance record verify --log https://gate.example.org/log --trust trust.txt
    """
    if (file is None) == (where is None):
        raise click.UsageError(
            "give a file with a proof or a receipt, a folder that was handed out, or "
            "`--log` with the folder or the address of a log"
        )
    if where is not None and entry is not None:
        raise click.UsageError("`--entry` belongs to a proof; with `--log` every entry is read")
    if about is not None and (file is None or file.is_dir()):
        raise click.UsageError("`--about` belongs to an entry that was opened, in a file")
    whom = trusted(trust, key, folder)
    try:
        if file is not None:
            if not file.is_dir():
                opened, says = verified_file(file.read_bytes(), entry, whom, about)
            elif entry is None and (file / CASE).is_file():
                opened, says = verified_case(file, whom)
            elif entry is None and (file / IDENTIFICATIONS).is_file():
                opened, says = verified_identifications(file, whom)
            elif entry is None and (file / ANSWER).is_file():
                opened, says = verified_answer(file, whom)
            elif entry is None:
                opened, says = verified_export(file, whom)
            else:
                raise click.UsageError("`--entry` belongs to a proof; a folder has its entries")
        else:
            assert where is not None  # one of the two was given
            files = files_of(where)
            opened = open_checkpoint(_head_of(files, where), whom.keys)
            size = opened.checkpoint.size
            with click.progressbar(length=size, label="entries", file=sys.stderr) as bar:
                for at in audit(opened.checkpoint, files.tile):
                    bar.update(at.entries - bar.pos)
            says = f"every one of {size} entries is in the tree that was signed"
        signed = who_signed(opened, whom)
    except ProofError as error:
        wrong = {"verified": False, "wrong": str(error)}
        say(f"does not verify: {error}", wrong, as_json=as_json)
        raise click.exceptions.Exit(_DOES_NOT_VERIFY) from error
    head = opened.checkpoint
    root = b64encode(head.root).decode()
    told = {"verified": True, "shown": says, "origin": head.origin, "size": head.size,
            "root": root, **beside(opened.note, head.origin, opened.signed).told,
            "signed": signed}  # fmt: skip
    say(f"verified: {says} · {head.origin} · root {root} · {signed}", told, as_json=as_json)


@click.command()
@click.option("--origin", metavar="NAME", help="Its name, such as `gate.example.org/record`.")
@click.option("--anew", is_flag=True, help="Put the log that is here aside; another one begins.")
@data_option
def begin(origin: str | None, anew: bool, folder: Path) -> None:
    """Begin a log: make the key that its heads are signed with. A gate does so at its first start.

    With `--anew` after a restored backup: what the old log promised, the new one does not.

    \b
    Example:
        countenance record begin --origin gate.example.org/record
    """
    if origin is None:
        raise click.UsageError("`--origin`: give the log a name, such as `gate.example.org/record`")
    keys = keys_of(folder)
    try:
        signer = keys.begin_anew(origin) if anew else keys.begin(origin)
    except ProofError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"begun: {signer.name}\ntell those who verify: {signer.key}")


@click.command()
@data_option
def rotate(folder: Path) -> None:
    """Add a key that signs beside the old one; give that up later with `retire`.

    \b
    Example:
        countenance record rotate
    """
    signer = keys_of(folder).add()
    click.echo(f"added: signs from now on\ntell those who verify: {signer.key}")


@click.command()
@click.argument("key_id", metavar="ID")
@data_option
def retire(key_id: str, folder: Path) -> None:
    """Give up a key of the log by its id; it cannot be had back.

    \b
    Example:
        countenance record retire 0a1b2c3d
    """
    signer = keys_of(folder).retire(key_id)
    click.echo(f"given up: {signer.key.id.hex()}")


@click.command()
@data_option
def rebuild(folder: Path) -> None:
    """Make the published files anew from the database; they have to lead to the signed head.

    \b
    Example:
        countenance record rebuild
    """
    publisher, reader = open_publisher(folder, signers_of(folder))
    try:
        publisher.rebuild()
        publisher.publish()
    finally:
        publisher.close()
        reader.close()
    click.echo("made again; the tree is the one that was signed")


LOG_COMMANDS = (
    head, proof, receipt, export, verify, begin, rotate, retire, rebuild, follow, upload,
)  # fmt: skip
"""The commands about the log."""


def _proof_from(where: str, which: str, whom: Trust, *, bare: bool) -> Proof:
    """A proof out of the files of a log."""
    if not which.isdecimal():
        raise click.UsageError(f"`{which}`: with `--log` an entry is named by its index")
    index, files = int(which), files_of(where)
    head = _head_of(files, where)
    opened = open_checkpoint(head, whom.keys)
    size = opened.checkpoint.size
    if index >= size:
        raise click.UsageError(f"no entry {index}; the head that is there speaks of {size}, from 0")
    data = None
    if not bare:
        row, place = divmod(index, WIDTH)
        tile = Tile(-1, row, min(WIDTH, size - row * WIDTH))
        data = entries_in(files.tile(tile), tile.width, tile.path)[place]
    made = proof_of(index, head, files.tile, data)
    # What does not verify is not handed on.
    leaf = Tiles(size, files.tile).node(0, index) if data is None else leaf_hash(data)
    verify_inclusion(index, size, opened.checkpoint.root, leaf, made.hashes)
    return made


def _head_of(files: LogFiles, where: str) -> bytes:
    data = files.head()
    if data is None:
        raise RecordError(f"{where}: there is no `checkpoint`")
    return data


def _time(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
