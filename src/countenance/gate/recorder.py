"""Writing entries for the walk, and never losing count of one that could not be written.

Rules kept here:
 * `append` gives back an index only once the entry is durable; a client that leaves takes no entry
   back.
 * When an entry cannot be written the failure is counted, and entered once writing works again.
 * A decision to let something pass whose call ended before it was known to be durable gets an
   outcome of its own, if it turns out to be.
 * An outcome that cannot be written leaves its decision waiting for one: the next start of a gate
   gives it `unknown-after-crash`.
 * No call waits longer than `patience` for an entry. What is written later is written all the
   same, and lets nothing pass.
"""

import asyncio
import hashlib
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

import structlog

from countenance.callers.registration import Registration
from countenance.dialects.call import Request
from countenance.dialects.routes import dialect_of
from countenance.errors import (
    CallError,
    CountenanceError,
    RecordError,
    UnsupportedCallError,
    UnwrittenError,
)
from countenance.record.changes import caller_ref
from countenance.record.entry import AnswerCheck, AnswerPictures, ObligationRef
from countenance.record.make import Maker, Prepared
from countenance.record.store import LogStore

__all__ = ["Recorder"]

_log = structlog.get_logger("countenance.record")
_Result = TypeVar("_Result")


class Recorder:
    """The record as the walk uses it. `patience`: seconds."""

    def __init__(self, log: LogStore, maker: Maker, patience: float = 15.0) -> None:
        self._log = log
        self._maker = maker
        self._patience = patience
        self._unwritten = 0
        self._pending: set[asyncio.Task[Any]] = set()

    @property
    def unwritten(self) -> int:
        """How many entries could not be written, and wait to be entered as failures."""
        return self._unwritten

    async def append(self, prepared: Prepared) -> int:
        """Append one entry; its index, once it is durable.

        Raises `UnwrittenError` when it cannot be written; that is counted.
        """
        return await asyncio.shield(self._begun(self._append(prepared)))

    async def decided(self, prepared: Prepared, *, passes: bool) -> int:
        """Append the entry of a decision; `passes`: it lets something through.

        Raises `UnwrittenError` as `append` does, and `RecordError` when it takes too long. Who
        stops waiting has let nothing through, whatever becomes of the entry: if it is written
        after all, an outcome that says so follows.
        """
        writing = self._begun(self._append(prepared))
        came: str | None = "client-gone"
        try:
            async with asyncio.timeout(self._patience):
                index = await asyncio.shield(writing)
            came = None
            return index
        except TimeoutError as error:
            came = "gate-failure"
            raise RecordError("record: the entry was not written in time") from error
        finally:
            if passes and came is not None:
                self._begun(self._abandoned(writing, prepared.id, came))

    async def unreadable(
        self,
        request: Request,
        registration: Registration,
        error: CountenanceError,
        clause: str = "",
        *,
        what_if: bool = False,
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
                what_if=what_if,
            )
        )

    async def failed(
        self,
        stage: str,
        error: BaseException,
        registration: Registration | None = None,
        decision: str | None = None,
    ) -> int | None:
        """Enter a failure of ours; the index, or None when even that could not be written."""
        _log.error("gate-failure", stage=stage, error=type(error).__name__)
        if isinstance(error, UnwrittenError):
            return None  # counted when the append failed, and entered with that count
        caller = None if registration is None else caller_ref(registration)
        return await self._try(
            self._maker.failure(stage, type(error).__name__, caller=caller, decision=decision)
        )

    def outcome(
        self,
        decision: str,
        result: str,
        *,
        status: int | None = None,
        bytes_out: int | None = None,
        answer: AnswerCheck | None = None,
        pictures: AnswerPictures | None = None,
        obligations: Sequence[ObligationRef] = (),
    ) -> None:
        """Enter what came of a decision, without making its answer wait for the disk."""
        prepared = self._maker.outcome(
            decision,
            result,
            status=status,
            bytes_out=bytes_out,
            answer=answer,
            pictures=pictures,
            obligations=obligations,
        )
        self._begun(self._append(prepared))

    async def probe(self) -> None:
        """Whether an entry could be written now; if so, what waits for that is entered.

        Raises `RecordError` when it could not.
        """
        await self._log.probe()
        await self._enter_late()

    async def drain(self) -> None:
        """Wait until everything that was begun is written, or could not be."""
        while self._pending:
            await asyncio.wait(self._pending)
        await self._enter_late()

    def _begun(self, work: Coroutine[Any, Any, _Result]) -> asyncio.Task[_Result]:
        """Work that goes on whoever stops waiting for it."""
        task = asyncio.ensure_future(work)
        self._pending.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._pending.discard(task)
        if not task.cancelled():
            task.exception()  # it was counted where it happened

    async def _append(self, prepared: Prepared) -> int:
        try:
            index = await self._log.append(prepared.data, prepared.openings)
        except RecordError as error:
            self._unwritten += 1
            _log.error("record-failed", error=str(error))
            raise UnwrittenError(str(error)) from error
        if self._unwritten:
            self._begun(self._enter_late())
        return index

    async def _abandoned(self, writing: asyncio.Task[int], decision: str, result: str) -> None:
        try:
            await writing
        except UnwrittenError:
            return  # then there is no decision that waits for an outcome
        self.outcome(decision, result)

    async def _try(self, prepared: Prepared) -> int | None:
        try:
            async with asyncio.timeout(self._patience):
                return await self.append(prepared)
        except (UnwrittenError, TimeoutError):
            return None

    async def _enter_late(self) -> None:
        count, self._unwritten = self._unwritten, 0
        if not count:
            return
        late = self._maker.failure("record", "RecordError", count=count, late=True)
        try:
            await self._log.append(late.data, late.openings)
        except RecordError:
            self._unwritten += count
