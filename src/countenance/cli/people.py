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
from countenance.errors import CallerError
from countenance.review.people import MAY, May, Role
from countenance.stores.accounts import LINK_HOURS, Accounts
from countenance.stores.directory_names import DirectoryNames
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
@click.argument("at_directory", required=False)
@click.option("--none", "no_name", is_flag=True, help="By no name there any more.")
@settings_option
@data_option
def directory(
    name: str, at_directory: str | None, no_name: bool, settings: str | None, folder: Path
) -> None:
    """Say by which name at the directory somebody is known, who then signs in to the pages by it.

    The name is what the directory says in the claim that `oidc.claim` names, such as the address of
    mail. Its sessions end; the first who comes by that name from then on is held to be this person.

    \b
    Example:
        countenance people directory alice alice@example.org --settings countenance.toml
    """
    if bool(at_directory) == no_name:
        raise click.UsageError("give the name at the directory, or `--none`")
    oidc = load_settings(settings).oidc
    store = DirectoryNames(folder, create=False)
    try:
        with usage():
            if at_directory is None:
                store.take_away(name)
            elif not oidc.issuer:
                raise CallerError(
                    "nobody signs in by a directory here; `oidc.issuer` in the settings names one, "
                    "and `--settings FILE` the settings"
                )
            else:
                store.give(name, at_directory, oidc.named_by)
    finally:
        store.close()
    known = "by no name there" if at_directory is None else f"as that, by `{oidc.claim}`"
    click.echo(f"the directory knows {name} {known}; its sessions have ended", err=True)


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
    names, at_directory = caller_names(folder), _at_directory(folder)
    rows = [
        {
            "name": each.name,
            "ref": each.person.ref,
            "role": each.person.role.value,
            "belongs_to": sorted(names.get(ref, ref) for ref in each.person.callers),
            "since": each.made,
            "removed": each.removed,
            "directory": at_directory.get(each.person.ref),
        }
        for each in found
    ]
    if as_json:
        say_json(rows)
    elif not rows:
        click.echo("nobody; `countenance people add NAME` lets somebody in")
    else:
        table(
            ("NAME", "REF", "ROLE", "BELONGS TO", "SINCE", "REMOVED", "AT THE DIRECTORY"),
            [
                (each.name, each.person.ref, each.person.role.value,
                 " ".join(names.get(ref, ref) for ref in sorted(each.person.callers)) or "-",
                 each.made, each.removed or "-", at_directory.get(each.person.ref, "-"))
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


def _at_directory(folder: Path) -> dict[str, str]:
    """The pseudonym of each who signs in by the directory -> its name there."""
    store = DirectoryNames(folder, create=False)
    try:
        return store.names()
    finally:
        store.close()


def _say_token(text: str) -> None:
    click.echo(text)
    click.echo("this token is shown once; keep it where keys are kept", err=True)
