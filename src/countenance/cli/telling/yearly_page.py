"""The report of a year as a document."""

from collections.abc import Iterable, Mapping
from typing import Any

from countenance.cli.telling.document import Block, Document, Heading, Items, Table, Text
from countenance.record.figures.stats import OUTCOMES

__all__ = ["yearly_document"]


def yearly_document(made: Mapping[str, Any]) -> Document:
    """The document. `made`: the report as `countenance record yearly --json` gives it."""
    log, rows = made["log"], made["rows"]
    overdue = [(row, each) for row in rows for each in row["overdue"]]
    blocks: list[Block] = [
        Text(
            f"Calls of the year {made['year']} by authority and code, from the record "
            f"`{log['origin']}`. A call counts for every code that applied to it; so rows of one "
            "authority are not to be added up."
        ),
        Table(
            "Calls by authority and code",
            ("authority", "kind", "code", "calls", *OUTCOMES, "duties left", "fell due", "overdue"),
            tuple(
                (
                    f"{row['agency']} (`{row['ref']}`)", row["kind"], row["code"],
                    str(row["calls"]), *(str(row["outcomes"][word]) for word in OUTCOMES),
                    str(row["duties"]), str(row["due"]), str(len(row["overdue"])),
                )
                for row in rows
            ),
            tuple(range(3, 7 + len(OUTCOMES))),
        ),
        Table(
            "Clauses that decided",
            ("authority", "clause", "calls"),
            tuple(
                (row["agency"], clause, str(calls))
                for row in rows
                for clause, calls in row["decided_by"].items()
            ),
            (2,),
        ),
        Heading("What people decided"),
        *_people(made),
        Heading("Rulings"),
        *_rulings(made),
        Heading("Duties that are overdue"),
        Text(
            f"What fell due in the year, should have been done before {made['overdue_on']}, and "
            "was not done by then. It is told in the year in which it fell due, whenever its call "
            "was."
        ),
        Table(
            "Overdue",
            ("entry", "authority", "duty", "due", "done later, by entry", "asked by"),
            tuple(
                (str(each["entry"]), row["agency"], each["what"], each["due"],
                 "" if each["done_by_entry"] is None else str(each["done_by_entry"]),
                 each["asked_by"])
                for row, each in overdue
            ),
            (0,),
        ),
        Heading("Days without a witness"),
        *_days(made["days"]),
        Heading("What it was counted from"),
        Text(
            f"{log['size']} entries, each compared with the head that was signed, with the root "
            f"`{log['root']}`. That every call came through the gate the record does not show."
        ),
    ]  # fmt: skip
    return Document(f"{log['origin']}: the year {made['year']}", tuple(blocks))


def _people(made: Mapping[str, Any]) -> Iterable[Block]:
    if not made["people"]:
        yield Text("Nothing: no call that was held was decided by people.")
        return
    yield Table(
        "Entries by which people decided, whatever code applied",
        ("authority", "kind", "what", "entries"),
        tuple(
            (each["agency"], each["kind"], each["what"], str(each["entries"]))
            for each in made["people"]
        ),
        (3,),
    )


def _rulings(made: Mapping[str, Any]) -> Iterable[Block]:
    if not made["rulings"]:
        yield Text("None was proposed, decided or appealed.")
        return
    yield Text("A ruling is about no caller: it reads a clause for every call in its scope.")
    yield Table(
        "Steps of rulings",
        ("edition", "clause", "change", "entries"),
        tuple(
            (each["edition"], each["clause"], each["change"], str(each["entries"]))
            for each in made["rulings"]
        ),
        (3,),
    )


def _days(days: Mapping[str, Any]) -> Iterable[Block]:
    without = days["without_a_witness"]
    yield Text(
        f"{len(without)} of {days['with_entries']} days on which entries were written."
        + ("" if days["policy"] == "given" else " No policy says whose signatures count.")
    )
    if without:
        yield Items(tuple(_spans(without)))


def _spans(days: list[str]) -> Iterable[str]:
    """Days that follow each other in the list, by month."""
    by_month: dict[str, list[str]] = {}
    for day in days:
        by_month.setdefault(day[:7], []).append(day[8:])
    return (f"{month}: {', '.join(each)}" for month, each in by_month.items())
