"""Writing entries for the walk, and never losing count of one that could not be written.

Rules kept here:
 * `append` gives back an index only once the entry is durable; a client that leaves takes no entry
   back.
 * When an entry cannot be written the failure is counted, and entered once writing works again.
 * A decision to let something pass whose call ended before it was known to be durable gets an
   outcome of its own, if it turns out to be.
 * So does one whose call ends between its entry and whatever becomes of it.
 * An outcome that cannot be written leaves its decision waiting for one: the next start of a gate
   gives it `unknown-after-crash`.
 * No call waits longer than `patience` for an entry. What is written later is written all the
   same, and lets nothing pass.
"""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import structlog

from countenance.callers.registration import Registration
from countenance.dialects.call import Request
from countenance.dialects.named import place_of
from countenance.dialects.routes import dialect_of
from countenance.errors import (
    CallError,
    CountenanceError,
    RecordError,
    UnsupportedCallError,
    UnwrittenError,
)
from countenance.gate.identifying import identification_entry
from countenance.gate.judging import Decided
from countenance.gate.ports import EntryLog
from countenance.gate.within import within
from countenance.record.changes import caller_ref
from countenance.record.entry import AnswerCheck, AnswerPictures, ObligationRef
from countenance.record.make import Maker, Prepared

__all__ = ["Recorder"]

_log = structlog.get_logger("countenance.record")


class Recorder:
    """The record as the walk uses it.

    `patience`: seconds that a call waits for an entry. `linger`: seconds that an outcome waits for
    a decision to be written with.
    """

    def __init__(
        self, log: EntryLog, maker: Maker, patience: float = 15.0, *, linger: float = 0.01
    ) -> None:
        self._log = log
        self._maker = maker
        self._patience = patience
        self._linger = linger
        self._unwritten = 0
        self._pending: set[asyncio.Future[Any]] = set()
        self._outcomes: list[Prepared] = []
        self._timer: asyncio.TimerHandle | None = None

    @property
    def unwritten(self) -> int:
        """How many entries could not be written, and wait to be entered as failures."""
        return self._unwritten

    async def append(self, prepared: Prepared) -> int:
        """Append one entry; its index, once it is durable.

        Raises `UnwrittenError` when it cannot be written; that is counted. And `RecordError` when
        it takes too long: it may be written later.
        """
        try:
            with within(self._patience):
                return await asyncio.shield(self._begin(prepared))
        except TimeoutError as error:
            raise RecordError("record: the entry was not written in time") from error
        except RecordError as error:
            raise UnwrittenError(str(error)) from error

    async def decided(self, prepared: Prepared, *, passes: bool) -> int:
        """Append the entry of a decision; `passes`: it lets something through.

        Raises `UnwrittenError` as `append` does, and `RecordError` when it takes too long. Who
        stops waiting has let nothing through, whatever becomes of the entry: if it is written
        after all, an outcome that says so follows.
        """
        self._write_outcomes()
        writing = self._begin(prepared)
        came: str | None = "client-gone"
        try:
            with within(self._patience):
                index = await asyncio.shield(writing)
            came = None
            return index
        except TimeoutError as error:
            came = "gate-failure"
            raise RecordError("record: the entry was not written in time") from error
        except RecordError as error:
            came = None  # then there is no decision that waits for an outcome
            raise UnwrittenError(str(error)) from error
        finally:
            if passes and came is not None:
                self._keep(asyncio.ensure_future(self._abandoned(writing, prepared.id, came)))

    @contextmanager
    def between(self, decision: str, *, passes: bool) -> Iterator[None]:
        """What is done after a decision was entered and before anybody else enters its outcome:
        who leaves here, and what fails here, has let nothing through."""
        try:
            yield
        except BaseException as error:
            if passes:
                gone = isinstance(error, asyncio.CancelledError)
                self.outcome(decision, "client-gone" if gone else "gate-failure")
            raise

    def abandon(
        self, writing: asyncio.Future[int | None], decision: str, result: str
    ) -> None:
        """Nobody waits any more for the entry of a decision that would let something pass; what
        writes it comes to `None` where it was not entered."""
        self._keep(asyncio.ensure_future(self._abandoned(writing, decision, result)))

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
                where=place_of(error.param) if isinstance(error, CallError) else None,
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
        """Enter what came of a decision, without making its answer wait for the disk.

        It is written with the next decision, so that both are one effort of the disk, or by itself
        a moment later.
        """
        prepared = self._maker.outcome(
            decision,
            result,
            status=status,
            bytes_out=bytes_out,
            answer=answer,
            pictures=pictures,
            obligations=obligations,
        )
        self._later(prepared)

    def _later(self, prepared: Prepared) -> None:
        self._outcomes.append(prepared)
        if self._linger <= 0:
            self._write_outcomes()
        elif self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._linger, self._write_outcomes)

    def identified(
        self, decided: Decided, matched: Sequence[str] | None, *, is_over: bool = True
    ) -> None:
        """Enter the use of a biometric identification, if the call is one, behind its outcome."""
        prepared = identification_entry(self._maker, decided, matched, is_over=is_over)
        if prepared is not None:
            self._later(prepared)

    async def probe(self) -> None:
        """Whether an entry could be written now; if so, what waits for that is entered.

        Raises `RecordError` when it could not.
        """
        await self._log.probe()
        # It goes on when nobody waits any more: what it took from the count is not lost with them.
        entering = asyncio.ensure_future(self._enter_late())
        self._keep(entering)
        await asyncio.shield(entering)

    async def drain(self) -> None:
        """Wait until everything that was begun is written, or could not be."""
        self._write_outcomes()
        while self._pending:
            await asyncio.wait(self._pending)
            self._write_outcomes()
        await self._enter_late()

    def _begin(self, prepared: Prepared) -> asyncio.Future[int]:
        """Begin to write an entry, whoever stops waiting for it."""
        writing = self._log.begin(prepared.data, prepared.openings)
        if writing.done():
            self._written(writing)
        else:
            self._pending.add(writing)
            writing.add_done_callback(self._written)
        return writing

    def _written(self, writing: asyncio.Future[int]) -> None:
        self._pending.discard(writing)
        if writing.cancelled():
            return  # nothing here cancels it: its loop ends
        error = writing.exception()
        if error is not None:
            self._unwritten += 1
            _log.error("record-failed", error=str(error))
        elif self._unwritten:
            self._keep(asyncio.ensure_future(self._enter_late()))

    def _write_outcomes(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        outcomes, self._outcomes = self._outcomes, []
        for prepared in outcomes:
            self._begin(prepared)

    def _keep(self, task: asyncio.Future[None]) -> None:
        """Work that goes on by itself, until the end is waited for."""
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def _abandoned(
        self, writing: asyncio.Future[Any], decision: str, result: str
    ) -> None:
        try:
            if await asyncio.shield(writing) is None:
                return
        except RecordError:
            return  # then there is no decision that waits for an outcome
        self.outcome(decision, result)

    async def _try(self, prepared: Prepared) -> int | None:
        try:
            return await self.append(prepared)
        except RecordError:
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
