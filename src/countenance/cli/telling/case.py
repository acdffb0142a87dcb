"""`countenance record case`: everything about one call, as evidence for a court or an authority.

    case.json      everything, for programs
    case.html      the same to read; with `--pdf` also case.pdf
    receipt.json   the entry, its proof, and the certificates of the decision
    proofs/        the proof of the entry, and of every other entry that is named

Rules kept here:
 * What held then is read out of the record, never out of the registry and the settings of today.
 * Later entries about the call (what came of it, what people decided, an erasure) are all there.
 * Openings are not: what stands as a commitment stays one.
"""

import importlib.util
from pathlib import Path
from typing import Any

import click
import msgspec

from countenance.cli.caller_names import caller_names
from countenance.cli.log_reading import found_entry
from countenance.cli.receipts import receipt_for
from countenance.cli.telling.case_page import case_document
from countenance.cli.telling.citing import own_editions
from countenance.cli.telling.document import Document, as_html
from countenance.cli.telling.log import Told, new_folder, told
from countenance.cli.telling.policy import policy_of, policy_options
from countenance.cli.telling.request_rows import proof_file
from countenance.cli.words import data_option
from countenance.codes.model import Edition
from countenance.codes.timeline import spans
from countenance.errors import RecordError
from countenance.record import entry as kinds
from countenance.record.canonical import parse
from countenance.record.figures.held import Held
from countenance.record.figures.rows import CALLS, Row, call_row, came_of, change_row
from countenance.record.receipt import Receipt
from countenance.record.store import Stored
from countenance.stores.citing import Citing
from countenance.stores.whole_file import write_whole

__all__ = ["CASE", "case"]

CASE = "case.json"


@click.command()
@click.argument("which", metavar="INDEX|ID")
@click.option("--into", metavar="DIR", required=True, type=click.Path(path_type=Path),
              help="A folder that is not there yet, or is empty.")  # fmt: skip
@click.option("--pdf", "with_pdf", is_flag=True, help="Write a PDF too; needs the extra `pdf`.")
@policy_options
@data_option
def case(
    which: str,
    into: Path,
    with_pdf: bool,
    trust: Path | None,
    settings: str | None,
    folder: Path,
) -> None:
    """Write everything about one call as evidence: what was decided, why, and the proofs.

    \b
    Example:
        countenance record case 17 --into case-17 --pdf
    """
    new_folder(into)
    if with_pdf and importlib.util.find_spec("reportlab") is None:
        raise RecordError("`--pdf`: ReportLab is not installed: pip install 'countenance[pdf]'")
    with told(folder, policy_of(trust, settings)) as log:
        stored = found_entry(log.reader, which)
        entry = parse(stored.data)
        if entry["kind"] not in CALLS:
            raise click.UsageError(
                f"entry {stored.index} is a {entry['kind']}; a case begins with an entry of a "
                f"call: {', '.join(CALLS)}"
            )
        receipt = receipt_for(
            stored, log.note, log.files.tile, settings, folder,
            [each.key for each in log.beside.witnesses],
        )  # fmt: skip
        made = _made(log, stored, receipt, Citing(own_editions(settings)), folder)
        for index in made["proofs"]:
            write_whole(into / proof_file(int(index)), _proof(log, int(index)))
    write_whole(into / "receipt.json", bytes(receipt))
    write_whole(into / CASE, msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n")
    document = case_document(made)
    write_whole(into / "case.html", as_html(document).encode())
    if with_pdf:
        write_whole(into / "case.pdf", _pdf(document))
    click.echo(f"wrote entry {stored.index} with {len(made['proofs'])} proofs into {into}")


def _made(
    log: Told, stored: Stored, receipt: Receipt, citing: Citing, folder: Path
) -> dict[str, Any]:
    entry = parse(stored.data)
    ref = (entry.get("caller") or {}).get("ref")
    held, later, came = _read(log, stored, entry, ref)
    places = held.places(ref)
    rows = [_change(log, index) for index in places]
    outcomes = [each for each in later if came is not None and each["index"] == came]
    outcome = log.reader.entry(came) if came is not None else None
    told_came = (
        came_of(outcome.index, msgspec.json.decode(outcome.data, type=kinds.Outcome))
        if outcome is not None and outcomes
        else None
    )
    proofs = sorted({stored.index, *places, *(each["index"] for each in later)})
    return {
        "object": "countenance.case",
        "v": 1,
        "agency": _name(ref, folder),
        "log": log.provable,
        "call": call_row(stored.index, stored.data, told_came),
        "entry": entry,
        "clauses": [_clause(each, citing) for each in entry.get("clauses", [])],
        "later": later,
        "held": {"registration": held.of(ref).says() if ref else [], "entries": rows},
        "certificates": [{"act": each.act, "why": each.why} for each in receipt.certificates],
        "proofs": {str(index): str(proof_file(index)) for index in proofs},
    }


def _read(
    log: Told, stored: Stored, entry: Row, ref: str | None
) -> tuple[Held, list[Row], int | None]:
    """What held before the entry, the rows of later ones about it, and what came of it."""
    held, later, came = Held(), [], None
    about = {entry["id"]}
    for each, read in log.entries():
        if each.index < stored.index:
            held.add(each.index, read)
        elif each.index > stored.index and _is_about(read, about, entry["time"]):
            about.add(read.id)
            later.append(change_row(each.index, each.data))
            if isinstance(read, kinds.Outcome) and read.prev == entry["id"]:
                came = each.index
    held.of(ref or "")
    return held, later, came


def _is_about(entry: kinds.Entry, about: set[str], time: str) -> bool:
    """Whether an entry follows one of these, or names one of them, or erased what was of then."""
    if isinstance(entry, kinds.RegistrationChange | kinds.KeyEvent | kinds.StandingChange):
        return False
    named = {entry.prev, getattr(entry, "case", None), getattr(entry, "decision", None)}
    before = getattr(entry, "before", None)
    swept = entry.__struct_config__.tag == "erasure" and isinstance(before, str) and time < before
    return bool(named & about) or swept


def _change(log: Told, index: int) -> Row:
    stored = log.reader.entry(index)
    assert stored is not None  # it was read before
    return change_row(index, stored.data)


def _proof(log: Told, index: int) -> bytes:
    stored = log.reader.entry(index)
    assert stored is not None  # it was read before
    return str(log.proof(stored)).encode()


def _clause(clause: Row, citing: Citing) -> Row:
    cited = citing.clause(clause["edition"], clause["clause"])
    edition = citing.edition(clause["edition"])
    return {
        **clause,
        "says": cited.says if cited else None,
        "title": cited.title if cited else None,
        "section": cited.section if cited else None,
        "source": cited.source if cited else None,
        "known": cited.known if cited else None,
        "in_force": _span(edition) if edition else None,
    }


def _span(edition: Edition) -> str:
    begins, ends = spans(edition.in_force)
    return f"from {begins} until {ends}"


def _name(ref: str | None, folder: Path) -> str:
    """The caller by the name that the operator gave it, or by its pseudonym."""
    if ref is None:
        return "somebody"
    return caller_names(folder).get(ref, "a registration that was removed") + f" (`{ref}`)"


def _pdf(document: Document) -> bytes:
    # ReportLab is an extra: only whoever asks for a PDF needs it.
    from countenance.reports.out.pdf import as_pdf  # noqa: PLC0415

    return as_pdf(document)
