"""`countenance record transparency`: counts for the public, without the small ones."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from countenance.cli.telling.document import (
    Block,
    Document,
    Heading,
    Items,
    Table,
    Text,
)
from countenance.cli.telling.log import period_of, period_options, told
from countenance.cli.telling.policy import policy_of, policy_options
from countenance.cli.telling.stats import counted
from countenance.cli.telling.written import document_options, give
from countenance.cli.words import data_option, json_option, number_of
from countenance.record.beside import head_words
from countenance.record.figures.period import Step
from countenance.record.figures.stats import Stats
from countenance.record.figures.suppression import HIDDEN
from countenance.record.figures.transparency import K, report_of

__all__ = ["transparency"]


@click.command()
@period_options
@click.option("--k", default=K, show_default=True, type=click.IntRange(1), metavar="N",
              help="No number from 1 to N - 1 is shown, and none can be worked out.")  # fmt: skip
@click.option("--by", default=Step.MONTH.value, show_default=True,
              type=click.Choice([each.value for each in Step]),
              help="The steps in time.")  # fmt: skip
@document_options
@policy_options
@data_option
@json_option
def transparency(
    begins: str | None,
    ends: str | None,
    k: int,
    by: str,
    markdown: Path | None,
    page_file: Path | None,
    trust: Path | None,
    settings: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Make a report for the public: counts alone, and no small ones.

    \b
    Example:
        countenance record transparency --from 2026-01-01 --until 2026-12-31 --html 2026.html
    """
    with told(folder, policy_of(trust, settings)) as log:
        found = counted(log, Stats(period_of(begins, ends)))
        report = report_of(found, log.summary, k, Step(by), (begins, ends))
    give(_document(report), report, markdown, page_file, as_json=as_json)


def _document(report: Mapping[str, Any]) -> Document:
    log, k = report["log"], report["k"]
    period = f"from {report['from'] or 'the first entry'} until {report['until'] or 'the last'}"
    calls = f"fewer than {k} calls"
    if report["calls"] is not None:
        calls = number_of(report["calls"], "call")
    blocks: list[Block] = [
        Text(f"{calls}, {period}, through the gate whose record is `{log['origin']}`."),
        Text(
            f"Counts alone. The operator has chosen k = {k}: no number from 1 to {k - 1} is shown. "
            f"Where one would be, {HIDDEN} stands, and {HIDDEN} stands for larger numbers beside "
            "it as well, so that nobody gets it by subtraction. Rows and columns that come to "
            "less are named together with others."
            if k > 1
            else "Counts alone. The operator has chosen k = 1: no number is hidden."
        ),
    ]
    if report["outcomes"]:
        for caption, name, key in (
            ("Calls by period", "period", "over_time"),
            ("Calls by the clause that decides", "clause", "by_clause"),
            ("Calls by kind of caller", "caller_kind", "by_caller_kind"),
        ):
            blocks.append(_grid(caption, name, report[key], report["outcomes"]))
    others = [
        (says, f"fewer than {k}" if number is None else str(number))
        for says, number in report["others"].items()
    ]
    blocks += [
        Heading("What was changed, and what failed"),
        Table("Counts of the period", ("what", "how often"), tuple(others), (1,)),
        Heading("What the words mean"),
        Items(
            (
                "`pass`: let through",
                "`redact`: let through with every face covered",
                "`refuse`: not let through; a clause or a missing fact says why",
                "`hold`: waits for people",
                "`unread`: refused because it could not be read",
            )
        ),
        Heading("What it was counted from"),
        Text(
            f"{log['size']} entries of `{log['origin']}`, each compared with the head that was "
            f"signed, with the root `{log['root']}`. "
            + head_words(log)
        ),
        Text(
            "That every call came through the gate is not shown by its record, and what hides a "
            "number here does not reckon with what a reader knows from somewhere else."
        ),
    ]  # fmt: skip
    return Document(f"{log['origin']}: transparency report", tuple(blocks))


def _grid(
    caption: str, name: str, rows: Sequence[Mapping[str, Any]], totals: Mapping[str, int]
) -> Table:
    columns = (*totals, "calls")
    told = [
        (row[name], *(HIDDEN if row[word] is None else str(row[word]) for word in columns))
        for row in rows
    ]
    last = ("all", *map(str, totals.values()), str(sum(totals.values())))
    heads = (name.replace("_", " "), *columns)
    return Table(caption, heads, (*told, last), tuple(range(1, len(heads))))
