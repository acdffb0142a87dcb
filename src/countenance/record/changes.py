"""Entries about callers, keys and settings: what changed, from what to what.

Relabelling a police key as private is the cheapest way around a code. So every change of a
registration is an entry that says what its facts were and what they are now. Facts, days and
editions stand in it openly, because they decide; the name of the organisation, references and the
names of cameras and places stand in it as commitments.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from countenance.callers.registration import Asset, RegisteredFact, Registration, Span
from countenance.facts.known import Evidence
from countenance.record import entry as kinds
from countenance.record.canonical import as_token
from countenance.record.commitment import Opening
from countenance.record.make import Maker, Prepared

__all__ = [
    "UpstreamSeen",
    "caller_ref",
    "document",
    "fact_ref",
    "key_entry",
    "registration_entry",
    "settings_entry",
]

_STATES = ("facts", "may_state", "pin", "codes", "obligations", "assets", "attesting")
_DOCUMENT = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class UpstreamSeen:
    """One upstream of the settings: its name, kind, service, and address."""

    name: str
    kind: str
    service: str
    url: str


def caller_ref(registration: Registration) -> kinds.CallerRef:
    """A caller as entries name it."""
    return kinds.CallerRef(registration.ref, registration.key, registration.revision)


def fact_ref(evidence: Evidence) -> kinds.FactRef:
    """A piece of evidence as entries list it."""
    return kinds.FactRef(
        evidence.fact,
        _told(evidence.values),
        evidence.basis.value,
        evidence.source,
        evidence.permille,
    )


def document(registration: Registration) -> bytes:
    """The whole registration as bytes, the same for the same registration."""
    return _DOCUMENT.encode(registration)


def registration_entry(
    maker: Maker,
    change: kinds.ChangeWord,
    before: Registration | None,
    after: Registration | None,
    prev: str | None,
    hands: kinds.HandsWord = "one",
) -> Prepared:
    """The entry of a change from `before` (`None`: added) to `after` (`None`: removed)."""
    now = after if after is not None else before
    assert now is not None
    openings: list[Opening] = []
    changed = tuple(name for name in _STATES if _get(before, name) != _get(after, name))
    if before and after and before.organisation != after.organisation:
        changed = ("organisation", *changed)
    personal: dict[str, bytes] = {}
    if before is None or after is None or "organisation" in changed:
        personal["organisation"] = now.organisation.encode()
    for i, asset in enumerate(_differing(before, after)):
        if asset.reference:
            # By number: the name of a field stands in the entry, and an asset's name may not.
            personal[f"reference.asset-{i}"] = asset.reference.encode()
    for row in _differing_facts(before, after):
        if row.reference:
            personal[f"reference.{row.fact}"] = row.reference.encode()
    names = _commit_names(maker, [asset.name for asset in _differing(before, after)], openings)
    whole = None
    if after is not None:
        whole, opening = maker.committed("document", document(after))
        openings.append(opening)

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.RegistrationChange(
            id=id_,
            time=time,
            prev=prev,
            commit=commit,
            caller=caller_ref(now),
            change=change,
            changed=changed,
            before=_state(before, after, changed, names),
            after=_state(after, before, changed, names),
            document=whole,
            hands=hands,
        )

    return maker.change(build, personal, openings)


def key_entry(
    maker: Maker,
    change: str,
    registration: Registration,
    key_id: str,
    carries: Sequence[str],
    prev: str | None,
) -> Prepared:
    """The entry of a key that was `made` or `revoked`."""
    openings: list[Opening] = []
    names = _commit_names(maker, carries, openings)

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.KeyEvent(
            id=id_,
            time=time,
            prev=prev,
            commit=commit,
            caller=caller_ref(registration),
            change=change,  # type: ignore[arg-type]  # reading back refuses an unknown word
            key=key_id,
            carries=tuple(names[name] for name in carries),
        )

    return maker.change(build, {}, openings)


def settings_entry(
    maker: Maker,
    values: Mapping[str, str],
    changed: Sequence[str],
    upstreams: Sequence[UpstreamSeen],
    prev: str | None,
) -> Prepared:
    """The entry of settings that are not what they were. `changed` are the names of those."""
    openings: list[Opening] = []
    states = []
    for upstream in upstreams:
        commitment, opening = maker.committed(f"url.{upstream.name}", upstream.url.encode())
        openings.append(opening)
        states.append(
            kinds.UpstreamState(upstream.name, upstream.kind, upstream.service, commitment)
        )

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.SettingsChange(
            id=id_,
            time=time,
            prev=prev,
            commit=commit,
            changed=tuple(changed),
            upstreams=tuple(states),
        )

    return maker.change(build, {"settings": _DOCUMENT.encode(dict(values))}, openings)


def _get(registration: Registration | None, name: str) -> object:
    # What is empty was not said: an added registration differs from none only in what it says.
    return (getattr(registration, name) or None) if registration is not None else None


def _commit_names(maker: Maker, names: Sequence[str], openings: list[Opening]) -> dict[str, str]:
    made = {}
    for name in dict.fromkeys(names):
        made[name], opening = maker.committed(f"name.{name}", name.encode())
        openings.append(opening)
    return made


def _differing(one: Registration | None, other: Registration | None) -> tuple[Asset, ...]:
    mine = one.assets if one else ()
    theirs = other.assets if other else ()
    return tuple(asset for asset in (*mine, *theirs) if (asset in mine) != (asset in theirs))


def _differing_facts(
    one: Registration | None, other: Registration | None
) -> tuple[RegisteredFact, ...]:
    mine = one.facts if one else ()
    theirs = other.facts if other else ()
    return tuple(row for row in (*mine, *theirs) if (row in mine) != (row in theirs))


def _state(
    side: Registration | None,
    other: Registration | None,
    changed: Sequence[str],
    names: Mapping[str, str],
) -> kinds.RegistrationState | None:
    """One side of a change: what it says where the two differ."""
    if side is None:
        return None
    return kinds.RegistrationState(
        facts=tuple(
            kinds.FactState(row.fact, _told(row.values), *_days(row.span))
            for row in side.facts
            if other is None or row not in other.facts
        )
        if "facts" in changed
        else None,
        may_state=tuple(sorted(side.may_state)) if "may_state" in changed else None,
        pin=(side.pin or "none") if "pin" in changed else None,
        codes=side.codes if "codes" in changed else None,
        obligations=tuple(sorted(side.obligations)) if "obligations" in changed else None,
        assets=tuple(
            kinds.AssetState(
                asset.kind.value,
                names[asset.name],
                tuple((name, _told(values)) for name, values in asset.facts),
                *_days(asset.span),
            )
            for asset in side.assets
            if other is None or asset not in other.assets
        )
        if "assets" in changed
        else None,
        attesting=tuple(key.kid for key in side.attesting) if "attesting" in changed else None,
    )


def _told(values: Iterable[str]) -> tuple[str, ...]:
    """Values of a fact as entries write them: names of cities have spaces."""
    return tuple(as_token(value) for value in values)


def _days(span: Span) -> tuple[str | None, str | None]:
    return (
        span.begins.isoformat() if span.begins else None,
        span.ends.isoformat() if span.ends else None,
    )
