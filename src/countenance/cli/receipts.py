"""`countenance record receipt`: what a caller takes with it; and what a file that was taken proves.

Rules kept here:
 * A receipt is verified whole: the entry, its proof, who signed, and each certificate.
 * What has no certificate is said, by its act and why.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from countenance.cli.log_reading import found_entry, published
from countenance.cli.record_open import digests_of
from countenance.cli.settings_file import load_settings
from countenance.cli.telling.policy import policy_of, policy_options
from countenance.cli.words import data_option
from countenance.codes.own import NO_OWN_CODES
from countenance.errors import ProofError
from countenance.gate.certifying import certificates_of, check_certificates
from countenance.gate.replaying import Replay
from countenance.record import entry as kinds
from countenance.record.canonical import parse, parse_as
from countenance.record.checkpoint import Opened
from countenance.record.note import VerifierKey
from countenance.record.opened import fields_about, is_opened_entry, read_opened, verify_opened
from countenance.record.proof import read_proof, verify_proof
from countenance.record.receipt import (
    Certified,
    Receipt,
    looks_like_one,
    read_receipt,
    receipt_of,
    verify_receipt,
)
from countenance.record.store import Stored
from countenance.record.tiles import Tile
from countenance.record.trust import Trust, witness_keys
from countenance.stores.log import DatabaseReader
from countenance.stores.own_codes import load_own, public_keys
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from countenance.stores.published import FOLDER, Published
from countenance.stores.rulings import every_ruling

__all__ = ["receipt", "receipt_for", "verified_file"]


@click.command()
@click.argument("which", metavar="INDEX|ID")
@policy_options
@data_option
def receipt(which: str, trust: Path | None, settings: str | None, folder: Path) -> None:
    """Print the receipt of an entry: the entry, its proof, and for a decision its certificates.

    A caller gets its own at the gate, with `GET /v1/receipts/INDEX`.

    \b
    Example:
        countenance record receipt 17 > receipt.json
    """
    _, head = published(folder)
    reader = DatabaseReader(folder)
    try:
        stored = found_entry(reader, which)
    finally:
        reader.close()
    watching = witness_keys(policy_of(trust, settings))
    tile = Published(folder / FOLDER).tile
    made = receipt_for(stored, head, tile, settings, folder, watching)
    click.echo(bytes(made), nl=False)


def receipt_for(
    stored: Stored,
    head: bytes,
    tile: Callable[[Tile], bytes],
    settings: str | None,
    folder: Path,
    witnesses: Sequence[VerifierKey],
) -> Receipt:
    """The receipt of an entry, with the certificates that can be made here.

    `settings`: the file that names the site's own codes and its sign-offs. `folder`: that of the
    data, where the rulings are. `witnesses`: the keys of those that are known.
    """
    certificates: tuple[Certified, ...] = ()
    if _kind(stored.data) == "decision":
        decision = parse_as(stored.data, kinds.Decision)
        certificates = certificates_of(
            decision, _replay(settings, folder), packaged_vocabulary()
        )
    return receipt_of(stored, head, tile, certificates, witnesses)


def verified_file(
    data: bytes, entry: Path | None, trust: Trust, about: Path | None = None
) -> tuple[Opened, str]:
    """The checkpoint by which a proof, a receipt or an opened entry holds, and what it shows, in
    words. `about`: a file that an opened entry is to be about.

    Raises `ProofError`, and `click.UsageError` for what does not go together.
    """
    if is_opened_entry(data):
        if entry is not None:
            raise click.UsageError("`--entry` belongs to a proof; an opened entry has its entry")
        return _opened(data, trust, about)
    if about is not None:
        raise click.UsageError("`--about` belongs to what `record open --json` printed")
    if looks_like_one(data):
        if entry is not None:
            raise click.UsageError("`--entry` belongs to a proof; a receipt has its entry")
        read = read_receipt(data)
        opened = verify_receipt(read, trust.keys)
        shown = f"entry {read.index} is in the log, a {_kind(read.entry.encode())}"
        return opened, shown + _certified(read)
    proof = read_proof(data)
    told = entry.read_bytes() if entry is not None else proof.extra
    if told is None:
        raise click.UsageError("this proof has no entry; give it with `--entry FILE`")
    opened = verify_proof(proof, told, trust.keys)
    return opened, f"entry {proof.index} is in the log, a {_kind(told)}"


def _opened(data: bytes, trust: Trust, about: Path | None) -> tuple[Opened, str]:
    read = read_opened(data)
    opened, openings = verify_opened(read, trust.keys)
    fields = ", ".join(each.field for each in openings) or "nothing"
    said = f"entry {read.index} is in the log, a {_kind(read.entry.encode())}; opens: {fields}"
    if about is not None:
        found = fields_about(openings, digests_of(about))
        if not found:
            raise ProofError(f"opened entry: no field that is opened is about {about}")
        said += f"; {', '.join(found)} is that of {about}"
    return opened, said


def _certified(read: Receipt) -> str:
    """What the certificates of a receipt prove. Raises `ProofError`."""
    entry = read.entry.encode()
    if _kind(entry) != "decision":
        _no_certificates(read)
        return ""
    decision = parse_as(entry, kinds.Decision)
    count = check_certificates(decision, read.certificates, packaged_vocabulary())
    verdicts = " or ".join(decision.verdicts) or "nothing"
    said = f" ({verdicts}), {count} of {len(read.certificates)} acts certified"
    left = [f"{each.act or 'text'}: {each.why}" for each in read.certificates if each.why]
    return said + (f" ({'; '.join(left)})" if left else "")


def _no_certificates(read: Receipt) -> None:
    if read.certificates:
        raise ProofError("receipt: certificates about an entry that is no decision")


def _replay(path: str | None, folder: Path) -> Replay:
    codes = load_settings(path).codes
    own = load_own(Path(codes.own), public_keys(codes.own_keys)) if codes.own else NO_OWN_CODES
    signed = frozenset(digest.removeprefix("sha256:") for digest in codes.signed_off)
    editions, vocabulary = (*packaged_editions(), *own.editions), packaged_vocabulary()
    return Replay(editions, vocabulary, signed, every_ruling(folder, editions, vocabulary))


def _kind(entry: bytes) -> str:
    told = parse(entry)
    return str(told.get("kind")) if isinstance(told, dict) else "thing that is no entry"
