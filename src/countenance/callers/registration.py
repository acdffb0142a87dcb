"""A registration: what the operator entered about one organisation that calls.

Rules kept here:
 * What is registered in general holds for every key. A camera, a place or a permit holds only for
   the keys that carry it; an approval holds for all.
 * What is more special takes the place of what is general: a fact of a carried asset or an
   approval replaces the same fact of the organisation. Where several of them speak about one fact,
   it has one of their values: which one applies to a call is not known.
 * Everything may have a first day and a last one; outside of its days it does not count.
 * Who acts, and for whom, is always known; so it is also known when no agency is involved.

Whether the words are those of the vocabulary is the matter of `countenance.callers.check`; keeping
registrations is the work of a store.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis

__all__ = [
    "AGENCY_FACTS",
    "AUTHORITY",
    "WHO_FACTS",
    "Asset",
    "AssetKind",
    "AttestingKey",
    "RegisteredFact",
    "Registration",
    "Span",
]

WHO_FACTS = ("actor_kind", "on_behalf_of")
"""Who acts, and for whom: every registration says both."""

AGENCY_FACTS = ("agency_type", "agency_country")
"""What only a law-enforcement body has."""

AUTHORITY = "law_enforcement_agency"
"""The value of a `WHO_FACTS` fact that means one."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which something counts: from `begins` on, and before `ends`. `None`: no limit."""

    begins: date | None = None
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it counts on this day."""
        return (self.begins is None or self.begins <= day) and (
            self.ends is None or day < self.ends
        )


@dataclass(frozen=True, slots=True)
class RegisteredFact:
    """One fact about the organisation, with where the operator has it from."""

    fact: str
    values: tuple[str, ...]
    reference: str = ""
    span: Span = Span()


class AssetKind(Enum):
    """What a registration holds besides facts about the organisation."""

    CAMERA = "camera"
    PLACE = "place"
    PERMIT = "permit"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Asset:
    """A camera, place, permit or approval: the facts that hold where it is used."""

    kind: AssetKind
    name: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    reference: str = ""
    span: Span = Span()


@dataclass(frozen=True, slots=True)
class AttestingKey:
    """A public key (Ed25519, 32 bytes) with which this organisation signs what it states."""

    kid: str
    name: str
    public: bytes


@dataclass(frozen=True, slots=True)
class Registration:
    """One organisation, at one revision.

    `ref` is its pseudonym in the record. `key` is the id of the key that was used, when this came
    from a key: then the assets are those that this key carries. Without a key no camera, place
    or permit counts.
    """

    id: str
    ref: str
    organisation: str
    facts: tuple[RegisteredFact, ...]
    may_state: frozenset[str] = frozenset()
    pin: str | None = None
    codes: tuple[str, ...] = ()
    obligations: frozenset[str] = frozenset()
    assets: tuple[Asset, ...] = ()
    attesting: tuple[AttestingKey, ...] = ()
    revision: int = 0
    key: str | None = None

    def carrying(self, names: Iterable[str], key: str) -> "Registration":
        """This registration as one key has it: its approvals, and the assets of these names."""
        carried = frozenset(names)
        kept = tuple(
            asset
            for asset in self.assets
            if asset.kind is AssetKind.APPROVAL or asset.name in carried
        )
        return replace(self, assets=kept, key=key)

    def asset(self, name: str) -> Asset | None:
        """The asset of that name."""
        return next((asset for asset in self.assets if asset.name == name), None)

    def attesting_key(self, kid: str) -> AttestingKey | None:
        """The attesting key of that id."""
        return next((key for key in self.attesting if key.kid == kid), None)

    def values(self, fact: str) -> tuple[str, ...] | None:
        """What is registered about one fact in general, whatever the day."""
        return next((row.values for row in self.facts if row.fact == fact), None)

    @property
    def concerns_an_agency(self) -> bool:
        """Whether a law-enforcement body acts, or somebody acts for one."""
        return any(AUTHORITY in (self.values(fact) or ()) for fact in WHO_FACTS)

    def facts_on(self, day: date) -> dict[str, tuple[str, ...]]:
        """What counts on this day: for each fact the values, or names of groups, it may have."""
        return {piece.fact: piece.values for piece in self.evidence_on(day)}

    def evidence_on(self, day: date) -> tuple[Evidence, ...]:
        """What counts on this day as evidence, in a fixed order, one piece for a fact."""
        found = {
            row.fact: (row.values, "registration") for row in self.facts if row.span.holds_on(day)
        }
        if not self.concerns_an_agency:
            for fact in AGENCY_FACTS:
                found.setdefault(fact, (("none",), "registration"))
        special: dict[str, tuple[tuple[str, ...], str]] = {}
        for asset in self.assets:
            if asset.span.holds_on(day) and (self.key or asset.kind is AssetKind.APPROVAL):
                for fact, values in asset.facts:
                    before = special.get(fact, ((), ""))[0]
                    union = before + tuple(value for value in values if value not in before)
                    special[fact] = (union, f"registration:{asset.kind.value}")
        found.update(special)
        return tuple(
            Evidence(fact, values, Basis.REGISTERED, source)
            for fact, (values, source) in sorted(found.items())
        )
