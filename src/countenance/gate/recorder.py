"""Writing entries for the walk, and never losing count of one that could not be written.

Rules kept here:
 * `append` gives back an index only once the entry is durable; a client that leaves takes no entry
   back.
 * When an entry cannot be written the failure is counted, and entered once writing works again.
 * An outcome that cannot be written leaves its decision waiting for one: the next start of a gate
   gives it `unknown-after-crash`.
"""

import asyncio
import hashlib
from collections.abc import Sequence

import structlog

from countenance.callers.registration import Registration
from countenance.dialects.call import Request
from countenance.dialects.routes import dialect_of
from countenance.errors import CallError, CountenanceError, RecordError, UnsupportedCallError
from countenance.gate.recording import caller_ref
from countenance.record.entry import AnswerCheck, ObligationRef
from countenance.record.make import Maker, Prepared
from countenance.record.store import LogStore

__all__ = ["Recorder"]

_log = structlog.get_logger("countenance.record")


class Recorder:
    """The record as the walk uses it."""

    def __init__(self, log: LogStore, maker: Maker) -> None:
        self._log = log
        self._maker = maker
        self._unwritten = 0
        self._pending: set[asyncio.Task[None]] = set()

    async def append(self, prepared: Prepared) -> int:
        """Append one entry; its index, once it is durable. Raises `RecordError`."""
        try:
            index = await asyncio.shield(self._log.append(prepared.data, prepared.openings))
        except RecordError as error:
            self._unwritten += 1
            _log.error("record-failed", error=str(error))
            raise
        if self._unwritten:
            await self._enter_late()
        return index

    async def unreadable(
        self,
        request: Request,
        registration: Registration,
        error: CountenanceError,
        clause: str = "",
    ) -> int | None:
        """Enter a call that was refused unread; the index, or None when that failed."""
        status = error.status if isinstance(error, CallError) else 400
        if not clause:
            word = "unsupported" if isinstance(error, UnsupportedCallError) else "unreadable"
            clause = "too-large" if status == 413 else word
        return await self._try(
            self._maker.unreadable(
                caller=caller_ref(registration),
                clause=clause,  # type: ignore[arg-type]  # one of four words of ours
                status=status,
                size=len(request.body),
                digest=hashlib.sha256(request.body).digest(),
                dialect=dialect_of(request.path).value,
                where=error.param if isinstance(error, CallError) else None,
            )
        )

    async def failed(
        self,
        stage: str,
        error: BaseException,
        registration: Registration,
        decision: str | None = None,
    ) -> int | None:
        """Enter a failure of ours; the index, or None when even that could not be written."""
        _log.error("gate-failure", stage=stage, error=type(error).__name__)
        if isinstance(error, RecordError):
            return None  # counted when the append failed
        return await self._try(
            self._maker.failure(
                stage, type(error).__name__, caller=caller_ref(registration), decision=decision
            )
        )

    def outcome(
        self,
        decision: str,
        result: str,
        *,
        status: int | None = None,
        bytes_out: int | None = None,
        answer: AnswerCheck | None = None,
        obligations: Sequence[ObligationRef] = (),
    ) -> None:
        """Enter what came of a decision, without making its answer wait for the disk."""
        prepared = self._maker.outcome(
            decision,
            result,
            status=status,
            bytes_out=bytes_out,
            answer=answer,
            obligations=obligations,
        )
        task = asyncio.ensure_future(self._outcome(prepared))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def drain(self) -> None:
        """Wait until every outcome is written."""
        while self._pending:
            await asyncio.gather(*self._pending)

    async def _outcome(self, prepared: Prepared) -> None:
        await self._try(prepared)

    async def _try(self, prepared: Prepared) -> int | None:
        try:
            return await self.append(prepared)
        except RecordError:
            return None

    async def _enter_late(self) -> None:
        count, self._unwritten = self._unwritten, 0
        late = self._maker.failure("record", "RecordError", count=count, late=True)
        try:
            await self._log.append(late.data, late.openings)
        except RecordError:
            self._unwritten += count
