"""The cases beside an edition: situations in words and facts, each with the verdicts expected.

Rules kept here:
 * A case is read strictly: a key, a fact, a value or a verdict that is not known is an error that
   names the file, the case and the nearest right word.
 * A fact that a case does not name is not known; one of several values is `one|another`. `as_of`
   asks for a day, `signed` as if every weak text of the edition were signed off.
 * A case names the clause that it is about; only beside an edition without clauses it names none.

The texts are handed in; asking an edition about a case is done in `countenance.decisions.trials`.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from countenance.codes.model import Edition, Verdict
from countenance.errors import CodeError, FactError
from countenance.facts.tables import Table, parse_toml
from countenance.facts.vocabulary import Vocabulary, nearest

__all__ = ["EditionCase", "load_cases"]


@dataclass(frozen=True, slots=True)
class EditionCase:
    """A situation, what an edition is to answer, and the clause that the case is about.

    `verdicts` are all that can be reached; `ask` the fact that is to be asked for next, if any.
    """

    says: str
    clause: str
    facts: Mapping[str, str]
    verdicts: Verdict
    ask: str = ""
    signed: bool = False
    as_of: datetime.date | None = None


def load_cases(
    text: str, edition: Edition, vocabulary: Vocabulary, where: str
) -> tuple[EditionCase, ...]:
    """The cases that `text` holds for an edition; `where` is its name. Raises `CodeError`."""
    table = parse_toml(text, where, CodeError)
    found = tuple(
        _case(entry.at(f"{where}, case {i}"), edition, vocabulary)
        for i, entry in enumerate(table.tables("case"), 1)
    )
    table.done()
    return found


def _case(table: Table, edition: Edition, vocabulary: Vocabulary) -> EditionCase:
    case = EditionCase(
        table.text("says"),
        table.text("clause") if edition.clauses else "",
        _facts(table, vocabulary),
        _verdicts(table),
        table.text("ask", ""),
        table.truth("signed"),
        table.date("as_of"),
    )
    table.done()
    names = [clause.id for clause in edition.clauses]
    if names and case.clause not in names:
        near = nearest(case.clause, names)
        hint = f"; did you mean `{near}`?" if near else f"; there are: {', '.join(names)}"
        table.fail(f"{edition.name} has no clause `{case.clause}`{hint}")
    if case.ask:
        try:
            vocabulary.index(case.ask)
        except FactError as cause:
            raise CodeError(f"{table.where}: `ask`: {cause}") from cause
    return case


def _facts(table: Table, vocabulary: Vocabulary) -> dict[str, str]:
    stated = table.table("facts")
    found = {name: stated.text(name) for name in stated.names()}
    try:
        vocabulary.cube({name: value.split("|") for name, value in found.items()})
    except FactError as cause:
        raise CodeError(f"{table.where}: {cause}") from cause
    return found


def _verdicts(table: Table) -> Verdict:
    words = {str(verdict.name).lower(): verdict for verdict in Verdict}
    found = Verdict(0)
    for word in table.texts("verdicts"):
        if word not in words:
            near = nearest(word, words)
            hint = f"; did you mean `{near}`?" if near else ""
            table.fail(f"`verdicts` holds `{word}`; it is one of {', '.join(words)}{hint}")
        found |= words[word]
    return found
