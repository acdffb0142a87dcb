"""Callers as people and programs see them on the command line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import click

from countenance.callers.places import unsaid_place
from countenance.callers.registration import Registration, Span
from countenance.cli.words import say_json, table
from countenance.gate.codebook import Codebook, named_places
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from countenance.stores.registry import KeyRow, RegistryReader

__all__ = ["laws_of", "say_unsaid_place", "show_caller", "show_callers", "view"]


def laws_of(registration: Registration, day: date) -> tuple[str, ...]:
    """The laws that apply, where a gate names no codes, to a key that carries all of its assets."""
    carrying = replace(registration, key="all")
    book = Codebook(packaged_vocabulary(), packaged_editions())
    return book.laws_at(day, named_places(carrying.evidence_on(day)))


def say_unsaid_place(registration: Registration) -> None:
    """Tell whoever registers a caller that it leaves open where its calls are, if it does."""
    unsaid = _unsaid(registration, datetime.now(UTC).date())
    if unsaid:
        click.echo(f"{registration.id} {unsaid}", err=True)


def _unsaid(registration: Registration, day: date) -> str | None:
    return unsaid_place(replace(registration, key="all"), packaged_vocabulary(), day)


def view(
    registration: Registration,
    keys: Sequence[KeyRow],
    suspended: int | None = None,
    laws: Sequence[str] | None = None,
) -> dict[str, object]:
    """Everything about one caller, as plain JSON values. No key is in it, and no digest of one.

    `suspended`: the entry that suspended it, while it is. `laws`: those of its places, if asked.
    """
    asked = {} if laws is None else {"laws": list(laws)}
    return {
        "id": registration.id,
        "ref": registration.ref,
        "organisation": registration.organisation,
        "revision": registration.revision,
        "suspended": suspended,
        "facts": [
            {
                "fact": row.fact,
                "values": list(row.values),
                "reference": row.reference,
                **_days(row.span),
            }
            for row in registration.facts
        ],
        "may_state": sorted(registration.may_state),
        "pin": registration.pin,
        "codes": list(registration.codes),
        **asked,
        "obligations": sorted(registration.obligations),
        "assets": [
            {
                "kind": asset.kind.value,
                "name": asset.name,
                "facts": {name: list(values) for name, values in asset.facts},
                "reference": asset.reference,
                **_days(asset.span),
            }
            for asset in registration.assets
        ],
        "attesting_keys": [{"kid": key.kid, "name": key.name} for key in registration.attesting],
        "keys": [
            {
                "name": key.name,
                "key_id": key.key_id,
                "last_four": key.last_four,
                "carries": list(key.carries),
                "made": key.made,
                "revoked": key.revoked,
            }
            for key in keys
        ],
    }


def show_callers(reader: RegistryReader, as_json: bool) -> None:
    """Print all callers."""
    found = reader.registrations()
    if as_json:
        say_json([view(one, reader.keys(one.id), reader.suspension(one.ref)) for one in found])
        return
    if not found:
        click.echo("no caller is registered; `countenance callers add` registers one", err=True)
        return
    rows = []
    for one in found:
        keys = [key for key in reader.keys(one.id) if key.revoked is None]
        rows.append(
            (
                one.id,
                one.organisation,
                "|".join(one.values("actor_kind") or ()),
                "|".join(one.values("on_behalf_of") or ()),
                one.pin or "-",
                ", ".join(f"{key.name} ...{key.last_four}" for key in keys) or "none",
            )
        )
    table(("CALLER", "ORGANISATION", "ACTOR KIND", "ON BEHALF OF", "PIN", "KEYS"), rows)


def show_caller(
    registration: Registration,
    keys: Sequence[KeyRow],
    suspended: int | None,
    as_json: bool,
    *,
    day: date,
) -> None:
    """Print one caller, with the laws that apply to it on `day`."""
    laws = laws_of(registration, day)
    if as_json:
        say_json(view(registration, keys, suspended, laws))
        return
    click.echo(f"{registration.id}: {registration.organisation}")
    click.echo(f"in the record   {registration.ref}, revision {registration.revision}")
    if suspended is not None:
        click.echo(f"suspended       by entry {suspended}; no call of it is answered")
    click.echo(f"pinned to       {registration.pin or 'nothing; editions in force apply'}")
    click.echo(f"added codes     {', '.join(registration.codes) or 'none'}")
    click.echo(f"laws            {', '.join(laws) or 'none: it names a place that has none here'}")
    unsaid = _unsaid(registration, day)
    if unsaid:
        click.echo(f"                it {unsaid}")
    click.echo(f"may state       {', '.join(sorted(registration.may_state)) or 'nothing'}")
    click.echo(f"has accepted    {', '.join(sorted(registration.obligations)) or 'nothing'}")
    click.echo()
    rows = [
        (row.fact, "|".join(row.values), _written(row.span), row.reference or "-")
        for row in registration.facts
    ]
    table(("FACT", "VALUE", "DAYS", "REFERENCE"), rows)
    if registration.assets:
        click.echo()
        assets = [
            (
                asset.kind.value,
                asset.name,
                " ".join(f"{name}={'|'.join(values)}" for name, values in asset.facts),
                _written(asset.span),
                asset.reference or "-",
            )
            for asset in registration.assets
        ]
        table(("HOLDS", "NAME", "FACTS", "DAYS", "REFERENCE"), assets)
    click.echo()
    table(
        ("KEY", "ENDS IN", "CARRIES", "MADE", "REVOKED"),
        [
            (key.name, key.last_four, ", ".join(key.carries) or "-", key.made, key.revoked or "-")
            for key in keys
        ],
    )
    if registration.attesting:
        click.echo()
        table(("ATTESTING KEY", "ID"), [(key.name, key.kid) for key in registration.attesting])


def _days(span: Span) -> dict[str, str | None]:
    return {
        "from": span.begins.isoformat() if span.begins else None,
        "until": span.ends.isoformat() if span.ends else None,
    }


def _written(span: Span) -> str:
    if span == Span():
        return "always"
    first = span.begins.isoformat() if span.begins else ""
    last = span.ends.isoformat() if span.ends else ""
    return f"{first}..{last}"
