"""`countenance record export`: entries for the public: no caller is named, each is in the tree."""

from datetime import date, datetime
from pathlib import Path

import click

from countenance.cli.log_reading import published
from countenance.cli.telling.identifications import write_identifications
from countenance.cli.telling.log import new_folder, period_of, told
from countenance.cli.words import data_option, json_option, number_of, parse_day, say
from countenance.errors import ProofError, RecordError
from countenance.record.canonical import parse
from countenance.record.checkpoint import Opened, read_checkpoint
from countenance.record.export import redacted_line, verify_lines
from countenance.record.note import read_note
from countenance.record.proof import proof_of, read_proof
from countenance.record.trust import Trust
from countenance.stores.log import DatabaseReader
from countenance.stores.published import CHECKPOINT, FOLDER, Published

__all__ = ["export", "verified_export"]

_LINES = "entries.jsonl"
_FIRST, _LAST = "first.tlog-proof", "last.tlog-proof"


@click.command()
@click.option("--redacted", is_flag=True, help="Every entry, without pseudonyms and commitments.")
@click.option("--article-12", "identifications", is_flag=True,
              help="Only the uses of biometric identification, as the AI Act asks.")  # fmt: skip
@click.option("--into", metavar="DIR", required=True, type=click.Path(path_type=Path),
              help="A folder that is not there yet, or is empty.")  # fmt: skip
@click.option("--from", "begins", metavar="DAY", help="The first day. [the first entry]")
@click.option("--until", "ends", metavar="DAY", help="The last day. [the last entry]")
@data_option
@json_option
def export(
    redacted: bool,
    identifications: bool,
    into: Path,
    begins: str | None,
    ends: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Write the entries of a period for the public, or uses of identification for an authority.

    With `--redacted` no caller is named and each entry stays in the tree; with `--article-12` a
    row for each biometric identification that was let through, with proofs (AI Act, 12(3)).

    \b
    Example:
        countenance record export --redacted --into november --from 2026-11-01 --until 2026-11-30
    """
    if redacted == identifications:
        raise click.UsageError(
            "`--redacted` or `--article-12` is needed, one of them: whole entries are handed out "
            "as the folder `log`"
        )
    if identifications:
        _identifications(into, begins, ends, folder, as_json=as_json)
        return
    begin, end = parse_day(begins) or date.min, parse_day(ends) or date.max
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise click.UsageError(f"`--into`: {into} is there already; name another folder")
    _, head = published(folder)
    size = read_checkpoint(read_note(head).text).size
    reader = DatabaseReader(folder)
    try:
        first, last = _period(reader, size, begin, end)
        tile = Published(folder / FOLDER).tile
        proofs = [str(proof_of(at, head, tile)) for at in (first, last)]
        into.mkdir(parents=True, exist_ok=True)
        with (into / _LINES).open("wb") as file:
            for stored in reader.entries(first, last + 1):
                file.write(redacted_line(stored))
        for name, text in zip((_FIRST, _LAST), proofs, strict=True):
            (into / name).write_text(text, encoding="utf-8")
        (into / CHECKPOINT).write_bytes(head)
    except OSError as error:
        raise RecordError(f"{into}: cannot be written: {error.strerror}") from error
    finally:
        reader.close()
    told_ = {"into": str(into), "first": first, "last": last, "size": size}
    say(f"wrote entries {first} to {last} of {size} into {into}", told_, as_json=as_json)


def _identifications(
    into: Path, begins: str | None, ends: str | None, folder: Path, *, as_json: bool
) -> None:
    period = period_of(begins, ends)
    new_folder(into)
    with told(folder, None) as log:  # it names no witness
        count = write_identifications(log, into, period)
    say(
        f"wrote {number_of(count, 'use')} of biometric identification into {into}",
        {"into": str(into), "uses": count}, as_json=as_json,
    )  # fmt: skip


def verified_export(folder: Path, trust: Trust) -> tuple[Opened, str]:
    """The head under which a folder has every entry of its period, in words too.

    Raises `ProofError`, and `click.UsageError` for a folder that is no export.
    """
    if not (folder / _LINES).is_file():
        raise click.UsageError(f"{folder}: has no `{_LINES}`; a whole log is read with `--log`")
    try:
        first, last = (read_proof((folder / name).read_bytes()) for name in (_FIRST, _LAST))
        lines = (folder / _LINES).read_bytes().splitlines()
    except OSError as error:
        raise ProofError(f"export: {error.filename}: {error.strerror}") from error
    opened = verify_lines(lines, first, last, trust.keys)
    says = f"the hashes of entries {first.index} to {last.index}, none missing, are in the log"
    return opened, says + "; what stands beside them is the word of who exported them"


def _period(reader: DatabaseReader, size: int, begin: date, end: date) -> tuple[int, int]:
    """The first and the last entry of a period; between them all are taken, whatever their day."""
    first = last = -1
    for stored in reader.entries(0, size):
        if begin <= datetime.fromisoformat(parse(stored.data)["time"]).date() <= end:
            first, last = stored.index if first < 0 else first, stored.index
    if first < 0:
        raise click.UsageError(f"no entry of that period is published; there are {size} entries")
    return first, last
