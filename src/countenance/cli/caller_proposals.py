"""Commands about changes of registrations that take two operators."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from countenance.cli.who import known, names_of, token_option, wrong_usage
from countenance.cli.words import data_option, json_option, say_json, table, usage
from countenance.gate.people.proposal_acts import row_of_proposal
from countenance.review.people import Person
from countenance.stores.database import has_database
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.people import People
from countenance.stores.proposals import Proposals

__all__ = ["confirm", "proposals", "refuse"]


@click.command()
@click.option("--all", "every", is_flag=True, help="Also those that were decided or expired.")
@data_option
@json_option
def proposals(every: bool, folder: Path, as_json: bool) -> None:
    """List changes that wait for a second operator.

    \b
    Example:
        countenance callers proposals
    """
    rows = []
    if not has_database(folder):
        click.echo(f"no gate has run on {folder} yet", err=True)
    else:
        with closing(Proposals(folder, packaged_vocabulary())) as store:
            rows = [row_of_proposal(each) for each in store.proposals(waiting=not every)]
    if as_json:
        say_json(rows)
        return
    if not rows:
        click.echo("no change waits for a second operator")
        return
    with closing(People(folder, create=False)) as people:
        names = names_of(people)
    table(("PROPOSAL", "STATE", "DUE", "CALLER", "CHANGES", "BY"), [
        (row["id"], row["state"], row["due"][:16], row["name"], " ".join(row["changes"]),
         names.get(row["by"], row["by"]))
        for row in rows
    ])  # fmt: skip


@click.command()
@click.argument("proposal")
@token_option
@data_option
def confirm(proposal: str, token: str | None, folder: Path) -> None:
    """Let a change count that another operator has proposed.

    \b
    Example:
        countenance callers confirm change-0123456789abcdef
    """
    with _as(token, folder) as (who, store):
        done = store.confirm(proposal, who)
    click.echo(f"confirmed: {done.name} (revision {done.revision + 1})", err=True)


@click.command()
@click.argument("proposal")
@click.option("--reason", required=True, help="Why, in words; kept with the entry.")
@token_option
@data_option
def refuse(proposal: str, reason: str, token: str | None, folder: Path) -> None:
    """Let a proposed change not count; whoever proposed it takes it back so.

    \b
    Example:
        countenance callers refuse change-0123456789abcdef --reason "no letter is there"
    """
    with _as(token, folder) as (who, store):
        done = store.refuse(proposal, who, reason)
    click.echo(f"refused: {done.name} stays as it was", err=True)


@contextmanager
def _as(token: str | None, folder: Path) -> Iterator[tuple[Person, Proposals]]:
    """Who acts, and the proposals; what cannot be done is wrong usage."""
    with closing(People(folder, create=False)) as people, wrong_usage(), usage():
        who = known(token, people)
        with closing(Proposals(folder, packaged_vocabulary())) as store:
            yield who, store
