"""The entries about what is personal: erased, held for a court, looked at, under another key.

The rules are those of `countenance.record.entry`.
"""

from typing import Literal

from countenance.record.members import Base, Count, ErasureWord, HoldWord, Name, PurposeWord

__all__ = ["Erasure", "LegalHold", "OpeningsKeyEvent", "Unsealed"]


class Erasure(Base, frozen=True, tag="erasure"):
    """The keys and openings of cases were destroyed; every proof about their entries still holds.

    `case` is `null` where the time that openings are kept was over: then all that began before
    `before` and were not held. `entries`: of how many entries openings were destroyed.
    """

    case: Name | None
    basis: ErasureWord
    by: Literal["gate", "person"]
    cases: Count
    entries: Count
    before: Name | None


class LegalHold(Base, frozen=True, tag="legal-hold"):
    """A case may not be erased, or may be again; `prev` of a release is the hold."""

    case: Name
    change: Literal["placed", "released"]
    basis: HoldWord


class Unsealed(Base, frozen=True, tag="unsealed"):
    """Somebody looked: the openings of one entry were shown, or entries about some bytes searched.

    What was searched for is not told; `found` is how many entries there were.
    """

    what: Literal["shown", "searched"]
    case: Name | None
    purpose: PurposeWord
    found: Count


class OpeningsKeyEvent(Base, frozen=True, tag="openings-key"):
    """The keys of cases are wrapped under another key of the operator; both by their ids."""

    change: Literal["replaced"]
    key: Name
    before: Name
