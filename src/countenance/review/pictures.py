"""The pictures of a held call that are kept for who decides about it: which, how long, and whether
they are still there.

Rules kept here:
 * Nothing here is a picture: places, counts, digests of sealed bytes. The bytes themselves lie in
   the stores, sealed under a key of their case.
 * A case without pictures is a case all the same: that none could be kept holds the call no less.
"""

from dataclasses import dataclass
from enum import Enum

__all__ = ["Kept", "Pictures", "Why"]


class Why(Enum):
    """Why there is no picture, or not any more; the words of entries."""

    FAILED = "failed"
    """None could be made or written."""
    QUOTA = "quota"
    """Of this caller as much is kept as may be."""
    EXPIRED = "expired"
    """They were kept as long as they may be."""
    CLOSED = "closed"
    """The case is closed."""
    ERASED = "erased"
    """Somebody had what was personal erased."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One picture: where it stands in the call, which frame of that it is, how many faces were
    found and blurred, and the digest of its sealed bytes. `plain`: whether it can be revealed."""

    where: str
    frame: int
    faces: int
    digest: str
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of one case. `number` is that of their key, `until` when they are erased at the
    latest (milliseconds since 1970), `left_out` how many more there were that are not kept.

    `revealed`: those that whoever has the case now has revealed, by their places from 1.
    """

    kept: tuple[Kept, ...] = ()
    left_out: int = 0
    number: int = 0
    until: int = 0
    gone: Why | None = None
    revealed: tuple[int, ...] = ()

    @property
    def are_there(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self.kept) and self.gone is None

    @property
    def may_come_again(self) -> bool:
        """Whether they are kept anew when the same call comes again: where time or a decision has
        erased them. What somebody had erased stays away, and what failed is not tried for ever."""
        return self.gone in (Why.EXPIRED, Why.CLOSED)

    def at(self, place: int) -> Kept | None:
        """The picture in this place, from 1, if there is one."""
        return self.kept[place - 1] if 1 <= place <= len(self.kept) else None
