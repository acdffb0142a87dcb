"""One turn of the event loop: what came before it is known to have come, and nothing else is yet.

    the loop reads what clients sent ─> what they wait for goes on, one after the other ─> again

Rules kept here:
 * A turn that has begun is over before the loop reads again: whoever is served in it had sent their
   request before it began.
 * Another loop is another turn.
 * Nothing in it takes longer than a few milliseconds; what may is for a thread.
"""

import asyncio

__all__ = ["Turn", "fits"]


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


def fits(body: bytes) -> bool:
    """Whether reading a body takes no more than about a millisecond of a turn: a picture, and few
    words beside it. A thread costs more than that, where all who are in one wait for the others."""
    size = len(body)
    return size <= 1 << 16 or (size <= 1 << 19 and _commas_end(body, 1 << 10))


def _commas_end(body: bytes, most: int) -> bool:
    """Whether there are no more than `most` commas. To look for each is far quicker than to count
    them where a picture stands between them."""
    at = -1
    for _ in range(most + 1):
        at = body.find(b",", at + 1)
        if at < 0:
            return True
    return False
