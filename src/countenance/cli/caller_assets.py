"""Commands about what callers hold: approvals, cameras, places and permits."""

from pathlib import Path

import click

from countenance.callers import alter
from countenance.callers.registration import Asset, AssetKind, Span
from countenance.cli.caller_words import alter_caller, day_options, fact_rows
from countenance.cli.words import data_option, parse_day, parse_facts, usage
from countenance.record.entry import ChangeWord
from countenance.stores.registry import RegistryReader

__all__ = ["approve", "drop", "register"]


@click.command()
@click.argument("caller")
@click.argument("use_case")
@click.argument("facts", nargs=-1, metavar="[FACT=VALUE]...")
@day_options
@data_option
def approve(
    caller: str,
    use_case: str,
    facts: tuple[str, ...],
    reference: str,
    begins: str | None,
    ends: str | None,
    folder: Path,
) -> None:
    """Enter an approval that the provider gave a caller for a use case.

    Without facts it means `provider_approval=limited_access_use_case` and
    `approved_use_case=USE_CASE`. `callers drop` takes it back.

    \b
    Example:
        countenance callers approve acme identity_verification \\
            --reference "registration 4711" --until 2027-01-01
    """
    given = parse_facts(facts) or {
        "provider_approval": ("limited_access_use_case",),
        "approved_use_case": (use_case,),
    }
    _hold(
        folder,
        caller,
        AssetKind.APPROVAL,
        use_case.replace("_", "-"),
        given,
        reference,
        Span(parse_day(begins), parse_day(ends)),
    )


@click.command()
@click.argument("caller")
@click.argument("kind", type=click.Choice(["camera", "place", "permit"]))
@click.argument("name")
@click.argument("facts", nargs=-1, metavar="FACT=VALUE...", required=True)
@day_options
@data_option
def register(
    caller: str,
    kind: str,
    name: str,
    facts: tuple[str, ...],
    reference: str,
    begins: str | None,
    ends: str | None,
    folder: Path,
) -> None:
    """Register a camera, a place or a permit. It counts for the keys that carry it.

    \b
    Example:
        countenance callers register oslo-police camera station \\
            capture_device=fixed_cctv environment=controlled --reference "inventory 7"
    """
    span = Span(parse_day(begins), parse_day(ends))
    _hold(folder, caller, AssetKind(kind), name, parse_facts(facts), reference, span)


@click.command()
@click.argument("caller")
@click.argument("name")
@data_option
def drop(caller: str, name: str, folder: Path) -> None:
    """No longer register a camera, place, permit or approval.

    \b
    Example:
        countenance callers drop oslo-police station
    """
    reader = RegistryReader(folder, create=False)
    with usage():
        reader.keys(caller)
    there = next(one for one in reader.registrations() if one.id == caller).asset(name)
    approval = there is not None and there.kind is AssetKind.APPROVAL
    word: ChangeWord = "approval-withdrawn" if approval else "asset-removed"
    alter_caller(folder, caller, word, lambda one: alter.without_asset(one, name))


def _hold(
    folder: Path,
    caller: str,
    kind: AssetKind,
    name: str,
    given: dict[str, tuple[str, ...]],
    reference: str,
    span: Span,
) -> None:
    with usage():
        facts = tuple((row.fact, row.values) for row in fact_rows(given, "", Span()))
    asset = Asset(kind, name, facts, reference, span)
    word: ChangeWord = "approved" if kind is AssetKind.APPROVAL else "asset-added"
    alter_caller(folder, caller, word, lambda one: alter.with_asset(one, asset))
