"""Commands that register callers: who they are, what they may state, which codes they are under.

Every change is an entry in the record, written together with it, and counts for the next call of
a gate that runs on the same folder.
"""

from datetime import UTC, datetime
from pathlib import Path

import click

from countenance.callers import alter
from countenance.callers.check import is_slug
from countenance.callers.registration import Registration, Span
from countenance.cli.caller_assets import approve, drop, register
from countenance.cli.caller_keys import attesting_key, new_key, revoke_key, say_key
from countenance.cli.caller_proposals import confirm, proposals, refuse
from countenance.cli.caller_view import say_unsaid_place, show_caller, show_callers, view
from countenance.cli.caller_words import alter_caller, day_options, fact_rows, registry_of
from countenance.cli.offenders import lift, suspend
from countenance.cli.who import token_option
from countenance.cli.words import (
    NearestGroup,
    data_option,
    json_option,
    near_or_all,
    parse_day,
    parse_facts,
    say_json,
    usage,
)
from countenance.gate.obligations import KEEPERS, Keeper
from countenance.stores.packaged import code_names, edition, packaged_vocabulary
from countenance.stores.registry import RegistryReader

__all__ = ["callers"]


@click.group(cls=NearestGroup)
def callers() -> None:
    """Register who may call: the organisation, its keys, and what is known about it.

    \b
    Example:
        countenance callers add oslo-police --organisation "Oslo police" \\
            actor_kind=law_enforcement_agency agency_country=NO agency_type=municipal_police \\
            use_jurisdiction=NO
        countenance callers register oslo-police camera station \\
            capture_device=fixed_cctv environment=controlled --reference "inventory 7"
        countenance callers new-key oslo-police station --carries station
    """


@callers.command()
@click.argument("caller")
@click.argument("facts", nargs=-1, metavar="FACT=VALUE...")
@click.option("--organisation", required=True, help="Its name. Kept out of the record's entries.")
@click.option("--may-state", multiple=True, metavar="FACT", help="It may state this about a call.")
@click.option("--pin", metavar="CODE@EDITION", help="One edition in place of the provider's codes.")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="A code that applies as well.")
@click.option("--accept", "obligations", multiple=True, help="An obligation that it has taken on.")
@click.option("--key", "key_name", default="first", help="The name of its first key. [first]")
@click.option("--reference", default="", help="Where the facts are known from.")
@data_option
@json_option
def add(
    caller: str,
    facts: tuple[str, ...],
    organisation: str,
    may_state: tuple[str, ...],
    pin: str | None,
    codes: tuple[str, ...],
    obligations: tuple[str, ...],
    key_name: str,
    reference: str,
    folder: Path,
    as_json: bool,
) -> None:
    """Register an organisation and make its first key, which is shown once.

    `actor_kind` is needed; `on_behalf_of` is `none` when it is not given. Where no place
    (`use_jurisdiction`) is named, the laws of every place may bind its calls.

    \b
    Example:
        countenance callers add acme --organisation "Acme Ltd" actor_kind=private_entity \\
            provider_approval=none use_jurisdiction=NO
    """
    if not is_slug(key_name):
        raise click.UsageError(f"`{key_name}` cannot name a key; use small letters, digits and `-`")
    given = {"on_behalf_of": ("none",), **parse_facts(facts)}
    with usage():
        registration = Registration(
            id=caller,
            ref="",
            organisation=organisation,
            facts=fact_rows(given, reference, Span()),
            may_state=frozenset(may_state),
            pin=edition(pin).name if pin else None,
            codes=tuple(_code(code) for code in codes),
            obligations=frozenset(_obligation(name) for name in obligations),
        )
        registry = registry_of(folder)
        added = registry.add(registration)
        key = registry.new_key(caller, key_name)
    if as_json:
        say_json({**view(added, registry.keys(caller)), "key": key.text})
    else:
        click.echo(f"added {caller} ({added.ref} in the record)", err=True)
        say_unsaid_place(added)
        say_key(key)


@callers.command("list")
@data_option
@json_option
def list_(folder: Path, as_json: bool) -> None:
    """List the callers.

    \b
    Example:
        countenance callers list --json
    """
    reader = RegistryReader(folder, create=False)
    show_callers(reader, as_json)


@callers.command()
@click.argument("caller")
@data_option
@json_option
def show(caller: str, folder: Path, as_json: bool) -> None:
    """Show what is registered about one caller, its keys, and the laws of its places.

    \b
    Example:
        countenance callers show oslo-police
    """
    reader = RegistryReader(folder, create=False)
    with usage():
        found = next((one for one in reader.registrations() if one.id == caller), None)
        keys = reader.keys(caller)
    assert found is not None
    today = datetime.now(UTC).date()
    show_caller(found, keys, reader.suspension(found.ref), as_json, day=today)


@callers.command()
@click.argument("caller")
@click.argument("facts", nargs=-1, metavar="FACT=VALUE...")
@click.option("--without", multiple=True, metavar="FACT", help="No longer register this fact.")
@click.option("--may-state", multiple=True, metavar="FACT", help="It may state these facts only.")
@click.option("--may-state-nothing", is_flag=True, help="It may state nothing about a call.")
@click.option("--organisation", help="Its new name.")
@day_options
@token_option
@data_option
def change(
    caller: str,
    facts: tuple[str, ...],
    without: tuple[str, ...],
    may_state: tuple[str, ...],
    may_state_nothing: bool,
    organisation: str | None,
    reference: str,
    begins: str | None,
    ends: str | None,
    token: str | None,
    folder: Path,
) -> None:
    """Change facts of a caller, what it may state, or its name.

    Who acts, for whom, and what agency it is takes two operators where there are two.

    \b
    Example:
        countenance callers change acme provider_approval=limited_access_use_case \\
            --reference "letter of 3 May" --until 2027-05-03
    """
    if may_state and may_state_nothing:
        raise click.UsageError("give `--may-state` or `--may-state-nothing`, not both")
    span = Span(parse_day(begins), parse_day(ends))
    with usage():
        rows = fact_rows(parse_facts(facts), reference, span)

        def altered(registration: Registration) -> Registration:
            after = alter.with_facts(registration, rows, without)
            if may_state or may_state_nothing:
                after = alter.with_stated(after, may_state)
            return alter.renamed(after, organisation) if organisation else after

    changed = alter_caller(folder, caller, "changed", altered, token)
    if changed is not None:
        say_unsaid_place(changed)


@callers.command()
@click.argument("caller")
@data_option
def remove(caller: str, folder: Path) -> None:
    """Remove a caller. Its keys are revoked; what it did stays in the record.

    \b
    Example:
        countenance callers remove acme
    """
    with usage():
        registry_of(folder).remove(caller)
    click.echo(f"removed {caller} and revoked its keys", err=True)


@callers.command()
@click.argument("caller")
@click.argument("edition_name", metavar="CODE@EDITION")
@token_option
@data_option
def pin(caller: str, edition_name: str, token: str | None, folder: Path) -> None:
    """Pin a caller to one edition, in place of every provider code of its service.

    It takes two operators where there are two.

    \b
    Example:
        countenance callers pin oslo-police ms-aoai-coc@2024-05-03
    """
    with usage():
        name = edition(edition_name).name
    alter_caller(folder, caller, "pinned", lambda one: alter.pinned(one, name), token)


@callers.command()
@click.argument("caller")
@token_option
@data_option
def unpin(caller: str, token: str | None, folder: Path) -> None:
    """Let the editions in force apply to a caller again.

    It takes two operators where there are two.

    \b
    Example:
        countenance callers unpin oslo-police
    """
    alter_caller(folder, caller, "unpinned", alter.unpinned, token)


@callers.command("add-code")
@click.argument("caller")
@click.argument("code")
@data_option
def add_code(caller: str, code: str, folder: Path) -> None:
    """Apply one more code to a caller.

    \b
    Example:
        countenance callers add-code acme axon-ethics-board
    """
    with usage():
        _code(code)
    alter_caller(folder, caller, "code-added", lambda one: alter.with_code(one, code))


@callers.command("remove-code")
@click.argument("caller")
@click.argument("code")
@data_option
def remove_code(caller: str, code: str, folder: Path) -> None:
    """No longer apply a code that was added.

    \b
    Example:
        countenance callers remove-code acme axon-ethics-board
    """
    alter_caller(folder, caller, "code-removed", lambda one: alter.without_code(one, code))


@callers.command()
@click.argument("caller")
@click.argument("obligation")
@click.option("--withdraw", is_flag=True, help="The caller no longer keeps it.")
@data_option
def accept(caller: str, obligation: str, withdraw: bool, folder: Path) -> None:
    """Enter that a caller has taken on an obligation.

    \b
    Example:
        countenance callers accept acme inform_the_person
    """
    if withdraw:
        alter_caller(
            folder,
            caller,
            "acceptance-withdrawn",
            lambda one: alter.not_accepted(one, obligation),
        )
    else:
        with usage():
            _obligation(obligation)
        alter_caller(folder, caller, "accepted", lambda one: alter.accepted(one, obligation))


@callers.command()
@data_option
@json_option
def lint(folder: Path, as_json: bool) -> int:
    """Say what is wrong in the registry or has run out. Exits 1 when there is something.

    \b
    Example:
        countenance callers lint
    """
    reader = RegistryReader(folder, create=False)
    found = reader.lint(packaged_vocabulary(), datetime.now(UTC).date())
    if as_json:
        say_json(list(found))
    else:
        click.echo("\n".join(found) if found else "nothing found")
    return 1 if found else 0


for _command in (
    approve, attesting_key, confirm, drop, lift, new_key, proposals, refuse, register, revoke_key,
    suspend,
):  # fmt: skip
    callers.add_command(_command)


def _code(name: str) -> str:
    if name not in code_names():
        raise click.UsageError(f"no code is called `{name}`; {near_or_all(name, code_names())}")
    return name


def _obligation(name: str) -> str:
    own = [one for one, (keeper, _) in KEEPERS.items() if keeper is Keeper.CALLER]
    if name not in own:
        hint = near_or_all(name, own)
        raise click.UsageError(f"no obligation that a caller keeps is called `{name}`; {hint}")
    return name
