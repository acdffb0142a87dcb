"""Openings that were kept for long enough are erased while the gate runs.

Rules kept here:
 * It is looked at the start and every hour. What cannot be erased now is tried again.
 * One of several workers does it.
 * What is erased does not come back. A clock that jumps ahead while the gate runs erases nothing
   before it has stood so for a day.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import structlog

from countenance.stores.cases import Cases

__all__ = ["EVERY_SECONDS", "Expiring"]

EVERY_SECONDS = 3600.0

_JUMP = 3600.0
"""Seconds by which a clock goes ahead that is put right."""
_DOUBTED = 24 * 3600.0
"""For so many seconds a clock is doubted that has jumped."""

_log = structlog.get_logger("countenance.record")


class Expiring:
    """Erases what was kept for so many days. `clock`: nanoseconds since 1970, UTC; `steady`:
    seconds that only grow."""

    def __init__(
        self,
        folder: Path,
        days: int,
        clock: Callable[[], int],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._days = days
        self._clock = clock
        self._steady = steady
        self._ahead: float | None = None
        """By how much the one was ahead of the other when it was believed last."""
        self._doubted: float | None = None
        self._owes = True
        """What was erased before may not have left the files yet."""

    async def run(self, every: float = EVERY_SECONDS) -> None:
        """Look, again and again, until it is cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(every)

    async def look(self) -> int:
        """Erase what is due; how many cases there were."""
        if self._has_jumped():
            _log.error("expiry-waits", why="the clock has jumped ahead")
            return 0
        try:
            count = await asyncio.to_thread(self._expire)
        except Exception as error:  # noqa: BLE001 - the next look may do better
            _log.error("expiry-failed", error=type(error).__name__)
            return 0
        if count:
            _log.info("openings-expired", cases=count)
        return count

    def _has_jumped(self) -> bool:
        """Whether the clock is not believed yet."""
        steady = self._steady()
        ahead = self._clock() / 1e9 - steady
        if self._ahead is None or ahead <= self._ahead + _JUMP:
            self._ahead, self._doubted = ahead, None
            return False
        if self._doubted is None:
            self._doubted = steady
        if steady - self._doubted < _DOUBTED:
            return True
        self._ahead, self._doubted = ahead, None
        return False

    def _expire(self) -> int:
        with closing(Cases(self._folder, self._clock)) as cases:
            owed, self._owes = self._owes, True
            count = cases.expire(self._days)
            if owed and not count:
                cases.clear()
            self._owes = False
            return count
