"""Commands about the people who decide held calls: who they are, and their tokens."""

from pathlib import Path

import click

from countenance.cli.caller_names import caller_names
from countenance.cli.words import (
    NearestGroup,
    data_option,
    json_option,
    say_json,
    table,
    usage,
)
from countenance.review.people import Role
from countenance.stores.reviewers import Reviewers

__all__ = ["reviewers"]


@click.group(cls=NearestGroup)
def reviewers() -> None:
    """Say who decides about calls that are held for people.

    \b
    Example:
        countenance reviewers add alice --role reviewer
    """


@reviewers.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.REVIEWER.value,
    show_default=True,
    help="`senior` decides what was handed up, `ethics` has a veto, `auditor` reads.",
)
@click.option(
    "--belongs-to", multiple=True, metavar="CALLER",
    help="This person decides nothing about its calls.",
)  # fmt: skip
@data_option
@json_option
def add(name: str, role: str, belongs_to: tuple[str, ...], folder: Path, as_json: bool) -> None:
    """Let somebody decide, and make the token, which is shown once.

    \b
    Example:
        countenance reviewers add bob --role senior --belongs-to acme
    """
    store = Reviewers(folder)
    try:
        with usage():
            person, token = store.add(name, Role(role), belongs_to)
    finally:
        store.close()
    if as_json:
        say_json({"name": name, "ref": person.ref, "role": role, "token": token.text})
    else:
        click.echo(f"added {name} ({person.ref} in the record)", err=True)
        _say_token(token.text)


@reviewers.command("new-token")
@click.argument("name")
@data_option
def new_token(name: str, folder: Path) -> None:
    """Make another token for somebody; the one before is void at once.

    \b
    Example:
        countenance reviewers new-token alice
    """
    store = Reviewers(folder, create=False)
    try:
        with usage():
            token = store.new_token(name)
    finally:
        store.close()
    _say_token(token.text)


@reviewers.command()
@click.argument("name")
@data_option
def remove(name: str, folder: Path) -> None:
    """Let somebody decide nothing any more. What was said stays in the record.

    \b
    Example:
        countenance reviewers remove alice
    """
    store = Reviewers(folder, create=False)
    try:
        with usage():
            store.remove(name)
    finally:
        store.close()
    click.echo(f"removed {name}", err=True)


@reviewers.command("list")
@data_option
@json_option
def list_(folder: Path, as_json: bool) -> None:
    """List who decides, and who did.

    \b
    Example:
        countenance reviewers list
    """
    store = Reviewers(folder, create=False)
    try:
        found = store.all()
    finally:
        store.close()
    names = caller_names(folder)
    rows = [
        {
            "name": each.name,
            "ref": each.person.ref,
            "role": each.person.role.value,
            "belongs_to": sorted(names.get(ref, ref) for ref in each.person.callers),
            "since": each.made,
            "removed": each.removed,
        }
        for each in found
    ]
    if as_json:
        say_json(rows)
    elif not rows:
        click.echo("nobody; `countenance reviewers add NAME` lets somebody decide")
    else:
        table(
            ("NAME", "REF", "ROLE", "BELONGS TO", "SINCE", "REMOVED"),
            [
                (each.name, each.person.ref, each.person.role.value,
                 " ".join(names.get(ref, ref) for ref in sorted(each.person.callers)) or "-",
                 each.made, each.removed or "-")
                for each in found
            ],
        )  # fmt: skip


def _say_token(text: str) -> None:
    click.echo(text)
    click.echo("this token is shown once; keep it where keys are kept", err=True)
