"""Openings that were kept for long enough are erased while the gate runs.

Rules kept here:
 * It is looked at the start and every hour. What cannot be erased now is tried again.
 * One of several workers does it.
"""

import asyncio
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import structlog

from countenance.stores.cases import Cases

__all__ = ["EVERY_SECONDS", "Expiring"]

EVERY_SECONDS = 3600.0

_log = structlog.get_logger("countenance.record")


class Expiring:
    """Erases what was kept for so many days. `clock`: nanoseconds since 1970, UTC."""

    def __init__(self, folder: Path, days: int, clock: Callable[[], int]) -> None:
        self._folder = folder
        self._days = days
        self._clock = clock
        self._owes = True
        """What was erased before may not have left the files yet."""

    async def run(self, every: float = EVERY_SECONDS) -> None:
        """Look, again and again, until it is cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(every)

    async def look(self) -> int:
        """Erase what is due; how many cases there were."""
        try:
            count = await asyncio.to_thread(self._expire)
        except Exception as error:  # noqa: BLE001 - the next look may do better
            _log.error("expiry-failed", error=type(error).__name__)
            return 0
        if count:
            _log.info("openings-expired", cases=count)
        return count

    def _expire(self) -> int:
        with closing(Cases(self._folder, self._clock)) as cases:
            owed, self._owes = self._owes, True
            count = cases.expire(self._days)
            if owed and not count:
                cases.clear()
            self._owes = False
            return count
