"""Uses of identification that were handed over, verified by whoever got them.

Rules kept here:
 * Every proof leads to the one head of the folder, and that has to be signed by a key that the
   reader trusts.
 * A row has to be what its entries say: the decision, what came of it, and the entry of the use; so
   has its line in the CSV.
 * Persons may stand in votes as well, whose proofs are not in the folder: how many is said.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from countenance.cli.telling.identifications import COLUMNS, IDENTIFICATIONS, use_row
from countenance.cli.telling.request_files import flat
from countenance.cli.telling.request_verify import Proofs
from countenance.cli.words import number_of
from countenance.errors import ProofError, RecordError
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.checkpoint import Opened, open_checkpoint
from countenance.record.figures.identified import Use, identifies
from countenance.record.trust import Trust

__all__ = ["verified_identifications"]

_WHO = ("verified_by", "verified_by_two")

_E = TypeVar("_E", kinds.Outcome, kinds.Identification)


def verified_identifications(folder: Path, trust: Trust) -> tuple[Opened, str]:
    """The head of an export, and what was verified, in words. Raises `ProofError`."""
    try:
        made = json.loads((folder / IDENTIFICATIONS).read_text(encoding="utf-8"))
        if made.get("object") != "countenance.identifications" or made.get("v") != 1:
            raise ProofError("identifications: it is none (countenance.identifications, v 1)")
        opened = open_checkpoint(str(made["checkpoint"]).encode(), trust.keys)
        says = _check(made["uses"], Proofs(folder, opened), _table(folder))
    except OSError as error:
        raise ProofError(f"identifications: {error.filename}: {error.strerror}") from error
    except (
        UnicodeDecodeError, csv.Error, RecordError, KeyError, TypeError, ValueError,
        AttributeError,
    ) as error:  # fmt: skip
        if isinstance(error, ProofError):
            raise
        raise ProofError(f"identifications: it cannot be read: {error}") from error
    return opened, says


def _check(rows: list[dict[str, Any]], proofs: Proofs, table: Iterator[dict[str, str]]) -> str:
    entries: set[int] = set()
    by_votes = 0
    for row in rows:
        where = f"identifications: the use of entry {row['entry']}"
        use = _use(row, proofs, where)
        named = tuple(use.told.verified_by) if use.told is not None else ()
        use.verified_by = list(row["verified_by"])
        if row != use_row(use) or tuple(row["verified_by"][: len(named)]) != named:
            raise ProofError(f"{where} says something else than its entries")
        if next(table, None) != flat(row, COLUMNS):
            raise ProofError(f"{where} is another one in the CSV")
        by_votes += len(row["verified_by"]) - len(named)
        entries.update(use.places)
    if next(table, None) is not None:
        raise ProofError("identifications: the CSV has more rows than the JSON")
    told = (
        f"{number_of(len(rows), 'use')} of identification: the rows are what their "
        f"{number_of(len(entries), 'entry', 'entries')} say, and all of them are in the log"
    )
    people = number_of(by_votes, "person stands", "persons stand")
    votes = f"; {people} in votes, which are not proved here"
    return f"{told}{votes if by_votes else ''}; that no use is left out this does not show"


def _use(row: dict[str, Any], proofs: Proofs, where: str) -> Use:
    index = int(row["entry"])
    decision = parse_as(proofs.entry(index, where), kinds.Decision)
    if not identifies(decision):
        raise ProofError(f"{where}: the entry let no identification through")
    use = Use(index, decision)
    use.result_index = row["result_entry"]
    use.outcome = _after(use.result_index, kinds.Outcome, decision, proofs, where)
    use.told_index = row["use_entry"]
    use.told = _after(use.told_index, kinds.Identification, decision, proofs, where)
    return use


def _after(
    index: int | None, kind: type[_E], decision: kinds.Decision, proofs: Proofs, where: str
) -> _E | None:
    """The entry at a place, which has to be about this decision."""
    if index is None:
        return None
    entry = parse_as(proofs.entry(index, where), kind)
    if entry.prev != decision.id:
        raise ProofError(f"{where}: entry {index} is about another call")
    return entry


def _table(folder: Path) -> Iterator[dict[str, str]]:
    path = (folder / IDENTIFICATIONS).with_suffix(".csv")
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
