"""A gate put together: what has to be there, and what happens when it fails."""

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from countenance.dialects.call import Reply, Request
from countenance.errors import (
    CodeError,
    CountenanceError,
    DetectorError,
    RecordError,
    SealedError,
    SettingsError,
)
from countenance.gate import application
from countenance.gate.application import Gate
from countenance.gate.settings import parse_settings
from countenance.stores.openings_key import KEY_FILE
from gate.running import face, key_for, messages, view


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
                kept = log._put
                log._put = _raised(RecordError("record: the disk is full"))
                reply = await gate.answer(request(key, picture))
                log._put = kept
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


def test_killed_workers_cost_at_most_one_call(tmp_path: Path) -> None:
    async def walk() -> list[int]:
        gate = Gate(settings(tmp_path), {})
        await gate.open()
        try:
            eyes: Any = gate._open_or_raise().eyes
            found: list[int] = []
            for picture in (face(), view(), face()[:-2] + b"\0\xff\xd9", view() + b"\0"):
                if len(found) == 1:
                    for bench in eyes._benches:
                        os.kill(bench.decoder._worker.number, signal.SIGKILL)
                reply = await gate.answer(request(key, picture))
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
        gate = Gate(settings(tmp_path), {})
        found = [await gate.readiness()]
        await gate.open()
        try:
            log: Any = gate._open_or_raise().log
            found.append(await gate.readiness())
            kept = log._put
            log._put = _raised(RecordError("record: the disk is full"))
            reply = await gate.answer(request(key))
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
        gate = Gate(settings(tmp_path), {}, clock=lambda: clock[0])
        await gate.open()
        try:
            found = []
            for now in times:
                clock[0] = now
                reply = await gate.answer(request(key))
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


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_is_none_stops_the_start_with_its_name(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with pytest.raises((CountenanceError, OSError), match="file"):
        asyncio.run(Gate(settings(tmp_path / place), {}).open())


def test_weights_with_another_digest_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "y.onnx").write_bytes(b"not the model")
    faces = f'detector = "yunet"\nmodel = "{tmp_path / "y.onnx"}"\nsha256 = "{"0" * 64}"\n'

    with pytest.raises(CountenanceError, match="expected 0000"):
        asyncio.run(Gate(settings(tmp_path, faces), {}).open())


def test_a_code_that_cannot_be_read_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "packaged_editions", _raised(CodeError("4.0.toml: line 3")))

    with pytest.raises(CodeError):
        asyncio.run(Gate(settings(tmp_path), {}).open())


def test_decisions_that_a_gate_left_get_an_outcome_before_the_first_call(tmp_path: Path) -> None:
    async def left() -> None:
        gate = Gate(settings(tmp_path), {})
        await gate.open()
        try:
            running = gate._open_or_raise()
            registration = running.walk._ports.callers.caller_for_key(key)
            assert registration is not None
            await gate.walk.decide(request(key), registration, what_if=False)
        finally:
            await gate.close()

    async def next_start() -> list[dict[str, Any]]:
        gate = Gate(settings(tmp_path), {})
        await gate.open()
        entries = [json.loads(each.data) for each in gate._open_or_raise().log.newest(2)]
        await gate.close()
        return entries

    key = key_for(tmp_path)
    asyncio.run(left())
    outcome, startup = asyncio.run(next_start())

    assert (outcome["kind"], outcome["result"]) == ("outcome", "unknown-after-crash")
    assert (startup["kind"], startup["reconciled"]) == ("startup", 1)


def test_a_gate_without_the_key_of_its_openings_does_not_start(tmp_path: Path) -> None:
    """It could record nothing, so nothing would pass."""
    key_for(tmp_path)
    (tmp_path / KEY_FILE).unlink()

    with pytest.raises(SealedError, match=r"which is not in .*openings\.key; put it back"):
        asyncio.run(Gate(settings(tmp_path), {}).open())


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
            '[[upstream]]\nname = "m"\nkind = "mirror"\nservice = "on_premises_model"\n',
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


def test_a_reader_of_print_that_is_not_installed_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("countenance.media.print_reader._PACKAGES", ("no_such_package",))
    gate = Gate(settings(tmp_path, '[pictures]\nread_text = "on"'), {})

    with pytest.raises(SettingsError, match=r"no_such_package; `pip install countenance\[ocr\]`"):
        asyncio.run(gate.open())


def test_a_reader_of_credentials_that_is_not_installed_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("countenance.media.decoder.importlib.util.find_spec", lambda _: None)
    gate = Gate(settings(tmp_path, '[pictures]\nread_credentials = "on"'), {})

    with pytest.raises(SettingsError, match=r"`pip install countenance\[c2pa\]`"):
        asyncio.run(gate.open())


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
    began = ["settings", "code-activated", "log-key", "startup"]
    assert kinds == [*began, "settings", "startup"]
    assert entries[4]["changed"] == ["gate.visible_faces"]


def test_a_gate_that_is_not_open_answers_nothing() -> None:
    with pytest.raises(SettingsError, match="not open"):
        asyncio.run(Gate(parse_settings("", {}), {}).answer(request("k")))
