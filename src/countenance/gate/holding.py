"""Calls that people have to decide: held, and the page that says how they stand.

Rules kept here:
 * The same call of the same caller has the same hold; a hold is found by its caller alone.
 * A caller that has too many calls held is turned away, never let through.
 * A hold that cannot be kept or read is a failure of ours, and is entered.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from countenance.callers.registration import Registration
from countenance.dialects import replies
from countenance.dialects.call import Reply, Request
from countenance.dialects.replies import To
from countenance.errors import RecordError
from countenance.gate.judging import Decided
from countenance.gate.ports import HoldStore
from countenance.gate.quotas import Quotas
from countenance.gate.recorder import Recorder

__all__ = ["Holding"]


class Holding:
    """Holds calls of one gate. `clock`: nanoseconds since 1970, UTC."""

    def __init__(
        self,
        holds: HoldStore,
        quotas: Quotas,
        recorder: Recorder,
        *,
        address: str,
        clock: Callable[[], int],
    ) -> None:
        self._holds = holds
        self._quotas = quotas
        self._recorder = recorder
        self._address = address
        self._clock = clock

    async def hold(self, decided: Decided, why: replies.Reason, to: To) -> Reply:
        """Hold a call that was decided so; what its caller is told."""
        caller = decided.registration.id
        if not self._quotas.may_hold(caller):
            says = "too many calls of yours are held; wait until people have decided"
            return replies.too_many(to, says, entry=decided.entry, again=False)
        since = datetime.fromtimestamp(self._clock() / 1e9, UTC)
        try:
            hold = await asyncio.to_thread(
                self._holds.keep,
                decided.registration.ref,
                decided.call.digest,
                decided.entry,
                since.isoformat(timespec="seconds"),
            )
        except RecordError as error:
            entry = await self._recorder.failed("hold", error, decided.registration)
            return replies.gate_failure(to, entry=entry)
        if hold.entry == decided.entry:
            self._quotas.held(caller)
        return replies.held(to, hold.id, f"{self._address}/v1/holds/{hold.id}", why)

    async def page(self, request: Request, registration: Registration, to: To) -> Reply:
        """How the hold at this address stands, for the caller that it is of."""
        name = request.path.removeprefix("/v1/holds/")
        try:
            hold = self._holds.find(registration.ref, name)
        except RecordError as error:
            entry = await self._recorder.failed("hold", error, registration)
            return replies.gate_failure(to, "the holds cannot be read", entry=entry)
        if request.method != "GET" or hold is None:
            unknown = {"message": "no such hold of this caller", "code": "unknown_hold"}
            headers = replies.outcome_headers(to, replies.Decided.REFUSE, "unsupported")
            return replies.json_reply(404, {"error": unknown}, headers)
        return replies.json_reply(
            200,
            {
                "object": "countenance.hold",
                "id": hold.id,
                "status": "held",
                "since": hold.since,
                "entry": hold.entry,
                "says": "a person has to decide; send the same call again to learn of it",
            },
            (
                ("cache-control", "no-store"),
                *replies.outcome_headers(to, replies.Decided.HOLD, entry=hold.entry),
            ),
        )
