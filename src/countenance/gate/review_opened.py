"""What a running gate has for held calls and the people who decide them.

Rules kept here:
 * What nobody decided in time is refused also where nobody looks: the gate looks itself.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import structlog

from countenance.errors import RecordError
from countenance.gate.quotas import Quotas
from countenance.gate.recorder import Recorder
from countenance.gate.review_settings import ReviewSettings
from countenance.gate.reviewing import Reviewing
from countenance.gate.secrets import HOLDS, secret
from countenance.stores.held_calls import HeldCalls
from countenance.stores.people import People

__all__ = ["Opened", "expiring", "open_review"]

_log = structlog.get_logger("countenance.review")
_LOOK_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Opened:
    """The cases, who decides them, and what the walk asks."""

    cases: HeldCalls
    people: People
    reviewing: Reviewing


def open_review(
    folder: Path,
    settings: ReviewSettings,
    quotas: Quotas,
    recorder: Recorder,
    stack: AsyncExitStack,
    *,
    owner: int,
    clock: Callable[[], int],
    random: Callable[[int], bytes],
) -> Opened:
    """Open all of it in a folder of data, until the stack is closed."""
    cases = HeldCalls(folder, clock, random, owner=owner)
    stack.callback(cases.close)
    people = People(folder, clock, random)
    stack.callback(people.close)
    kept = secret(folder / HOLDS, random)
    reviewing = Reviewing(cases, quotas, recorder, kept, settings, clock)
    return Opened(cases, people, reviewing)


async def expiring(cases: HeldCalls, seconds: float = _LOOK_SECONDS) -> None:
    """Refuse what is overdue, again and again. Never ends by itself."""
    while True:
        try:
            await asyncio.to_thread(cases.expire_overdue)
        except RecordError as error:
            _log.error("cases-not-expired", error=str(error))
        await asyncio.sleep(seconds)
