"""The people who decide about held calls, and what each role may do.

Rules kept here:
 * Nobody decides about a call of an organisation that they belong to.
 * An auditor reads everything and changes nothing.
 * The ethics seat can stop an allow, and never make one.
"""

from dataclasses import dataclass
from enum import Enum

__all__ = ["Person", "Role"]


class Role(Enum):
    """What somebody is there for."""

    REVIEWER = "reviewer"
    SENIOR = "senior"
    ETHICS = "ethics"
    AUDITOR = "auditor"

    @property
    def decides(self) -> bool:
        """Whether it takes cases and votes on them."""
        return self in (Role.REVIEWER, Role.SENIOR)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by the pseudonym that entries use. `callers`: the pseudonyms of those that this
    person belongs to."""

    ref: str
    role: Role
    callers: frozenset[str] = frozenset()
