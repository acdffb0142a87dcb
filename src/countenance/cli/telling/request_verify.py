"""An answer to a request, verified by whoever got it: each row against the entry in its proof.

Rules kept here:
 * Every proof leads to the one head of the answer, and that has to be signed by a key that the
   reader trusts. What the answer says of keys counts for nothing.
 * A witness that the answer names has signed that head: by the reader's keys, or by one beside it.
 * A row has to be what its entry says, in the JSON and in the CSV. Beside it may stand only the
   words of clauses and the names of files.
 * A row of an entry that is withheld proves that an entry with its hash stands at its place.
"""

import csv
import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from countenance.cli.telling.request_files import ANSWER, COLUMNS, flat
from countenance.cli.telling.request_rows import proof_file
from countenance.errors import ProofError, RecordError
from countenance.record import entry as kinds
from countenance.record.beside import check_claimed
from countenance.record.canonical import parse_as
from countenance.record.checkpoint import Opened, open_checkpoint
from countenance.record.figures.duties import Duties
from countenance.record.figures.rows import Row, call_row, came_of, change_row
from countenance.record.note import VerifierKey
from countenance.record.proof import Proof, read_proof
from countenance.record.tree import leaf_hash, verify_inclusion
from countenance.record.trust import Trust

__all__ = ["Proofs", "verified_answer"]

_BESIDE = frozenset({"cited", "erased_by_entry", "proof", "result_proof", "held_at_the_start"})


def verified_answer(folder: Path, trust: Trust) -> tuple[Opened, str]:
    """The head of an answer, and what was verified, in words. Raises `ProofError`."""
    try:
        return _verified(folder, trust.keys)
    except OSError as error:
        raise ProofError(f"answer: {error.filename}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error, RecordError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, ProofError):
            raise
        raise ProofError(f"answer: it cannot be read: {error}") from error


def _verified(folder: Path, keys: tuple[VerifierKey, ...]) -> tuple[Opened, str]:
    with (folder / ANSWER).open(encoding="utf-8") as file:
        return _read(folder, _Lines(file), keys)


def _read(
    folder: Path, lines: "_Lines", keys: tuple[VerifierKey, ...]
) -> tuple[Opened, str]:
    opened = open_checkpoint(str(lines.about["log"]["checkpoint"]).encode(), keys)
    check_claimed(lines.about["log"], opened, "answer")
    proofs = Proofs(folder, opened)
    count = withheld = 0
    tables = {name: _table(folder, name) for name in COLUMNS}
    for name, row in lines.rows():
        where = f"answer: {name}: the row of entry {row.get('index')}"
        if "leaf" in row:
            proofs.hash_at(row["index"], b64decode(row["leaf"], validate=True), where)
            withheld += 1
        elif name == "duties":
            _check_duty(row, proofs.entry(row["index"], where), where)
        elif _told(row) != _made(name, row, proofs, where):
            raise ProofError(f"{where} says something else than the entry")
        if next(tables[name], None) != flat(row, _columns(name, row)):
            raise ProofError(f"{where} is another one in {name}.csv")
        count += 1
    for name, table in tables.items():
        if next(table, None) is not None:
            raise ProofError(f"answer: {name}.csv has more rows than {ANSWER}")
    told = f"{count} rows are what their entries say, and the entries are in the log"
    hidden = f"; of {withheld} only the hash is told" if withheld else ""
    return opened, f"{told}{hidden}; that no row is left out this does not show"


class _Lines:
    """The JSON of an answer, read line by line as it was written."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._next()
        self.about = json.loads(self._next().removesuffix(","))
        if self.about.get("object") != "countenance.answer" or self.about.get("v") != 1:
            raise ProofError("answer: it is none (countenance.answer, v 1)")

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Each row with the name of its list; all lists have to be there."""
        for name in COLUMNS:
            if self._next() != f'"{name}": [':
                raise ProofError(f"answer: the list `{name}` is missing")
            while (line := self._next()) not in ("]", "],"):
                row = json.loads(line.removesuffix(","))
                if not isinstance(row, dict) or not isinstance(row.get("index"), int):
                    raise ProofError(f"answer: {name}: a row without an index")
                yield name, row
        if self._next() != "}" or self._file.readline():
            raise ProofError("answer: it goes on after its end")

    def _next(self) -> str:
        line = self._file.readline()
        if not line:
            raise ProofError("answer: it ends too early")
        return line.rstrip("\n")


class Proofs:
    """The proofs in a folder, each under one head."""

    def __init__(self, folder: Path, opened: Opened) -> None:
        self._folder = folder
        self._head = opened.checkpoint
        self._note = str(opened.note)

    def entry(self, index: int, where: str) -> bytes:
        """The entry at a place, verified."""
        proof = self._read(index, where)
        if proof.extra is None:
            raise ProofError(f"{where}: its proof has no entry in it")
        self.hash_at(index, leaf_hash(proof.extra), where)
        return proof.extra

    def hash_at(self, index: int, leaf: bytes, where: str) -> None:
        """Raise `ProofError` unless an entry with this hash stands at a place."""
        proof = self._read(index, where)
        head = self._head
        try:
            verify_inclusion(index, head.size, head.root, leaf, proof.hashes)
        except ProofError as error:
            raise ProofError(f"{where}: {error}") from error

    def _read(self, index: int, where: str) -> Proof:
        proof = read_proof((self._folder / proof_file(index)).read_bytes())
        if proof.index != index:
            raise ProofError(f"{where}: its proof is about entry {proof.index}")
        if str(proof.checkpoint) != self._note:
            raise ProofError(f"{where}: its proof has another head than the rest")
        return proof


def _made(name: str, row: Row, proofs: Proofs, where: str) -> Row:
    """The row as its entry makes it."""
    data = proofs.entry(row["index"], where)
    if name != "calls":
        return change_row(row["index"], data)
    came = None
    if row["result_entry"] is not None:
        outcome = parse_as(proofs.entry(row["result_entry"], where), kinds.Outcome)
        if outcome.prev != row["id"]:
            raise ProofError(f"{where}: its result is that of another call")
        came = came_of(row["result_entry"], outcome)
    return call_row(row["index"], data, came)


def _told(row: Mapping[str, Any]) -> Row:
    return {name: value for name, value in row.items() if name not in _BESIDE}


def _columns(name: str, row: Row) -> list[str]:
    """The columns of a row; one of a duty from before it was told has no `asked_by`."""
    is_old = name == "duties" and "asked_by" not in row
    return [each for each in COLUMNS[name] if not (is_old and each == "asked_by")]


def _check_duty(row: Row, data: bytes, where: str) -> None:
    duties = Duties()
    duties.add(row["index"], parse_as(data, kinds.Decision))
    owed = [each for each in duties if (each.what, each.keeper, each.due) == (
        row["what"], row["keeper"], row["due"],
    )]  # fmt: skip
    if not owed:
        raise ProofError(f"{where}: the entry speaks of no such duty")
    # An answer from before it was told has every clause of the entry, and does not say `asked_by`.
    told = (row["clauses"], row.get("asked_by"))
    if "asked_by" in row and told not in [(list(each.clauses), each.asked_by) for each in owed]:
        raise ProofError(f"{where}: the entry says that other clauses asked for it")


def _table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
