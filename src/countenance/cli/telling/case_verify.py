"""A case that was handed over, verified by whoever got it: each entry, each row, the certificates.

Rules kept here:
 * Every proof leads to the one head of the case, and that has to be signed by a key that the reader
   trusts.
 * A witness that the case names has signed that head: by the reader's keys, or by one beside it.
 * The entry, and each row, has to be what the entry in its proof says; of every entry that is named
   there is a proof.
"""

import json
from pathlib import Path
from typing import Any

from countenance.cli.receipts import verified_file
from countenance.cli.telling.case import CASE
from countenance.cli.telling.case_rulings import check_rulings
from countenance.cli.telling.request_verify import Proofs
from countenance.errors import ProofError, RecordError
from countenance.record import entry as kinds
from countenance.record.beside import check_claimed
from countenance.record.canonical import parse, parse_as
from countenance.record.checkpoint import Opened, open_checkpoint
from countenance.record.figures.rows import Row, call_row, came_of, change_row
from countenance.record.trust import Trust

__all__ = ["verified_case"]


def verified_case(folder: Path, trust: Trust) -> tuple[Opened, str]:
    """The head of a case, and what was verified, in words. Raises `ProofError`."""
    try:
        made = json.loads((folder / CASE).read_text(encoding="utf-8"))
        if made.get("object") != "countenance.case" or made.get("v") != 1:
            raise ProofError("case: it is none (countenance.case, v 1)")
        opened = open_checkpoint(str(made["log"]["checkpoint"]).encode(), trust.keys)
        check_claimed(made["log"], opened, "case")
        count = _check(made, Proofs(folder, opened))
        receipt = (folder / "receipt.json").read_bytes()
        _, says = verified_file(receipt, None, trust)
        if json.loads(receipt)["index"] != made["call"]["index"]:
            raise ProofError("case: its receipt is about another entry")
    except OSError as error:
        raise ProofError(f"case: {error.filename}: {error.strerror}") from error
    except (UnicodeDecodeError, RecordError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, ProofError):
            raise
        raise ProofError(f"case: it cannot be read: {error}") from error
    return opened, f"{says}; the case says what its {count} entries say, and all of them are there"


def _check(made: dict[str, Any], proofs: Proofs) -> int:
    index = made["call"]["index"]
    data = proofs.entry(index, f"case: entry {index}")
    if made["entry"] != parse(data):
        raise ProofError(f"case: it says something else than entry {index}")
    # A case that was made before calls were told with what people decided has none of these lists.
    calls = [made["call"], *made.get("calls", ())]
    for call in calls:
        if call != _call(call, proofs):
            raise ProofError(f"case: it says something else than entry {call['index']}")
    if [(e["edition"], e["clause"]) for e in made["clauses"]] != [
        (e["edition"], e["clause"]) for e in made["entry"].get("clauses", [])
    ]:
        raise ProofError(f"case: its clauses are others than those of entry {index}")
    rows = [*made.get("before", ()), *made["later"], *made["held"]["entries"]]
    for row in rows:
        where = f"case: the row of entry {row['index']}"
        if row != change_row(row["index"], proofs.entry(row["index"], where)):
            raise ProofError(f"{where} says something else than the entry")
    read = [parse(proofs.entry(each["index"], "case")) for each in (*calls, *rows)]
    _check_names(made, read)
    check_rulings(made, read)
    return len({each["index"] for each in (*calls, *rows)})


def _call(row: Row, proofs: Proofs) -> Row:
    """The row of a call as its entry, and that of what came of it, make it."""
    index, at = row["index"], row["result_entry"]
    data, came = proofs.entry(index, f"case: entry {index}"), None
    if at is not None:
        outcome = parse_as(proofs.entry(at, f"case: entry {at}"), kinds.Outcome)
        if outcome.prev != parse(data)["id"]:
            raise ProofError("case: its result is that of another call")
        came = came_of(at, outcome)
    return call_row(index, data, came)


def _check_names(made: dict[str, Any], read: list[Row]) -> None:
    """The held call that it says it is has to be the one that its entries name."""
    call = made["entry"]["id"]
    named = {
        each["case"]
        for each in read
        if each.get("case") and call in (each["id"], each.get("decision"), each["prev"])
    }
    for name in made.get("cases", ()):
        if name not in named:
            raise ProofError(f"case: no entry of it says that its call is of `{name}`")
