"""Uses of biometric identification that were let through, as Article 12(3) of the AI Act asks.

    identifications.json, identifications.csv     one row for each use
    proofs/0/17.tlog-proof                        of every entry that a row is made of

Rules kept here:
 * A row is one use: a decision that let a biometric identification through, and what came of it.
 * What was put in stands in a row as the commitments of the decision; which of it led to a match is
   told where the answer says it in its form (Azure Face), and said to be unknown where it does not.
 * Who verified is told by the pseudonyms of persons in the votes about the case; two are asked for,
   and a row says how many there are.
"""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from countenance.cli.telling.log import Told
from countenance.cli.telling.request_files import flat
from countenance.cli.telling.request_rows import proof_file
from countenance.errors import RecordError
from countenance.record.figures.identified import Identified, Use
from countenance.record.figures.period import Period
from countenance.stores.whole_file import write_whole

__all__ = ["COLUMNS", "IDENTIFICATIONS", "use_row", "write_identifications"]

IDENTIFICATIONS = "identifications.json"

COLUMNS = (
    "entry", "caller", "service", "model", "began", "ended", "result", "reference_database",
    "reference_named_by", "reference_commitments", "inputs", "input_commitments", "matched",
    "matched_commitments", "clauses", "relied_on", "verified_by", "verified_by_two",
    "result_entry", "use_entry", "proof", "result_proof", "use_proof",
)  # fmt: skip


_PERSONS = 2
"""Natural persons who have to verify a match: Article 14(5)."""


def write_identifications(log: Told, into: Path, period: Period) -> int:
    """Write the files; how many uses there were. Raises `RecordError`."""
    found = Identified(period)
    for stored, entry in log.entries():
        found.add(stored.index, entry)
    uses = tuple(found.uses())
    rows = [use_row(each) for each in uses]
    for use in uses:
        for index in use.places:
            stored_ = log.reader.entry(index)
            assert stored_ is not None  # it was read before
            write_whole(into / proof_file(index), str(log.proof(stored_)).encode())
    head = {
        "object": "countenance.identifications", "v": 1,
        "article": "Regulation (EU) 2024/1689, Article 12(3)",
        "checkpoint": log.note.decode(), "keys": [str(key) for key in log.keys], "uses": rows,
    }  # fmt: skip
    write_whole(into / IDENTIFICATIONS, json.dumps(head, indent=1).encode() + b"\n")
    _write_csv(into / "identifications.csv", rows)
    return len(rows)


def use_row(use: Use) -> dict[str, Any]:
    """The row of a use."""
    decision, outcome = use.decision, use.outcome
    matched = use.matched
    return {
        "entry": use.index,
        "caller": decision.caller.ref,
        "service": decision.ask.service,
        "model": decision.ask.model,
        "began": use.began,
        "ended": use.ended,
        "result": None if outcome is None else outcome.result,
        "reference_database": "named by the call" if use.reference else "of the AI service",
        "reference_named_by": [part.where for part in use.reference],
        "reference_commitments": [part.commitment for part in use.reference],
        "inputs": [part.where for part in use.inputs],
        "input_commitments": [part.commitment for part in use.inputs],
        "matched": "not told" if matched is None else [part.where for part in matched],
        "matched_commitments": [part.commitment for part in matched or ()],
        "clauses": [f"{each.edition} {each.clause}" for each in decision.clauses],
        "relied_on": list(decision.relied_on),
        "verified_by": use.verified_by,
        "verified_by_two": len(use.verified_by) >= _PERSONS,
        "result_entry": use.result_index,
        "use_entry": use.told_index,
        "proof": str(proof_file(use.index)),
        "result_proof": _file(use.result_index),
        "use_proof": _file(use.told_index),
    }


def _file(index: int | None) -> str | None:
    return None if index is None else str(proof_file(index))


def _write_csv(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, COLUMNS)
            table.writeheader()
            table.writerows(flat(row, COLUMNS) for row in rows)
    except OSError as error:
        raise RecordError(f"{path}: cannot be written: {error.strerror}") from error
