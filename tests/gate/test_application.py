"""A gate put together: what has to be there, and what happens when it fails."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from countenance.dialects.call import Reply, Request
from countenance.errors import DetectorError, RecordError, SettingsError
from countenance.gate.application import Gate
from countenance.gate.settings import parse_settings
from gate.running import face, key_for, messages


def settings(folder: Path, more: str = "") -> Any:
    return parse_settings(f'[gate]\ndata = "{folder}"\n[faces]\nworkers = 1\n{more}', {})


def request(key: str, picture: bytes | None = None) -> Request:
    body = {"model": "gpt-4o", "messages": messages("Describe this picture.", picture)}
    headers = (
        ("content-type", "application/json"),
        ("authorization", f"Bearer {key}"),
    )
    return Request("POST", "/v1/chat/completions", (), headers, json.dumps(body).encode())


def answered(folder: Path, picture: bytes | None, breaking: str) -> tuple[Reply, list[Any]]:
    """One call to a gate in which one thing is broken, and then the entries."""
    key = key_for(folder)

    async def walk() -> tuple[Reply, list[Any]]:
        gate = Gate(settings(folder), {})
        await gate.open()
        try:
            running = gate._open_or_raise()
            log: Any = running.log
            ports: Any = running.walk._ports
            if breaking == "record":
                kept = log.append
                log.append = _raising(RecordError("record: the disk is full"))
                reply = await gate.answer(request(key, picture))
                log.append = kept
                await gate.answer(request(key, None))
            elif breaking == "eyes":
                ports.eyes.inspect = _raising(DetectorError("held a secret"))
                reply = await gate.answer(request(key, picture))
            elif breaking == "acts":
                object.__setattr__(ports, "plausible", _raised(ValueError("held a secret")))
                reply = await gate.answer(request(key, picture))
            else:
                ports.callers.caller_for_key = _raised(RecordError("registry: gone"))
                reply = await gate.answer(request(key, picture))
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
    def fails(*_: object) -> Any:
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


def test_two_gates_do_not_share_a_folder(tmp_path: Path) -> None:
    async def walk() -> None:
        gate = Gate(settings(tmp_path), {})
        await gate.open()
        try:
            with pytest.raises(RecordError, match="another gate"):
                await Gate(settings(tmp_path), {}).open()
        finally:
            await gate.close()

    asyncio.run(walk())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            '[[upstream]]\nname = "m"\nkind = "mirror"\nservice = "openai_api"\n',
            "no active code binds it",
        ),
        (
            '[[upstream]]\nname = "f"\nkind = "openai"\nservice = "azure_openai"\n'
            'url = "https://a.example"\nkey_env = "NO_SUCH_KEY"\n',
            "`NO_SUCH_KEY` is not set",
        ),
        ('[codes]\nactive = ["nope"]\n', "no code is called `nope`"),
    ],
)
def test_what_is_missing_stops_the_start(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        asyncio.run(Gate(settings(tmp_path, more), {}).open())


def test_every_start_and_every_change_of_settings_is_entered(tmp_path: Path) -> None:
    async def walk(more: str) -> list[Any]:
        gate = Gate(parse_settings(f'[gate]\ndata = "{tmp_path}"\n{more}', {}), {})
        await gate.open()
        entries = [json.loads(stored.data) for stored in gate._open_or_raise().log.entries()]
        await gate.close()
        return entries

    asyncio.run(walk(""))
    entries = asyncio.run(walk('visible_faces = "allowed"\n'))

    kinds = [entry["kind"] for entry in entries]
    assert kinds == ["settings", "startup", "settings", "startup"]
    assert entries[2]["changed"] == ["gate.visible_faces"]


def test_a_gate_that_is_not_open_answers_nothing() -> None:
    with pytest.raises(SettingsError, match="not open"):
        asyncio.run(Gate(parse_settings("", {}), {}).answer(request("k")))
