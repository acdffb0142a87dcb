"""`countenance record stats`: how calls came out, as a table, for programs, and with pictures."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from countenance.cli.telling import charts
from countenance.cli.telling import page as pages
from countenance.cli.telling.log import Told, period_of, period_options, told
from countenance.cli.telling.policy import policy_of, policy_options
from countenance.cli.words import data_option, json_option, number_of, say_json, table
from countenance.record.beside import head_words
from countenance.record.figures.period import Step, step_for, steps
from countenance.record.figures.stats import OUTCOMES, Stats
from countenance.stores.whole_file import write_whole

__all__ = ["counted", "grouped", "stats"]

_DRAWN = 14
"""The most bars beside each other; the table behind them has all."""
_AT_A_GLANCE = 12


@click.command()
@period_options
@click.option("--by", "by", type=click.Choice([step.value for step in Step]),
              help="The steps in time. [what the period is shown well in]")  # fmt: skip
@click.option("--html", "page_file", metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False),
              help="Write a page with pictures to this file.")  # fmt: skip
@policy_options
@data_option
@json_option
def stats(
    begins: str | None,
    ends: str | None,
    by: str | None,
    page_file: Path | None,
    trust: Path | None,
    settings: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Count the calls of a period: by outcome, by clause, by kind of caller, over time.

    Every entry is compared with the signed head first; one that does not fit ends it (exit 5).

    \b
    Example:
        countenance record stats --from 2026-11-01 --html november.html
    """
    period = period_of(begins, ends)
    with told(folder, policy_of(trust, settings)) as log:
        found = counted(log, Stats(period))
        made = _as_object(found, log, None if by is None else Step(by))
    if page_file is not None:
        write_whole(page_file, _page(made).encode())
    if as_json:
        say_json(made)
    else:
        _show(made)


def counted(log: Told, into: Stats) -> Stats:
    """All entries of the log, counted."""
    for _, entry in log.entries():
        into.add(entry)
    return into


def grouped(
    counts: Mapping[tuple[str, str], int], names: Iterable[str] | None = None
) -> dict[str, dict[str, int]]:
    """Name -> outcome -> calls; the largest first, or in the order of these names."""
    rows: dict[str, Counter[str]] = {name: Counter() for name in names or ()}
    for (name, outcome), calls in counts.items():
        rows.setdefault(name, Counter())[outcome] += calls
    ordered = rows.items() if names is not None else sorted(
        rows.items(), key=lambda each: (-each[1].total(), each[0])
    )  # fmt: skip
    return {name: {word: row[word] for word in OUTCOMES} for name, row in ordered}


def _as_object(found: Stats, log: Told, by: Step | None) -> dict[str, Any]:
    step = by or (step_for(found.first, found.last) if found.calls else Step.DAY)
    in_steps: Counter[tuple[str, str]] = Counter()
    for (day, outcome), calls in found.by_day.items():
        in_steps[step.begins(day), outcome] += calls
    names = list(steps(found.first, found.last, step)) if found.calls else []
    return {
        "from": found.first or None,
        "until": found.last or None,
        "log": log.summary,
        "calls": found.calls,
        "outcomes": {word: found.outcomes[word] for word in OUTCOMES},
        "by": step.value,
        "over_time": _rows("begins", grouped(in_steps, names)),
        "by_clause": _rows("clause", grouped(found.by_clause)),
        "by_caller_kind": _rows("caller_kind", grouped(found.by_kind)),
        "answers": dict(found.answers.most_common()),
        "gate_failures": found.failures,
        "only_asked_about": found.what_if,
        "entries": dict(found.entries.most_common()),
    }


def _rows(name: str, rows: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    return [{name: each, "calls": sum(row.values()), **row} for each, row in rows.items()]


def _show(found: Mapping[str, Any]) -> None:
    if not found["calls"]:
        click.echo(f"no call in this period; {found['log']['size']} entries were read")
        return
    outcomes = " · ".join(f"{word} {found['outcomes'][word]}" for word in OUTCOMES)
    click.echo(
        f"{found['from']} to {found['until']}: "
        f"{number_of(found['calls'], 'call')}: {outcomes}"
    )
    click.echo(
        f"beside these: failures of ours {found['gate_failures']} · only asked about "
        f"{found['only_asked_about']}\n"
    )
    for name, key in (
        (found["by"], "over_time"), ("clause", "by_clause"), ("caller_kind", "by_caller_kind"),
    ):  # fmt: skip
        rows = found[key][-_AT_A_GLANCE:] if key == "over_time" else found[key][:_AT_A_GLANCE]
        first = "begins" if key == "over_time" else name
        shown = [(row[first], *(str(row[w]) for w in ("calls", *OUTCOMES))) for row in rows]
        table((name.replace("_", " ").upper(), "CALLS", *(w.upper() for w in OUTCOMES)), shown)
        if len(found[key]) > len(rows):
            click.echo(f"and {len(found[key]) - len(rows)} more; --json and --html have all")
        click.echo()
    click.echo(_read(found["log"]), err=True)


def _page(found: Mapping[str, Any]) -> str:
    title = f"{found['log']['origin']}: how calls came out"
    if not found["calls"]:
        return pages.page(title, [pages.text("No call in this period."), _foot(found)])
    words = [word for word in OUTCOMES if found["outcomes"][word]]
    outcomes = ", ".join(f"{word} {found['outcomes'][word]}" for word in OUTCOMES)
    return pages.page(
        title,
        [
            charts.patterns(),
            pages.text(
                f"{number_of(found['calls'], 'call')} from {found['from']} to {found['until']}: "
                f"{outcomes}."
            ),
            pages.text(
                "`pass`: let through. `redact`: let through with every face covered. `refuse`: not "
                "let through, and a clause or a missing fact says why. `hold`: waits for people. "
                "`unread`: refused because it could not be read."
            ),
            charts.over_time(
                f"Calls by {found['by']}", words, _counts("begins", found["over_time"])
            ),
            *_beside("By the clause that decides", "clause", found["by_clause"], words),
            *_beside("By kind of caller", "caller_kind", found["by_caller_kind"], words),
            pages.table("What came of the calls that were let through", ("", "calls"),
                        [(name, str(n)) for name, n in found["answers"].items()], (1,)),
            _foot(found),
        ],
    )


def _beside(
    caption: str, name: str, rows: list[dict[str, Any]], words: list[str]
) -> Iterable[str]:
    yield charts.beside(caption, words, _counts(name, rows[:_DRAWN]))
    if len(rows) > _DRAWN:
        rest = [(row[name], *(str(row[word]) for word in words)) for row in rows[_DRAWN:]]
        yield pages.table(f"{caption}: the rest", ("", *words), rest, range(1, len(words) + 1))


def _counts(name: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    return {row[name]: {word: row[word] for word in OUTCOMES} for row in rows}


def _foot(found: Mapping[str, Any]) -> str:
    aside = (
        f"Beside these: {number_of(found['gate_failures'], 'failure')} of ours, and "
        f"{number_of(found['only_asked_about'], 'call that was', 'calls that were')} only asked "
        "about. "
    )
    return pages.text(aside + _read(found["log"]), soft=True)


def _read(log: Mapping[str, Any]) -> str:
    return (
        f"Counted from {log['size']} entries of {log['origin']}, each compared with the head that "
        f"was signed (root {log['root']}). {head_words(log)}"
    )
