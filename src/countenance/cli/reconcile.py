"""The command that compares the bill of an AI service with the record."""

from datetime import date
from pathlib import Path

import click

from countenance.cli.words import data_option, json_option, parse_day, say_json, table
from countenance.errors import RecordError
from countenance.record.bill import Form, parse_bill
from countenance.record.canonical import parse
from countenance.record.reconcile import Compared, Finding, Tally, compared
from countenance.stores.log import DatabaseReader

__all__ = ["reconcile"]


@click.command()
@click.argument("bill", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--service", "services", multiple=True, metavar="SERVICE",
              help="Only calls to this service, as the settings name it.")  # fmt: skip
@click.option("--same", multiple=True, metavar="BILLED=MODEL",
              help="A name on the bill, and the model in the record that it is.")  # fmt: skip
@click.option("--from", "begins", metavar="DAY", help="The first day. [the first of the bill]")
@click.option("--until", "ends", metavar="DAY", help="The last day. [the last of the bill]")
@data_option
@json_option
def reconcile(
    bill: Path,
    services: tuple[str, ...],
    same: tuple[str, ...],
    begins: str | None,
    ends: str | None,
    folder: Path,
    as_json: bool,
) -> int:
    """Compare the bill of an AI service with the record, day by day and model by model.

    Exits 1 when something was billed that is on no record, or the reverse.

    \b
    Example:
        countenance reconcile usage.csv --service azure_openai --same gpt-4o-2024-08-06=gpt-4o
    """
    names = {}
    for word in same:
        billed, equals, model = word.partition("=")
        if not (billed and equals and model):
            raise click.UsageError(f"`{word}`: write `--same BILLED=MODEL`")
        names[billed] = model
    try:
        text = bill.read_text(encoding="utf-8")
        form, lines = parse_bill(text, str(bill))
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{bill}: cannot be read as text") from error
    except RecordError as error:
        raise click.UsageError(str(error)) from error
    days = [line.day for line in lines]
    first, last = parse_day(begins) or min(days, default=None), parse_day(ends) or max(
        days, default=None
    )
    if first is None or last is None:
        raise click.UsageError(f"{bill}: it has no line; name the days with --from and --until")
    if last < first:
        raise click.UsageError(f"`--until` {last} is before {first}")
    tally = Tally(frozenset(services))
    log = DatabaseReader(folder)
    try:
        for stored in log.entries():
            tally.add(parse(stored.data))
    finally:
        log.close()
    rows = compared(tally.counts, lines, first, last, names)
    found = [row for row in rows if row.finding is not Finding.NONE]
    if as_json:
        say_json(
            {
                "form": form.value,
                "from": first.isoformat(),
                "until": last.isoformat(),
                "findings": len(found),
                "days": [_object(row) for row in rows],
            }
        )
    else:
        _show(rows, form, first, last, len(found))
    return 1 if found else 0


def _object(row: Compared) -> dict[str, object]:
    return {
        "day": row.day.isoformat(),
        "model": row.model,
        "billed_requests": row.requests,
        "billed_tokens": row.tokens,
        "recorded_least": row.recorded.least,
        "recorded_most": row.recorded.most,
        "finding": row.finding.value or None,
    }


def _show(rows: tuple[Compared, ...], form: Form, first: date, last: date, found: int) -> None:
    if rows:
        table(
            ("DAY", "MODEL", "BILLED", "TOKENS", "RECORDED", "FINDING"),
            [
                (
                    row.day.isoformat(),
                    row.model,
                    "-" if row.requests is None else str(row.requests),
                    "-" if row.tokens is None else str(row.tokens),
                    _range(row),
                    row.finding.value or "-",
                )
                for row in rows
            ],
        )
    said = f"{found} findings" if found != 1 else "1 finding"
    click.echo(f"{said} from {first} to {last}; the bill is of the form `{form.value}`", err=True)
    if any(row.requests is None for row in rows):
        click.echo(
            "where a bill counts tokens and no requests, only whether there was anything is "
            "compared",
            err=True,
        )


def _range(row: Compared) -> str:
    least, most = row.recorded.least, row.recorded.most
    return str(most) if least == most else f"{least} to {most}"
