"""Commands about callers whose refusals add up: who they are, and what people do about it."""

from collections.abc import Callable
from pathlib import Path

import click

from countenance.callers.standing import Step
from countenance.cli.words import NearestGroup, data_option, json_option, say_json, table, usage
from countenance.stores.standings import Offender, Standings

__all__ = ["lift", "offenders", "suspend"]

_reason = click.option(
    "--reason", required=True, help="Why, in words; kept as a commitment, never openly."
)


@click.group(cls=NearestGroup)
def offenders() -> None:
    """See which callers are refused again and again, and close what was looked at.

    \b
    Example:
        countenance offenders list
        countenance callers suspend acme --reason "asked to name people, 12 times"
    """


@offenders.command("list")
@data_option
@json_option
def list_(folder: Path, as_json: bool) -> None:
    """List the callers that were given notice, wait for people, or are suspended.

    \b
    Example:
        countenance offenders list --json
    """
    standings = Standings(folder, create=False)
    try:
        found = standings.offenders()
    finally:
        standings.close()
    if as_json:
        say_json([_object(row) for row in found])
    elif not found:
        click.echo("no caller is at a step")
    else:
        head = ("CALLER", "STEP", "CLAUSE", "REFUSALS", "NOW", "SINCE", "ENTRY")
        table(head, [_row(row) for row in found])
        if any(row.step is Step.REVIEW for row in found):
            click.echo(
                "\n`review`: look at its entries, then `countenance callers suspend` it "
                "or `countenance offenders close` it",
                err=True,
            )


@offenders.command()
@click.argument("caller")
@_reason
@data_option
def close(caller: str, reason: str, folder: Path) -> None:
    """Close what stands against a caller. What it did before no longer counts.

    \b
    Example:
        countenance offenders close acme --reason "a faulty client, mended"
    """
    _changed(folder, "closed", caller, lambda standings: standings.settle(caller, reason))


@click.command()
@click.argument("caller")
@_reason
@data_option
def suspend(caller: str, reason: str, folder: Path) -> None:
    """Answer no call of a caller any more, from its next one on.

    \b
    Example:
        countenance callers suspend acme --reason "asked to name people, 12 times"
    """
    _changed(folder, "suspended", caller, lambda standings: standings.suspend(caller, reason))


@click.command()
@click.argument("caller")
@_reason
@data_option
def lift(caller: str, reason: str, folder: Path) -> None:
    """Answer the calls of a suspended caller again. What it did before no longer counts.

    \b
    Example:
        countenance callers lift acme --reason "talked to them on the phone"
    """
    _changed(folder, "lifted", caller, lambda standings: standings.lift(caller, reason))


def _changed(folder: Path, word: str, caller: str, does: Callable[[Standings], int]) -> None:
    standings = Standings(folder, create=False)
    try:
        with usage():
            entry = does(standings)
    finally:
        standings.close()
    click.echo(f"{word}: {caller} (entry {entry})", err=True)


def _row(row: Offender) -> tuple[str, ...]:
    counted = row.clause != ""
    return (
        row.caller,
        row.step.value,
        row.clause or "all",
        f"{row.refusals} in {row.hours} h" if row.hours else "-",
        str(row.now) if counted else "-",
        row.since,
        str(row.entry),
    )


def _object(row: Offender) -> dict[str, object]:
    return {
        "caller": row.caller,
        "ref": row.ref,
        "step": row.step.value,
        "clause": row.clause or None,
        "refusals": row.refusals,
        "hours": row.hours,
        "now": row.now if row.clause else None,
        "since": row.since,
        "entry": row.entry,
    }
