"""The open questions that come with the codes: what a term means, or whether a clause stands.

Rules kept here:
 * A question is bound to an edition, a clause, and the term of it that it is about. Without a term
   it asks whether the clause still stands in the edition.
 * It says who was asked and what was answered, and from where that is known.
"""

import datetime
from dataclasses import dataclass

from countenance.errors import CodeError
from countenance.facts.tables import Table, parse_toml

__all__ = ["PackagedQuestion", "parse_questions"]

_VERSION = 1


@dataclass(frozen=True, slots=True)
class PackagedQuestion:
    """One question. `term`: the id of a term that the clause uses; empty: whether it stands.

    `asked_of`: who was asked, `answered_then` what was answered when it was.
    """

    id: str
    edition: str
    clause: str
    term: str
    asks: str
    asked: datetime.date
    asked_of: str
    answered_then: str
    source: str


def parse_questions(text: str, where: str) -> tuple[PackagedQuestion, ...]:
    """The questions that `text` holds, in its order. Raises `CodeError`."""
    table = parse_toml(text, where, CodeError)
    if table.whole("version", 0) != _VERSION:
        table.fail(f"`version` is not {_VERSION}, the only one that is read here")
    found = tuple(
        _question(entry.at(f"{where}, question {at}"))
        for at, entry in enumerate(table.tables("question"), 1)
    )
    table.done()
    names = [each.id for each in found]
    if len(set(names)) < len(names):
        table.fail("two questions have one id")
    return found


def _question(table: Table) -> PackagedQuestion:
    asked = table.date("asked")
    if asked is None:
        table.fail("`asked` is missing; it takes a date such as 2024-05-03")
    found = PackagedQuestion(
        table.text("id"),
        table.text("edition"),
        table.text("clause"),
        table.text("term", ""),
        table.text("asks"),
        asked,
        table.text("asked_of"),
        table.text("answered_then"),
        table.text("source"),
    )
    table.done()
    return found
