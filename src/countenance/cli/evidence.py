"""`countenance evidence`: the statement of measures that a code or a law makes its user give.

Rules kept here:
 * Every clause of the edition has its part, with the controls behind it or with what is missing.
 * Figures are counted from entries that fit the signed head, or there is no statement.
"""

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from countenance import __version__
from countenance.cli.telling.log import Told, period_of, period_options, told
from countenance.cli.telling.measures_page import statement_document
from countenance.cli.telling.policy import policy_of, policy_options
from countenance.cli.telling.written import document_options, give
from countenance.cli.words import data_option, json_option
from countenance.codes.controls import ControlTable, DutyRow
from countenance.codes.model import Clause, Edition
from countenance.codes.shelves import basis_words
from countenance.errors import CodeError
from countenance.record.canonical import as_token
from countenance.record.figures.measures import Measures
from countenance.stores.citing import cited_clause
from countenance.stores.controls import controls, controls_of
from countenance.stores.packaged import edition as packaged_edition
from countenance.stores.packaged import editions_in_force, editions_of

__all__ = ["evidence"]


@click.command()
@click.option("--code", "name", required=True, metavar="CODE[@EDITION]",
              help="The code that has to be kept. [its edition in force]")  # fmt: skip
@period_options
@document_options
@policy_options
@data_option
@json_option
def evidence(
    name: str,
    begins: str | None,
    ends: str | None,
    markdown: Path | None,
    page_file: Path | None,
    trust: Path | None,
    settings: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Write the statement of measures for a code: clause, control, test, figures, what is missing.

    \b
    Example:
        countenance evidence --code ms-enterprise-ai-coc --from 2026-01-01 --html statement.html
    """
    period = period_of(begins, ends)
    today = datetime.fromtimestamp(time.time(), UTC).date()
    try:
        edition = _edition(name, min(today, period.last))
        table = controls_of(edition.code)
    except CodeError as error:
        raise click.UsageError(str(error)) from error
    with told(folder, policy_of(trust, settings)) as log:
        found = Measures(period)
        for stored, entry in log.entries():
            found.add(stored.index, entry)
        made = _statement(edition, table, found, log, today)
    made = {"from": begins, "until": ends, **made}
    give(statement_document(made), made, markdown, page_file, as_json=as_json)


def _edition(name: str, day: date) -> Edition:
    if "@" in name:
        return packaged_edition(name)
    found = editions_in_force(name, day)
    return found[-1] if found else editions_of(name)[-1]


def _statement(
    edition: Edition, table: ControlTable, found: Measures, log: Told, day: date
) -> dict[str, Any]:
    rows = [_clause(edition, clause, table, found) for clause in edition.clauses]
    duties = [_duty(each) for each in table.duties]
    used = dict.fromkeys(
        [*table.always, *(each for row in (*rows, *duties) for each in row["controls"])]
    )
    return {
        "object": "countenance.statement",
        "v": 1,
        "edition": edition.name,
        "title": edition.title,
        "asked_by": table.asked_by,
        "engine": f"countenance-{__version__}",
        "log": log.summary,
        "figures": found.figures(day),
        "always": list(table.always),
        "clauses": rows,
        "duties": duties,
        "controls": [_control(each) for each in used],
        "not_controlled": list(_left_open(table, rows, duties, used)),
    }


def _clause(
    edition: Edition, clause: Clause, table: ControlTable, found: Measures
) -> dict[str, Any]:
    row = table.clause(clause.id)
    if row is None:
        raise CodeError(f"{edition.name}: clause `{clause.id}` has no row in the table of controls")
    cited = cited_clause(edition, clause)
    verdict = "where its readings differ: unclear" if clause.verdict is None else (
        clause.verdict.words[0]
    )  # fmt: skip
    return {
        "id": clause.id,
        "says": cited.says,
        "gives": f"{verdict}, unclear until signed off" if clause.weak else verdict,
        "section": cited.section,
        "source": cited.source,
        "known": cited.known,
        "controls": list(row.controls),
        "not_controlled": list(row.not_controlled),
        "speaks": _counts(found.speaks, edition.name, clause.id),
        "decides": _counts(found.decides, edition.name, clause.id),
    }


def _counts(
    counts: Mapping[tuple[str, str, str], int], edition: str, clause: str
) -> dict[str, int]:
    return {
        outcome: number
        for (name, id_, outcome), number in counts.items()
        if (name, id_) == (edition, as_token(clause))
    }


def _duty(row: DutyRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "says": row.says,
        "known": basis_words(row.known),
        "begins": row.begins.isoformat(),
        "controls": list(row.controls),
        "not_controlled": list(row.not_controlled),
    }


def _control(id_: str) -> dict[str, Any]:
    one = controls()[id_]
    return {
        "id": one.id,
        "says": one.says,
        "modules": list(one.modules),
        "tests": list(one.tests),
        "figures": list(one.figures),
        "not_controlled": list(one.not_controlled),
    }


def _left_open(
    table: ControlTable,
    rows: Iterable[Mapping[str, Any]],
    duties: Iterable[Mapping[str, Any]],
    used: Iterable[str],
) -> Iterable[str]:
    """Everything that is not controlled, once, with what it is about."""
    yield from table.not_controlled
    for row in (*rows, *duties):
        yield from (f"{row['id']}: {each}" for each in row["not_controlled"])
    for each in used:
        yield from (f"`{each}`: {left}" for left in controls()[each].not_controlled)
