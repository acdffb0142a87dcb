"""Whether a registration says what it may, in the words of the vocabulary.

Rules kept here:
 * Only facts that may be registered, with values that they have; the nearest word is named.
 * `actor_kind` and `on_behalf_of` are given once, without an end; facts about an agency are given
   exactly when one of the two is a law-enforcement body.
 * Which service is called is a property of the way upstream, never of a caller.
 * A caller may state only what may be attested before the call: never who asks, for whom, which
   agency, or what is asked.
"""

import re
from collections.abc import Iterable, Sequence

from countenance.callers.registration import (
    AGENCY_FACTS,
    AUTHORITY,
    WHO_FACTS,
    Asset,
    AssetKind,
    Registration,
    Span,
)
from countenance.errors import CallerError, FactError
from countenance.facts.vocabulary import Basis, Fact, Known, Vocabulary, nearest

__all__ = ["NEVER_STATED", "check_registration", "is_slug", "may_be_stated", "plain_values"]

NEVER_STATED = frozenset({"operation", "service", *WHO_FACTS, *AGENCY_FACTS})
"""What no statement of a caller can ever establish."""

_OF_THE_UPSTREAM = frozenset({"service"})
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_EDITION = re.compile(r"[a-z0-9][a-z0-9.-]*@[A-Za-z0-9][A-Za-z0-9.-]*")


def is_slug(word: str) -> bool:
    """Whether a word can name a registration, an asset or a key: `a-z`, `0-9`, `-`."""
    return _SLUG.fullmatch(word) is not None


def may_be_stated(fact: Fact) -> bool:
    """Whether a caller can be allowed to state this fact about a call."""
    return (
        Basis.ATTESTED in fact.established_by
        and fact.known is Known.BEFORE
        and fact.name not in NEVER_STATED
    )


def plain_values(fact: Fact, values: Iterable[str]) -> tuple[str, ...]:
    """The same values in words that stand in the vocabulary: its values and names of groups.

    A place that the vocabulary reads as part of another is written as that other, so that no word
    of a caller's own gets any further. Raises `UnknownValueError`.
    """
    found: list[str] = []
    for value in values:
        known = value in fact.groups or value in fact.values
        found.extend((value,) if known else fact.names(fact.mask((value,))))
    return tuple(dict.fromkeys(found))


def check_registration(registration: Registration, vocabulary: Vocabulary) -> None:
    """Raise `CallerError` for the first thing in a registration that cannot be meant."""
    where = f"caller `{registration.id}`"
    if not is_slug(registration.id):
        raise CallerError(
            f"`{registration.id}` cannot name a caller; use small letters, digits and `-`"
        )
    if not registration.organisation.strip():
        raise CallerError(f"{where}: say which organisation it is")
    _check_once([row.fact for row in registration.facts], where, "fact")
    for row in registration.facts:
        _check_values(row.fact, row.values, vocabulary, where)
        _check_span(row.span, f"{where}: `{row.fact}`")
    _check_who(registration, where)
    _check_once([asset.name for asset in registration.assets], where, "asset")
    for asset in registration.assets:
        _check_asset(asset, vocabulary, where)
    _check_stated(registration.may_state, vocabulary, where)
    if registration.pin is not None and not _EDITION.fullmatch(registration.pin):
        raise CallerError(
            f"{where}: pinned to `{registration.pin}`; an edition is written `code@edition`"
        )
    for code in registration.codes:
        if not is_slug(code):
            raise CallerError(f"{where}: `{code}` cannot name a code")
    for name in registration.obligations:
        if not re.fullmatch(r"[a-z0-9_]{1,64}", name):
            raise CallerError(f"{where}: `{name}` cannot name an obligation")
    _check_once([key.kid for key in registration.attesting], where, "attesting key")


def _check_once(names: Sequence[str], where: str, what: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise CallerError(f"{where}: the {what} `{name}` is given twice")


def _check_values(name: str, values: tuple[str, ...], vocabulary: Vocabulary, where: str) -> None:
    try:
        fact = vocabulary.fact(name)
        mask = fact.mask(values)
    except FactError as error:
        raise CallerError(f"{where}: {error}") from error
    if Basis.REGISTERED not in fact.established_by or name in _OF_THE_UPSTREAM:
        allowed = ", ".join(sorted(basis.value for basis in fact.established_by))
        why = (
            "it is a property of the upstream"
            if name in _OF_THE_UPSTREAM
            else f"only by evidence that is {allowed or 'not known yet'}"
        )
        raise CallerError(f"{where}: `{name}` cannot be registered; {why}")
    if not mask or mask == fact.full:
        raise CallerError(
            f"{where}: `{name}` is given no value that says anything; leave it out when not known"
        )


def _check_span(span: Span, where: str) -> None:
    if span.begins and span.ends and span.begins >= span.ends:
        raise CallerError(f"{where}: ends on {span.ends}, which is not after {span.begins}")


def _check_who(registration: Registration, where: str) -> None:
    rows = {row.fact: row for row in registration.facts}
    for name in WHO_FACTS:
        row = rows.get(name)
        if row is None or len(row.values) != 1:
            hint = " (`none` when for nobody else)" if name == "on_behalf_of" else ""
            raise CallerError(f"{where}: `{name}` needs exactly one value{hint}")
        if row.span != Span():
            raise CallerError(f"{where}: `{name}` has no first or last day; change it instead")
    for name in AGENCY_FACTS:
        row = rows.get(name)
        if row is None:
            continue
        if registration.concerns_an_agency and "none" in row.values:
            raise CallerError(
                f"{where}: `{name}` cannot be `none`, because `actor_kind` or `on_behalf_of` "
                f"is `{AUTHORITY}`; leave it out when not known"
            )
        if not registration.concerns_an_agency and row.values != ("none",):
            raise CallerError(
                f"{where}: `{name}` is only for a law-enforcement body; `actor_kind` or "
                f"`on_behalf_of` would have to be `{AUTHORITY}`"
            )


def _check_asset(asset: Asset, vocabulary: Vocabulary, where: str) -> None:
    here = f"{where}: {asset.kind.value} `{asset.name}`"
    if not is_slug(asset.name):
        raise CallerError(f"{here}: use small letters, digits and `-` for the name")
    if not asset.facts:
        raise CallerError(f"{here}: say at least one fact that holds where it is used")
    if asset.kind in (AssetKind.PERMIT, AssetKind.APPROVAL) and not asset.reference.strip():
        raise CallerError(f"{here}: give a reference to the document")
    _check_span(asset.span, here)
    _check_once([name for name, _ in asset.facts], here, "fact")
    for name, values in asset.facts:
        if name in WHO_FACTS or name in AGENCY_FACTS:
            raise CallerError(f"{here}: `{name}` is a fact about the organisation, not about this")
        _check_values(name, values, vocabulary, here)


def _check_stated(names: Iterable[str], vocabulary: Vocabulary, where: str) -> None:
    for name in sorted(names):
        try:
            fact = vocabulary.fact(name)
        except FactError as error:
            raise CallerError(f"{where}: {error}") from error
        if not may_be_stated(fact):
            free = [other.name for other in vocabulary.facts if may_be_stated(other)]
            near = nearest(name, free)
            hint = f"; did you mean `{near}`?" if near else ""
            raise CallerError(f"{where}: `{name}` can never be stated by a caller{hint}")
