"""Commands about the people of a gate: who they are, what they may do, and their tokens."""

from pathlib import Path

import click

from countenance.cli.caller_names import caller_names
from countenance.cli.first_operator import link_to
from countenance.cli.settings_file import load_settings, settings_option
from countenance.cli.words import (
    NearestGroup,
    data_option,
    json_option,
    say_json,
    table,
    usage,
)
from countenance.review.people import MAY, May, Role
from countenance.stores.accounts import LINK_HOURS, Accounts
from countenance.stores.people import People

__all__ = ["people"]


@click.group(cls=NearestGroup)
def people() -> None:
    """Say who may do what here: reviewers, the board, auditors, operators, contacts of callers.

    \b
    Example:
        countenance people add alice --role reviewer
    """


@people.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.REVIEWER.value,
    show_default=True,
    help="What for; `countenance people roles` says what each may do.",
)
@click.option(
    "--belongs-to", multiple=True, metavar="CALLER",
    help="This person decides nothing about it; a contact speaks for it.",
)  # fmt: skip
@data_option
@json_option
def add(name: str, role: str, belongs_to: tuple[str, ...], folder: Path, as_json: bool) -> None:
    """Let somebody in, and make the token, which is shown once.

    \b
    Example:
        countenance people add bob --role senior --belongs-to acme
    """
    store = People(folder)
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


@people.command("new-token")
@click.argument("name")
@data_option
def new_token(name: str, folder: Path) -> None:
    """Make another token for somebody; the one before is void at once.

    \b
    Example:
        countenance people new-token alice
    """
    store = People(folder, create=False)
    try:
        with usage():
            token = store.new_token(name)
    finally:
        store.close()
    _say_token(token.text)


@people.command()
@click.argument("name")
@settings_option
@data_option
def invite(name: str, settings: str | None, folder: Path) -> None:
    """Make the link by which somebody begins an account for the pages; it counts once.

    Also for who has lost password or authenticator: what was is void once the link is used.

    \b
    Example:
        countenance people invite alice
    """
    address = load_settings(settings).address
    accounts = Accounts(folder, create=False)
    try:
        with usage():
            link = accounts.invite(name)
    finally:
        accounts.close()
    click.echo(link_to(address, link))
    click.echo(f"it counts once, within {LINK_HOURS} hours; send it to {name} alone", err=True)


@people.command()
@click.argument("name")
@data_option
def remove(name: str, folder: Path) -> None:
    """Let somebody do nothing any more. What was said stays in the record.

    \b
    Example:
        countenance people remove alice
    """
    store = People(folder, create=False)
    try:
        with usage():
            store.remove(name)
    finally:
        store.close()
    click.echo(f"removed {name}", err=True)


@people.command("list")
@data_option
@json_option
def list_(folder: Path, as_json: bool) -> None:
    """List who is there, and who was.

    \b
    Example:
        countenance people list
    """
    store = People(folder, create=False)
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
        click.echo("nobody; `countenance people add NAME` lets somebody in")
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


@people.command()
@json_option
def roles(as_json: bool) -> None:
    """Say what each role may do.

    \b
    Example:
        countenance people roles
    """
    found = {role.value: [what.value for what in May if role in MAY[what]] for role in Role}
    if as_json:
        say_json(found)
    else:
        table(("ROLE", "MAY"), [(role, " ".join(what)) for role, what in found.items()])


def _say_token(text: str) -> None:
    click.echo(text)
    click.echo("this token is shown once; keep it where keys are kept", err=True)
