"""Several things waited for at once: all of them, or the first failure.

What `asyncio.gather` leaves running when one of them fails would go on behind the back of whoever
counts what is under way.

Rules kept here:
 * When one fails, or nobody waits any more, the others are given up, and have ended before this
   raises.
"""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

__all__ = ["together"]

_Came = TypeVar("_Came")


async def together(coming: Iterable[Awaitable[_Came]]) -> list[_Came]:
    """What came of each, in their order; raises what the first one that failed raises."""
    work = [asyncio.ensure_future(each) for each in coming]
    try:
        return await asyncio.gather(*work)
    except BaseException:
        for each in work:
            each.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        raise
