"""Entries that the walk writes, and failures to write them."""

import asyncio
import json
import os
from collections.abc import Sequence
from typing import Any

import pytest

from countenance.callers.registration import Registration
from countenance.dialects.call import Request
from countenance.errors import DetectorError, RecordError, UnsupportedCallError, UnwrittenError
from countenance.gate.opening import Opened
from countenance.gate.recorder import Recorder
from countenance.gate.recording import Sources, decision_entry
from countenance.record.commitment import Opening
from countenance.record.make import Maker, Prepared
from countenance.stores.memory_log import MemoryLog
from gate.judged import TODAY, call, judged, private

NOW = 1_800_000_000_000_000_000
CALLER = Registration("acme", "c-1", "Acme", (), key="k1")
REQUEST = Request("POST", "/v1/chat/completions", (), (), b"{}")


def made() -> tuple[Recorder, MemoryLog]:
    log = MemoryLog()
    return Recorder(log, Maker(lambda: NOW, os.urandom)), log


def contents(log: MemoryLog) -> list[dict[str, Any]]:
    return [json.loads(stored.data) for stored in log.entries()]


def test_a_call_that_was_refused_unread_is_entered_with_its_place() -> None:
    recorder, log = made()
    error = UnsupportedCallError("no", status=415, param="messages[0].content[1]")

    index = asyncio.run(recorder.unreadable(REQUEST, CALLER, error))

    (entry,) = contents(log)
    assert index == 0
    assert (entry["kind"], entry["clause"], entry["status"]) == ("unreadable", "unsupported", 415)
    assert entry["where"] == "messages[0].content[1]"


def test_a_word_of_the_caller_is_entered_as_another_place() -> None:
    recorder, log = made()
    for param in ("reasoning", "bogus_patient_quist", "messages[0].patient_quist", "route"):
        asyncio.run(
            recorder.unreadable(REQUEST, CALLER, UnsupportedCallError("no", param=param))
        )

    found = [entry["where"] for entry in contents(log)]

    assert found == ["reasoning", "other", "messages[0].other", "route"]


def test_a_failure_is_entered_by_the_name_of_its_class_alone() -> None:
    recorder, log = made()

    asyncio.run(recorder.failed("inspection", DetectorError("held a secret"), CALLER))

    (entry,) = contents(log)
    assert (entry["stage"], entry["error"]) == ("inspection", "DetectorError")
    assert "secret" not in json.dumps(entry)


def test_what_could_not_be_written_is_counted_and_entered_once_it_can() -> None:
    recorder, log = made()
    error = UnsupportedCallError("no")
    log.fail = RecordError("the disk is full")

    async def walk() -> None:
        assert await recorder.unreadable(REQUEST, CALLER, error) is None
        assert await recorder.unreadable(REQUEST, CALLER, error) is None
        log.fail = None
        assert await recorder.unreadable(REQUEST, CALLER, error) == 0
        await recorder.drain()

    asyncio.run(walk())

    late = contents(log)[1]
    assert (late["kind"], late["late"], late["count"]) == ("gate-failure", True, 2)


def test_an_entry_that_must_be_there_raises_when_it_is_not() -> None:
    recorder, log = made()
    log.fail = RecordError("the disk is full")
    maker = Maker(lambda: 1, os.urandom)

    with pytest.raises(RecordError):
        asyncio.run(recorder.append(maker.failure("x", "Y")))


def test_what_was_counted_is_not_entered_a_second_time() -> None:
    recorder, log = made()
    log.fail = RecordError("the disk is full")

    async def walk() -> None:
        with pytest.raises(UnwrittenError) as raised:
            await recorder.append(Maker(lambda: 1, os.urandom).failure("x", "Y"))
        log.fail = None
        assert await recorder.failed("record", raised.value, CALLER) is None
        await recorder.drain()

    asyncio.run(walk())

    assert [(entry["late"], entry["count"]) for entry in contents(log)] == [(True, 1)]


def test_an_entry_that_could_not_even_be_made_is_entered_as_a_failure() -> None:
    recorder, log = made()

    asyncio.run(recorder.failed("judging", RecordError("a part was not inspected"), CALLER))

    (entry,) = contents(log)
    assert (entry["stage"], entry["error"], entry["late"]) == ("judging", "RecordError", False)


def test_a_record_that_can_be_written_again_gets_the_count_when_it_is_probed() -> None:
    recorder, log = made()
    log.fail = RecordError("the disk is full")

    async def walk() -> None:
        await recorder.failed("registry", ValueError())
        with pytest.raises(RecordError):
            await recorder.probe()
        log.fail = None
        await recorder.probe()

    asyncio.run(walk())

    assert [entry["count"] for entry in contents(log)] == [1]


def test_who_stops_waiting_for_a_probe_takes_no_count_away() -> None:
    recorder, log = made()
    log.fail = RecordError("the disk is full")

    async def walk() -> None:
        await recorder.failed("registry", ValueError())
        log.fail = None
        begun = asyncio.Event()

        async def append(data: bytes, openings: Sequence[Opening] = ()) -> int:
            begun.set()
            await asyncio.sleep(0)
            raise RecordError("full again")

        log.append = append  # type: ignore[method-assign]
        probing = asyncio.ensure_future(recorder.probe())
        await begun.wait()
        probing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await probing
        await recorder.drain()

    asyncio.run(walk())

    assert recorder.unwritten == 1


class _SlowLog(MemoryLog):
    """Writes only once it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may = asyncio.Event()

    def begin(self, data: bytes, openings: Sequence[Opening] = ()) -> "asyncio.Future[int]":
        return asyncio.ensure_future(self.append(data, openings))

    async def append(self, data: bytes, openings: Sequence[Opening] = ()) -> int:
        await self.may.wait()
        return self.append_now(data, openings)


def test_no_call_waits_for_any_entry_longer_than_it_may() -> None:
    async def walk() -> _SlowLog:
        log = _SlowLog()
        recorder = Recorder(log, Maker(lambda: NOW, os.urandom), patience=0.01)
        late = Maker(lambda: 1, os.urandom).failure("x", "Y")
        with pytest.raises(RecordError, match="not written in time"):
            await recorder.append(late)
        assert await recorder.failed("registry", ValueError()) is None
        log.may.set()
        await recorder.drain()
        return log

    assert len(contents(asyncio.run(walk()))) == 2  # what comes later is written all the same


@pytest.mark.parametrize(
    ("leaves", "passes", "results"),
    [(True, True, ["client-gone"]), (False, True, ["gate-failure"]), (True, False, [])],
)
def test_a_decision_that_nobody_waited_for_says_that_nothing_passed(
    leaves: bool, passes: bool, results: list[str]
) -> None:
    async def walk() -> _SlowLog:
        log = _SlowLog()
        recorder = Recorder(log, Maker(lambda: NOW, os.urandom), patience=0.01)
        writing = asyncio.ensure_future(recorder.decided(decision(), passes=passes))
        if leaves:
            await asyncio.sleep(0)
            writing.cancel()
        with pytest.raises((asyncio.CancelledError, RecordError)):
            await writing
        log.may.set()
        await recorder.drain()
        return log

    log = asyncio.run(walk())

    assert [entry["result"] for entry in contents(log)[1:]] == results
    assert not passes or log.awaiting() == ()


def decision() -> Prepared:
    judgement = judged(private())
    return decision_entry(
        Maker(lambda: NOW, os.urandom),
        Sources(vocabulary="v", detector="d", act_model="a", patterns="p", models=frozenset()),
        call(picture=None), private(), judgement, Opened(), "azure_openai", TODAY,
    )  # fmt: skip


def test_outcomes_do_not_make_the_answer_wait_and_are_all_written_in_the_end() -> None:
    recorder, log = made()

    async def walk() -> None:
        recorder.outcome("01a205cb-e9ca-7e1b-a548-ae933e3523a0", "done", status=200, bytes_out=9)
        assert log.size() == 0
        await recorder.drain()

    asyncio.run(walk())

    (entry,) = contents(log)
    assert (entry["result"], entry["status"], entry["bytes_out"]) == ("done", 200, 16)
