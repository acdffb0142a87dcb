"""Entries that the walk writes, and failures to write them."""

import asyncio
import json
import os
from typing import Any

import pytest

from countenance.callers.registration import Registration
from countenance.dialects.call import Request
from countenance.errors import DetectorError, RecordError, UnsupportedCallError
from countenance.gate.recorder import Recorder
from countenance.record.make import Maker
from countenance.stores.memory_log import MemoryLog

CALLER = Registration("acme", "c-1", "Acme", (), key="k1")
REQUEST = Request("POST", "/v1/chat/completions", (), (), b"{}")


def made() -> tuple[Recorder, MemoryLog]:
    log = MemoryLog()
    return Recorder(log, Maker(lambda: 1_800_000_000_000_000_000, os.urandom)), log


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

    asyncio.run(walk())

    late = contents(log)[1]
    assert (late["kind"], late["late"], late["count"]) == ("gate-failure", True, 2)


def test_an_entry_that_must_be_there_raises_when_it_is_not() -> None:
    recorder, log = made()
    log.fail = RecordError("the disk is full")
    maker = Maker(lambda: 1, os.urandom)

    with pytest.raises(RecordError):
        asyncio.run(recorder.append(maker.failure("x", "Y")))


def test_outcomes_do_not_make_the_answer_wait_and_are_all_written_in_the_end() -> None:
    recorder, log = made()

    async def walk() -> None:
        recorder.outcome("01a205cb-e9ca-7e1b-a548-ae933e3523a0", "done", status=200, bytes_out=9)
        assert log.size() == 0
        await recorder.drain()

    asyncio.run(walk())

    (entry,) = contents(log)
    assert (entry["result"], entry["status"], entry["bytes_out"]) == ("done", 200, 16)
