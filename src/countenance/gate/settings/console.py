"""`[console]`: how long people stay signed in to the pages, and what the public sees."""

from typing import Annotated, Literal

import msgspec

__all__ = ["ConsoleSettings"]

_MINUTE = 60_000


class ConsoleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[console]`: how long a session lasts, and the pages that nobody signs in to."""

    idle_minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] = 30
    """Without a page, after which somebody has to sign in again."""
    session_hours: Annotated[int, msgspec.Meta(ge=1, le=168)] = 12
    """In any case."""
    public: Literal["shown", "off"] = "shown"
    """The pages under `/public`: texts, counts, questions and rulings; nothing about a caller."""

    @property
    def idle(self) -> int:
        """In milliseconds."""
        return self.idle_minutes * _MINUTE

    @property
    def longest(self) -> int:
        """In milliseconds."""
        return self.session_hours * 60 * _MINUTE
