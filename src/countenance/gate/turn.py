"""One turn of the event loop: what came before it is known to have come, and nothing else is yet.

    the loop reads what clients sent ─> what they wait for goes on, one after the other ─> again

Rules kept here:
 * A turn that has begun is over before the loop reads again: whoever is served in it had sent their
   request before it began.
 * Another loop is another turn.
"""

import asyncio

__all__ = ["Turn"]


class Turn:
    """The turn that is under way, for who does something once in each. Of one thread."""

    def __init__(self) -> None:
        self._of: asyncio.AbstractEventLoop | None = None

    @property
    def is_new(self) -> bool:
        """Whether nobody has begun it; True where no loop runs."""
        try:
            return self._of is not asyncio.get_running_loop()
        except RuntimeError:
            return True

    def begin(self) -> None:
        """Begin it, unless it was begun."""
        loop = asyncio.get_running_loop()
        if self._of is not loop:
            self._of = loop
            loop.call_soon(self._over)

    def _over(self) -> None:
        self._of = None
