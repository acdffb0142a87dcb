"""The answer to a request as a document to read: what is in it, and what it cannot show."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from countenance.cli.telling.document import Block, Document, Heading, Items, Lines, Table, Text
from countenance.record.beside import another_history, head_words
from countenance.record.figures.held import Registered
from countenance.record.figures.rows import Row

__all__ = ["answer_document"]

_CALLS = ("entry", "time (UTC)", "asked", "outcome", "clauses", "came of it", "withheld, and why")
_CHANGES = ("entry", "time (UTC)", "about", "says", "withheld, and why")
_DUTIES = ("entry", "duty", "who keeps it", "due", "overdue", "done by entry", "asked by")


def answer_document(
    about: Mapping[str, Any],
    shown: Mapping[str, Sequence[Row]],
    counts: Mapping[str, int],
    registered: Registered,
) -> Document:
    """The document. `shown`: the rows that it shows, of `counts` in all."""
    log = about["log"]
    period = f"from {about['from'] or 'the first entry'} until {about['until'] or 'the last'}"
    blocks: list[Block] = [
        Text(
            f"What the record `{log['origin']}` has about {about['agency']} (`{about['ref']}`), "
            f"{period}: {counts['calls']} calls, {counts['changes']} changes of what decides about "
            f"them, {counts['duties']} duties left by them, {counts['rulings']} rulings."
        ),
        Items(
            (
                "`answer.json`, `calls.csv`, `changes.csv`, `duties.csv`, `rulings.csv`: every "
                "row, every field",
                "`proofs`: for each row the file by which others verify its entry; that of entry "
                "17 is `proofs/0/17.tlog-proof`, of entry 4321 `proofs/4/4321.tlog-proof`",
            )
        ),
        Heading("Calls"),
        *_table("One row a call", _CALLS, shown["calls"], _call, counts["calls"]),
        *_cited(shown["calls"]),
        Heading("Registration, keys, settings and codes, with their changes"),
        Text("The registration as it stood at the end of the period:"),
        Items(tuple(registered.says()) or ("nothing was entered about it",)),
        *_table("One row a change", _CHANGES, shown["changes"], _change, counts["changes"]),
        Heading("Duties after a call"),
        Text(f"Overdue is what should have been done before {about['overdue_on']}."),
        *_table("One row a duty", _DUTIES, shown["duties"], _duty, counts["duties"]),
        Heading("Rulings"),
        Text(
            "What people decided: steps of held calls, votes and appeals; rulings, and motions of "
            "the board with the votes on them. Those that may still decide when the period begins "
            "are there too, and of a held call every step whatever its day."
        ),
        *_table("One row an entry", _CHANGES, shown["rulings"], _change, counts["rulings"]),
        Heading("What is withheld"),
        Items(
            (
                "Prompts, pictures, answers: they are never kept. A digest of each stands in its "
                "entry, behind a commitment.",
                "Names of the organisation, of cameras and places, references, addresses of AI "
                "services, values of settings: personal, or they could be guessed. They stand as "
                "commitments; ask for the opening of one.",
                f"Whole entries that the operator withholds: {counts['withheld']}. Each has its "
                "row, its hash, its proof, and the reason.",
            )
        ),
        Heading("How to verify it"),
        *_verify(log),
        Heading("What it cannot show"),
        Items(
            (
                f"That `{about['ref']}` is {about['agency']} is the word of the operator. The "
                "entry of its registration has a commitment to the name of the organisation: ask "
                "for its opening.",
                "That no call is left out. Ask for the redacted export of the same period "
                "(`countenance record export --redacted`): the hashes of all its entries are "
                "verified to be complete, and each entry here has its place among them.",
                "That every call came through the gate. Ask for the bill of the AI service "
                "(`countenance reconcile`).",
            )
        ),
    ]  # fmt: skip
    return Document(f"The record about {about['agency']}", tuple(blocks))


def _table(
    caption: str,
    heads: tuple[str, ...],
    rows: Sequence[Row],
    cells: Callable[[Row], tuple[str, ...]],
    count: int,
) -> Iterable[Block]:
    if not count:
        yield Text("None.")
        return
    title = f"{caption}: the first {len(rows)} of {count}" if len(rows) < count else caption
    yield Table(title, heads, tuple(map(cells, rows)), (0,))


def _call(row: Row) -> tuple[str, ...]:
    index, time, hidden = _first(row)
    if "leaf" in row:
        return index, time, "", "", "", "", hidden
    clauses = [f"{each['edition']} {each['clause']}" for each in row["clauses"]]
    acts = f" ({', '.join(row['acts'])})" if row["acts"] else ""
    why = f": {row['reason']}" if row["reason"] else ""
    came = row["result"] or "nothing went on"
    status = f", {row['upstream_status']}" if row["upstream_status"] else ""
    return (
        index,
        time,
        f"{row['operation'] or row['kind']}{acts}",
        ("asked about: " if row["only_asked_about"] else "") + row["outcome"] + why,
        "; ".join(clauses) or "none",
        came + status,
        hidden,
    )


def _change(row: Row) -> tuple[str, ...]:
    index, time, hidden = _first(row)
    if "leaf" in row:
        return index, time, "", "", hidden
    held = ", held when the period began" if row["held_at_the_start"] else ""
    about = f"{row['kind']} {row['change']}" if row["change"] else row["kind"]
    return index, time, f"{about}{held}", "; ".join(row["says"]), hidden


def _duty(row: Row) -> tuple[str, ...]:
    done = "" if row["done_by_entry"] is None else str(row["done_by_entry"])
    overdue = "yes" if row["overdue"] else "no"
    return (
        str(row["index"]), row["what"], row["keeper"], row["due"] or "", overdue, done,
        row["asked_by"],
    )  # fmt: skip


def _first(row: Row) -> tuple[str, str, str]:
    """The cells that every row has: its entry, its time, and what is withheld."""
    by_reason: dict[str, list[str]] = {}
    for place, reason in row["withheld"].items():
        by_reason.setdefault(reason, []).append(place)
    hidden = "; ".join(f"{', '.join(names)}: {reason}" for reason, names in by_reason.items())
    if row.get("erased_by_entry") is not None:
        hidden += f"; erased by entry {row['erased_by_entry']}: nobody can open them any more"
    return str(row["index"]), row["time"][:19].replace("T", " "), hidden


def _cited(rows: Iterable[Row]) -> Iterable[Block]:
    """The words of every clause that a row names, once."""
    told = sorted({words for row in rows for words in row.get("cited", ())})
    if told:
        yield Text("The clauses in our own plain words, with where they are from:")
        yield Items(tuple(told))


def _verify(log: Mapping[str, Any]) -> Iterable[Block]:
    yield Text(
        "Get the verifier key of the log from somewhere else than this folder: from the address of "
        "the gate (`/.well-known/countenance`), from a witness, or on paper. It should be one of:"
    )
    yield Lines("\n".join(log["keys"]))
    yield Text("With countenance, every row and every proof at once:")
    yield Lines("countenance record verify FOLDER --key KEY")
    yield Text(
        "Without it, each proof by one file of Python that has nothing else in common with the "
        "gate (`verify/verify_countenance.py` in its source), or by any program that reads "
        "tlog-proof:"
    )
    yield Lines("python3 verify_countenance.py proofs/0/17.tlog-proof KEY")
    yield Text(head_words(log) + another_history(log))
