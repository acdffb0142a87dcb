"""One gate: who is let in, what answers which request, and whether it is ready.

Rules kept here:
 * What belongs to everybody, to people and to callers is parted by the path, before anything else.
 * A call is let in, and counted, before its body is read; people unknown are counted apart.
 * It is ready while a call could be judged and recorded, whether or not the bucket is behind.

What it is put together from stands in `countenance.gate.assembly`.
"""

import asyncio
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from countenance import __version__
from countenance.dialects import replies
from countenance.dialects.call import Reply, Request
from countenance.errors import RecordError, SettingsError, TooManyError
from countenance.gate.asgi import Streamed
from countenance.gate.assembly import Assembled, Given, assembled
from countenance.gate.configured import (
    quotas_of,
)
from countenance.gate.desk import Desk
from countenance.gate.metrics import Metrics
from countenance.gate.people.door import PersonIn
from countenance.gate.quotas import Lease
from countenance.gate.rooms import Opens
from countenance.gate.server import Refused
from countenance.gate.settings.settings import Settings
from countenance.gate.sharing import Worker, share
from countenance.gate.turned_away import turned_away
from countenance.gate.upstreams import Upstreams
from countenance.gate.walk import Known, Walk
from countenance.gate.watching import carried

__all__ = ["Admitted", "Gate"]

_PROBE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Admitted:
    """A call that was let in, and whose it is."""

    lease: Lease
    known: Known

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known of who asks; a call has a key."""
        return False

    def took(self, size: int) -> None:
        """Its body had this many bytes."""
        self.lease.took(size)

    def release(self) -> None:
        """It is over."""
        self.lease.release()


class Gate:
    """One gate over one folder of data."""

    def __init__(
        self,
        settings: Settings,
        environment: Mapping[str, str],
        *,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
        upstreams: Upstreams | None = None,
        serves: bool = True,
        metrics: Metrics | None = None,
        worker: Worker | None = None,
        rooms: Sequence[Opens] = (),
    ) -> None:
        """`serves`: whether this is the gate of its folder, or a command beside it.

        `metrics`: where it says what it has, for those who ask. `worker`: which one of the
        processes of the gate this is, where there are several. `rooms`: what rooms after this one
        open with it.
        """
        self._folder = Path(settings.gate.data)
        self._quotas = quotas_of(share(settings, worker.count if worker else 1).limits)
        self._given = Given(
            settings, environment, self._quotas, clock, random, upstreams, serves, metrics, worker,
            rooms,
        )  # fmt: skip
        self._running: Assembled | None = None

    @property
    def walk(self) -> Walk:
        """The walk of the open gate."""
        return self._open_or_raise().walk

    @property
    def desk(self) -> Desk:
        """What the open gate lends to the pages for people."""
        return self._open_or_raise().lent

    async def open(self) -> None:
        """Put everything together. Raises the errors of ours that say what is not there."""
        self._running = await assembled(self._given)

    async def close(self) -> None:
        """Write what is left to write, and end everything."""
        if self._running is not None:
            running, self._running = self._running, None
            await running.stack.aclose()

    async def admit(self, request: Request) -> Reply | Admitted | PersonIn:
        """The answer to somebody unknown, or who asks too often; otherwise the call is let in."""
        running = self._open_or_raise()
        if running.public.takes(request.path):
            return await running.public.answer(request)
        if running.people.takes(request.path):
            return await running.people.admit(request)
        found = await running.walk.admit(request)
        if isinstance(found, Reply):
            return found
        try:
            return Admitted(self._quotas.begin(found.registration.id), found)
        except TooManyError as error:
            return replies.too_many(found.to, str(error))

    async def answer(self, request: Request, lease: object = None) -> Reply | Streamed:
        """One call, from its bytes to its answer. `lease`: what `admit` gave, if it was asked."""
        running = self._open_or_raise()
        if isinstance(lease, PersonIn):
            return await running.people.answer(request, lease)
        known = lease.known if isinstance(lease, Admitted) else None
        if running.receipts.takes(request.path):
            return await running.receipts.answer(request, known)
        if running.doors.take(request.path):
            return await running.doors.answer(request, known)
        return await running.walk.answer(request, known)

    def refusal(self, request: Request, refused: Refused) -> Reply:
        """The answer to a request that the server itself turned away."""
        return turned_away(request, refused)

    async def readiness(self) -> tuple[bool, dict[str, object]]:
        """Whether a call could be judged and recorded now: the stores answer, limits hold."""
        if self._running is None:
            return False, {"record": "closed"}
        try:
            async with asyncio.timeout(_PROBE_SECONDS):
                await self._running.recorder.probe()
                entries = await asyncio.to_thread(self._running.log.size)
        except TimeoutError:
            return False, {"record": f"nothing was written within {_PROBE_SECONDS:g} seconds"}
        except RecordError as error:
            return False, {"record": str(error)}
        eyes = self._running.eyes.report()
        codes = self._running.codes
        own = {"own": codes.own.digest, "refused": bool(codes.wrong)}
        # A bucket that is behind makes no gate unready: calls are judged and recorded as before.
        behind = carried(self._folder, entries)
        told = {"entries": entries, "pictures": eyes, "codes": own, "version": __version__}
        return True, {**told, **behind}

    def _open_or_raise(self) -> Assembled:
        if self._running is None:
            raise SettingsError("the gate is not open")
        return self._running
