"""An open gate: what it answers when something fails, and whether it says that it is ready."""

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from countenance.dialects.call import Reply
from countenance.errors import (
    DetectorError,
    RecordError,
    SettingsError,
)
from countenance.gate.application import Gate
from countenance.gate.settings.settings import parse_settings
from gate.running import asked, face, key_for, small, view


def answered(folder: Path, picture: bytes | None, breaking: str) -> tuple[Reply, list[Any]]:
    """One call to a gate in which one thing is broken, and then the entries."""
    key = key_for(folder)

    async def walk() -> tuple[Reply, list[Any]]:
        gate = Gate(small(folder), {})
        await gate.open()
        try:
            running = gate._open_or_raise()
            log: Any = running.log
            ports: Any = running.walk._ports
            if breaking == "record":
                kept = log._put
                log._put = _raised(RecordError("record: the disk is full"))
                reply = await gate.answer(asked(key, picture))
                log._put = kept
                await gate.answer(asked(key, None))
            elif breaking == "eyes":
                ports.eyes.inspect = _raising(DetectorError("held a secret"))
                reply = await gate.answer(asked(key, picture))
            elif breaking == "acts":
                object.__setattr__(ports, "plausible", _raised(ValueError("held a secret")))
                reply = await gate.answer(asked(key, picture))
            else:
                ports.callers.behind = _raised(RecordError("registry: gone"))
                reply = await gate.answer(asked(key, picture))
            await running.recorder.drain()
            entries = [json.loads(stored.data) for stored in log.entries()]
            assert isinstance(reply, Reply)
            return reply, entries
        finally:
            await gate.close()

    return asyncio.run(walk())


def _raising(error: Exception) -> Any:
    async def fails(*_: object, **__: object) -> Any:
        raise error

    return fails


def _raised(error: Exception) -> Any:
    def fails(*_: object, **__: object) -> Any:
        raise error

    return fails


@pytest.mark.parametrize(("breaking", "stage"), [("eyes", "inspection"), ("acts", "judging")])
def test_what_fails_passes_nothing_and_is_entered(
    tmp_path: Path, breaking: str, stage: str
) -> None:
    reply, entries = answered(tmp_path, face(), breaking)

    failures = [entry for entry in entries if entry["kind"] == "gate-failure"]
    headers = dict(reply.headers)
    assert reply.status == 503
    assert headers["x-countenance-clause"] == "gate-failure"
    assert "retry-after" not in headers
    assert [failure["stage"] for failure in failures] == [stage]
    assert b"secret" not in reply.body
    assert not [entry for entry in entries if entry["kind"] == "decision"]


def test_when_the_record_cannot_be_written_nothing_passes_and_it_is_entered_later(
    tmp_path: Path,
) -> None:
    reply, entries = answered(tmp_path, None, "record")

    late = [entry for entry in entries if entry["kind"] == "gate-failure"]
    assert reply.status == 503
    assert b"stand-in" not in reply.body
    assert [(entry["late"], entry["count"]) for entry in late] == [(True, 1)]


def test_when_the_registry_cannot_be_read_nobody_is_let_in(tmp_path: Path) -> None:
    reply, _ = answered(tmp_path, None, "registry")

    assert reply.status == 503


def test_killed_workers_cost_at_most_one_call(tmp_path: Path) -> None:
    async def walk() -> list[int]:
        gate = Gate(small(tmp_path), {})
        await gate.open()
        try:
            eyes: Any = gate._open_or_raise().eyes
            found: list[int] = []
            for picture in (face(), view(), face()[:-2] + b"\0\xff\xd9", view() + b"\0"):
                if len(found) == 1:
                    for bench in eyes._benches:
                        os.kill(bench.decoder._worker.number, signal.SIGKILL)
                reply = await gate.answer(asked(key, picture))
                found.append(reply.status)
            return found
        finally:
            await gate.close()

    key = key_for(tmp_path)
    statuses = asyncio.run(walk())

    assert statuses[0] == 200
    assert statuses[1] in (200, 503)
    assert set(statuses[2:]) <= {200, 400}


def test_it_is_ready_only_while_the_record_can_be_written(tmp_path: Path) -> None:
    async def walk() -> list[tuple[bool, dict[str, object]]]:
        gate = Gate(small(tmp_path), {})
        found = [await gate.readiness()]
        await gate.open()
        try:
            log: Any = gate._open_or_raise().log
            found.append(await gate.readiness())
            kept = log._put
            log._put = _raised(RecordError("record: the disk is full"))
            reply = await gate.answer(asked(key))
            assert isinstance(reply, Reply)
            assert reply.status == 503
            found.append(await gate.readiness())
            log._put = kept
            found.append(await gate.readiness())
            late = json.loads(log.newest(1)[0].data)
            assert (late["kind"], late["late"], late["count"]) == ("gate-failure", True, 1)
        finally:
            await gate.close()
        return found

    key = key_for(tmp_path)
    closed, opened, full, mended = asyncio.run(walk())

    assert [found[0] for found in (closed, opened, full, mended)] == [False, True, False, True]
    assert full[1]["record"] == "record: the disk is full"


def test_the_utc_day_of_the_call_chooses_the_edition(tmp_path: Path) -> None:
    midnight = 1_777_593_600_000_000_000  # 1 May 2026, 00:00 UTC
    times = iter([midnight - 1, midnight])

    async def walk() -> list[list[str]]:
        clock = [midnight - 10**10]
        gate = Gate(small(tmp_path), {}, clock=lambda: clock[0])
        await gate.open()
        try:
            found = []
            for now in times:
                clock[0] = now
                reply = await gate.answer(asked(key))
                assert isinstance(reply, Reply)
                index = int(dict(reply.headers)["x-countenance-entry"])
                stored = gate._open_or_raise().log.entry(index)
                assert stored is not None
                entry = json.loads(stored.data)
                found.append([edition["edition"] for edition in entry["code"]["editions"]])
            return found
        finally:
            await gate.close()

    key = key_for(tmp_path)

    assert asyncio.run(walk()) == [["ms-aoai-coc@2025-enterprise"], ["ms-enterprise-ai-coc@4.0"]]


def test_a_gate_that_is_not_open_answers_nothing() -> None:
    with pytest.raises(SettingsError, match="not open"):
        asyncio.run(Gate(parse_settings("", {}), {}).answer(asked("k")))
