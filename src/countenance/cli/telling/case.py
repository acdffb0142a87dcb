"""`countenance record case`: everything about one call, as evidence for a court or an authority.

A call that was held is told with the whole of its case, whichever entry of it is named.

    case.json      everything, for programs
    case.html      the same to read; with `--pdf` also case.pdf
    receipt.json   the entry, its proof, and the certificates of the decision
    proofs/        the proof of the entry, and of every other entry that is named

Rules kept here:
 * What held then is read out of the record, never out of the registry and the settings of today.
 * Entries about the call (what came of it, what people decided, an erasure) are all there, and so
   are those about what its decision rests on (rulings, motions of the board).
 * Openings are not: what stands as a commitment stays one.
"""

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import msgspec

from countenance.cli.caller_names import caller_names
from countenance.cli.log_reading import found_entry
from countenance.cli.receipts import receipt_for
from countenance.cli.telling.case_page import case_document
from countenance.cli.telling.case_rulings import ruling_texts
from countenance.cli.telling.citing import own_editions
from countenance.cli.telling.document import Document, as_html
from countenance.cli.telling.log import Told, new_folder, told
from countenance.cli.telling.policy import policy_of, policy_options
from countenance.cli.telling.request_rows import proof_file
from countenance.cli.words import data_option, json_option, say
from countenance.codes.model import Edition
from countenance.codes.timeline import spans
from countenance.errors import RecordError
from countenance.record import entry as kinds
from countenance.record.canonical import parse
from countenance.record.figures.held import Held
from countenance.record.figures.related import Found, Part, Related
from countenance.record.figures.rows import CALLS, Came, Row, call_row, came_of, change_row
from countenance.record.receipt import Receipt
from countenance.record.store import Stored
from countenance.stores.citing import Citing
from countenance.stores.whole_file import write_whole

__all__ = ["CASE", "case"]

CASE = "case.json"

_HELD = "hold-"
"""How the name of a held call begins; no id of an entry does."""


@click.command()
@click.argument("which", metavar="INDEX|ID|CASE")
@click.option("--into", metavar="DIR", required=True, type=click.Path(path_type=Path),
              help="A folder that is not there yet, or is empty.")  # fmt: skip
@click.option("--pdf", "with_pdf", is_flag=True, help="Write a PDF too; needs the extra `pdf`.")
@policy_options
@data_option
@json_option
def case(
    which: str,
    into: Path,
    with_pdf: bool,
    trust: Path | None,
    settings: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Write everything about one call as evidence: what was decided, why, by whom, and the proofs.

    A call that was held may be named by its case, `hold-...`.

    \b
    Example:
        countenance record case 17 --into case-17 --pdf
    """
    new_folder(into)
    if with_pdf and importlib.util.find_spec("reportlab") is None:
        raise RecordError("`--pdf`: ReportLab is not installed: pip install 'countenance[pdf]'")
    with told(folder, policy_of(trust, settings)) as log:
        stored = _begins(log, which)
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
    count = len(made["proofs"])
    said = {"into": str(into), "entry": stored.index, "proofs": count, "pdf": with_pdf}
    say(f"wrote entry {stored.index} with {count} proofs into {into}", said, as_json=as_json)


def _begins(log: Told, which: str) -> Stored:
    """The entry that a case begins with. Raises `click.UsageError`."""
    if which.startswith(_HELD):
        for _, entry in log.entries("looking"):
            if isinstance(entry, kinds.Hold) and entry.case == which and entry.prev is not None:
                return found_entry(log.reader, entry.prev)
        raise click.UsageError(
            f"no call was held as `{which}`: give the whole name, as its caller was told it"
        )
    stored = found_entry(log.reader, which)
    entry = parse(stored.data)
    if entry["kind"] in CALLS:
        return stored
    named = str(entry.get("case") or "")
    hint = f"; it is about `{named}`, which may be named" if named.startswith(_HELD) else ""
    raise click.UsageError(
        f"entry {stored.index} is a {entry['kind']}; a case begins with an entry of a "
        f"call: {', '.join(CALLS)}{hint}"
    )


@dataclass(slots=True)
class _Read:
    """What a log has about one call: `before` and `later`, `calls` of the same case and what `came`
    of each by its id, `grounds`: the places of what it rests on."""

    held: Held = field(default_factory=Held)
    before: list[Row] = field(default_factory=list)
    later: list[Row] = field(default_factory=list)
    calls: list[Stored] = field(default_factory=list)
    came: dict[str, Came] = field(default_factory=dict)
    grounds: list[int] = field(default_factory=list)


def _made(
    log: Told, stored: Stored, receipt: Receipt, citing: Citing, folder: Path
) -> dict[str, Any]:
    entry = parse(stored.data)
    ref = (entry.get("caller") or {}).get("ref")
    related = _related(log, entry["id"], ref)
    read = _read(log, stored.index, ref, related)
    places = sorted({*read.held.places(ref), *read.grounds})
    calls = [_call(each, read) for each in read.calls]
    told = (*calls, *read.before, *read.later)
    proofs = sorted({
        stored.index, *places, *(each["index"] for each in told),
    })  # fmt: skip
    return {
        "object": "countenance.case",
        "v": 1,
        "agency": _name(ref, folder),
        "log": log.provable,
        "cases": sorted(related.cases),
        "call": _call(stored, read),
        "entry": entry,
        "clauses": [_clause(each, citing) for each in entry.get("clauses", [])],
        "rulings": ruling_texts(related.rulings, folder),
        "calls": calls,
        "before": read.before,
        "later": read.later,
        "held": {
            "registration": read.held.of(ref).says() if ref else [],
            "entries": [_change(log, index) for index in places],
        },
        "certificates": [{"act": each.act, "why": each.why} for each in receipt.certificates],
        "proofs": {str(index): str(proof_file(index)) for index in proofs},
    }


def _related(log: Told, call: str, ref: str | None) -> Related:
    found = Found(call, ref)
    for _, entry in log.entries("reading"):
        found.add(entry)
    return found.related()


def _read(log: Told, index: int, ref: str | None, related: Related) -> _Read:
    """What held before the entry, and every other entry that belongs to the call."""
    read = _Read()
    for each, entry in log.entries("writing"):
        if each.index < index:
            read.held.add(each.index, entry)
        part = related.part(entry)
        if isinstance(entry, kinds.Outcome) and entry.prev in related.ids:
            read.came[str(entry.prev)] = came_of(each.index, entry)
        if part is None or each.index == index:
            continue
        if isinstance(entry, kinds.Decision):
            read.calls.append(each)
        elif part is Part.GROUND and each.index < index:
            read.grounds.append(each.index)
        else:
            rows = read.before if each.index < index else read.later
            rows.append(change_row(each.index, each.data))
    read.held.of(ref or "")
    return read


def _call(stored: Stored, read: _Read) -> Row:
    return call_row(stored.index, stored.data, read.came.get(parse(stored.data)["id"]))


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
