"""What a running gate has for held calls and motions: what is overdue ends where nobody looks."""

import asyncio
import contextlib
import os
from contextlib import AsyncExitStack
from pathlib import Path

from countenance.errors import OutdatedError, RecordError
from countenance.gate.quotas import Quotas
from countenance.gate.recorder import Recorder
from countenance.gate.review_opened import expiring, open_review
from countenance.gate.settings.board import BoardSettings
from countenance.gate.settings.review import ReviewSettings
from countenance.record.make import Maker
from countenance.review.case import State
from countenance.stores.memory_log import MemoryLog
from review.made_cases import Clock, held, holds


class _Breaks:
    """Cases that cannot be read at first."""

    def __init__(self) -> None:
        self.asked = 0
        self.counted = 0

    def expire_overdue(self) -> int:
        self.asked += 1
        if self.asked == 1:
            raise RecordError("held calls: the disk is full")
        return 0

    def count_due(self) -> int:
        self.counted += 1
        if self.counted == 1:
            raise OutdatedError("board: somebody else was first")
        return 0


def test_the_gate_looks_itself_and_goes_on_when_it_cannot(tmp_path: Path) -> None:
    clock = Clock()

    async def work() -> State:
        async with AsyncExitStack() as stack:
            recorder = Recorder(MemoryLog(), Maker(clock, os.urandom))
            opened = open_review(
                tmp_path, ReviewSettings(), BoardSettings(), Quotas(), recorder, stack,
                owner=0, clock=clock, random=os.urandom,
            )  # fmt: skip
            wanted = held()
            _, case = opened.cases.hold(wanted, holds(Maker(clock, os.urandom)))
            clock.now += wanted.terms.answer
            broken, expired = _Breaks(), {State.EXPIRED: 1}
            tasks = [
                asyncio.create_task(expiring(opened.motions, opened.cases, seconds=0.01)),
                asyncio.create_task(expiring(broken, broken, seconds=0.01)),  # type: ignore[arg-type]  # as far as it is asked
            ]
            async with asyncio.timeout(20):
                while min(broken.asked, broken.counted) < 2 or opened.cases.count() != expired:
                    await asyncio.sleep(0.01)
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            return opened.cases.find(case.id).state

    assert asyncio.run(work()) is State.EXPIRED
    assert (tmp_path / "holds.key").stat().st_mode & 0o077 == 0


class _Poisoned(_Breaks):
    """One that never can, for a reason that nobody has foreseen."""

    def expire_overdue(self) -> int:
        raise ZeroDivisionError


def test_what_cannot_be_done_in_one_store_keeps_no_other_waiting() -> None:
    async def work() -> None:
        others = _Breaks()
        task = asyncio.create_task(
            expiring(others, _Poisoned(), others, seconds=0.001)  # type: ignore[arg-type]  # as above
        )
        async with asyncio.timeout(20):
            while min(others.asked, others.counted) < 3:
                await asyncio.sleep(0.001)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(work())
