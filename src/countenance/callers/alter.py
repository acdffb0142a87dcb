"""One change of a registration at a time: the registration before, the registration after.

Each function gives back a new registration, or raises `CallerError` when there is nothing to
change. Whether the result says what it may is the matter of `countenance.callers.check`.
"""

from collections.abc import Iterable
from dataclasses import replace

from countenance.callers.registration import (
    Asset,
    AssetKind,
    AttestingKey,
    RegisteredFact,
    Registration,
)
from countenance.errors import CallerError
from countenance.facts.vocabulary import nearest

__all__ = [
    "accepted",
    "not_accepted",
    "pinned",
    "renamed",
    "unpinned",
    "with_asset",
    "with_attesting_key",
    "with_code",
    "with_facts",
    "with_stated",
    "without_asset",
    "without_attesting_key",
    "without_code",
]


def with_facts(
    registration: Registration, rows: Iterable[RegisteredFact], without: Iterable[str] = ()
) -> Registration:
    """These facts instead of what was registered about them, and none about those `without`."""
    new = {row.fact: row for row in rows}
    gone = set(without)
    known = {row.fact for row in registration.facts}
    for name in gone - known:
        raise _unknown(registration, "fact", name, known)
    kept = [new.pop(row.fact, row) for row in registration.facts if row.fact not in gone]
    return replace(registration, facts=(*kept, *new.values()))


def with_stated(registration: Registration, names: Iterable[str]) -> Registration:
    """The caller may state these facts about a call, and no others."""
    return replace(registration, may_state=frozenset(names))


def renamed(registration: Registration, organisation: str) -> Registration:
    """The organisation under another name."""
    return replace(registration, organisation=organisation)


def pinned(registration: Registration, edition: str) -> Registration:
    """One edition in the place of every code of its service."""
    return replace(registration, pin=edition)


def unpinned(registration: Registration) -> Registration:
    """The editions that are in force."""
    return replace(registration, pin=None)


def with_code(registration: Registration, code: str) -> Registration:
    """One more code, beside those that apply anyway."""
    if code in registration.codes:
        raise CallerError(f"caller `{registration.id}`: `{code}` was added before")
    return replace(registration, codes=(*registration.codes, code))


def without_code(registration: Registration, code: str) -> Registration:
    """One of the added codes less."""
    if code not in registration.codes:
        raise _unknown(registration, "added code", code, registration.codes)
    return replace(registration, codes=tuple(one for one in registration.codes if one != code))


def accepted(registration: Registration, obligation: str) -> Registration:
    """The caller has taken on an obligation."""
    return replace(registration, obligations=registration.obligations | {obligation})


def not_accepted(registration: Registration, obligation: str) -> Registration:
    """The caller no longer keeps an obligation."""
    if obligation not in registration.obligations:
        raise _unknown(registration, "accepted obligation", obligation, registration.obligations)
    return replace(registration, obligations=registration.obligations - {obligation})


def with_asset(registration: Registration, asset: Asset) -> Registration:
    """One more camera, place, permit or approval; instead of the one of that name and kind."""
    there = registration.asset(asset.name)
    if there is not None and there.kind is not asset.kind:
        raise CallerError(
            f"caller `{registration.id}`: `{asset.name}` is a {there.kind.value} already"
        )
    kept = tuple(one for one in registration.assets if one.name != asset.name)
    return replace(registration, assets=(*kept, asset))


def without_asset(
    registration: Registration, name: str, kind: AssetKind | None = None
) -> Registration:
    """One camera, place, permit or approval less."""
    there = registration.asset(name)
    if there is None or (kind is not None and there.kind is not kind):
        known = [one.name for one in registration.assets if kind in (None, one.kind)]
        raise _unknown(registration, kind.value if kind else "asset", name, known)
    kept = tuple(one for one in registration.assets if one.name != name)
    return replace(registration, assets=kept)


def with_attesting_key(registration: Registration, key: AttestingKey) -> Registration:
    """One more key to sign statements with."""
    if registration.attesting_key(key.kid) is not None:
        raise CallerError(f"caller `{registration.id}`: this attesting key is registered already")
    return replace(registration, attesting=(*registration.attesting, key))


def without_attesting_key(registration: Registration, kid: str) -> Registration:
    """One of the attesting keys less, by its id or its name."""
    gone = [key for key in registration.attesting if kid in (key.kid, key.name)]
    if len(gone) != 1:
        known = [key.name for key in registration.attesting]
        raise _unknown(registration, "attesting key", kid, known)
    return replace(
        registration, attesting=tuple(key for key in registration.attesting if key not in gone)
    )


def _unknown(registration: Registration, what: str, name: str, known: Iterable[str]) -> CallerError:
    words = sorted(known)
    near = nearest(name, words)
    hint = f"did you mean `{near}`?" if near else f"there are: {', '.join(words) or 'none'}"
    return CallerError(f"caller `{registration.id}`: no {what} is called `{name}`; {hint}")
