"""What stays off until the board has said yes: face matching, a gallery, an edition that allows
more than the one before it.

Rules kept here:
 * A yes names what it is for, for whom, and until when; it reaches no further.
 * A yes for everybody is one for each caller, and never the other way round.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

__all__ = ["Capability", "Needed", "Needs", "approved", "without"]


class Needs(Enum):
    """What needs the board."""

    MATCHING = "face-matching"
    """Comparing faces: whose face, the same face, which group."""
    GALLERY = "gallery"
    """Putting faces into a database that is searched later."""
    EDITION = "edition"
    """An edition of a code of the site that allows more than the one before it."""


@dataclass(frozen=True, slots=True)
class Needed:
    """What one call, or one change of codes, needs. `caller`: a pseudonym; `what`: the name of the
    gallery or the digest of the edition, where it is about one."""

    needs: Needs
    caller: str | None = None
    what: str | None = None


@dataclass(frozen=True, slots=True)
class Capability:
    """What the board is asked to switch on. `caller`: a pseudonym; `None`: everybody. `what`: one
    gallery or edition; `None`: any gallery. `until`: milliseconds since 1970 in UTC."""

    needs: Needs
    until: int
    caller: str | None = None
    what: str | None = None

    def covers(self, needed: Needed, now: int) -> bool:
        """Whether this is a yes to what is needed now."""
        return (
            self.needs is needed.needs
            and now < self.until
            and self.caller in (None, needed.caller)
            and self.what in (None, needed.what)
        )

    @property
    def digest(self) -> str:
        """`sha256:` and hex, over everything that it says."""
        whole = [self.needs.value, self.until, self.caller, self.what]
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(b"capability\n" + text.encode()).hexdigest()


def approved(given: Iterable[Capability], needed: Needed, now: int) -> bool:
    """Whether the board has said yes to what is needed, and still does."""
    return any(each.covers(needed, now) for each in given)


def without(given: Iterable[Capability], needed: Iterable[Needed], now: int) -> tuple[Needed, ...]:
    """What is needed and has no yes."""
    kept = tuple(given)
    return tuple(each for each in needed if not approved(kept, each, now))
