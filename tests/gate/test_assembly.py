"""A gate put together: what has to be there, and what a start enters."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import (
    CountenanceError,
    DetectorError,
    RecordError,
    SealedError,
    SettingsError,
)
from countenance.gate import assembly
from countenance.gate.application import Gate
from countenance.gate.settings.settings import parse_settings
from countenance.stores.openings_key import KEY_FILE
from gate.running import asked, key_for, small


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_is_none_stops_the_start_with_its_name(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with pytest.raises((CountenanceError, OSError), match="file"):
        asyncio.run(Gate(small(tmp_path / place), {}).open())


def test_weights_with_another_digest_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "y.onnx").write_bytes(b"not the model")
    faces = f'detector = "yunet"\nmodel = "{tmp_path / "y.onnx"}"\nsha256 = "{"0" * 64}"\n'

    with pytest.raises(CountenanceError, match="expected 0000"):
        asyncio.run(Gate(small(tmp_path, faces), {}).open())


def test_decisions_that_a_gate_left_get_an_outcome_before_the_first_call(tmp_path: Path) -> None:
    async def left() -> None:
        gate = Gate(small(tmp_path), {})
        await gate.open()
        try:
            running = gate._open_or_raise()
            found = running.walk._ports.callers.behind(key)
            assert found is not None
            registration, _ = found
            await gate.walk.decide(asked(key), registration, what_if=False)
        finally:
            await gate.close()

    async def next_start() -> list[dict[str, Any]]:
        gate = Gate(small(tmp_path), {})
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
        asyncio.run(Gate(small(tmp_path), {}).open())


def test_two_gates_do_not_share_a_folder(tmp_path: Path) -> None:
    async def walk() -> None:
        gate = Gate(small(tmp_path), {})
        await gate.open()
        try:
            with pytest.raises(RecordError, match="another gate"):
                await Gate(small(tmp_path), {}).open()
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
        asyncio.run(Gate(small(tmp_path, more), {}).open())


def test_a_reader_of_print_that_is_not_installed_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("countenance.media.print_reader._PACKAGES", ("no_such_package",))
    gate = Gate(small(tmp_path, '[pictures]\nread_text = "on"'), {})

    with pytest.raises(SettingsError, match=r"no_such_package; `pip install countenance\[ocr\]`"):
        asyncio.run(gate.open())


def test_a_reader_of_credentials_that_is_not_installed_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("countenance.media.decoder.importlib.util.find_spec", lambda _: None)
    gate = Gate(small(tmp_path, '[pictures]\nread_credentials = "on"'), {})

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


def test_a_start_that_failed_leaves_the_folder_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def opened() -> None:
        gate = Gate(small(tmp_path), {})
        await gate.open()
        await gate.close()

    def damaged(_: object) -> None:
        raise DetectorError("act model: another digest")

    with monkeypatch.context() as broken:
        broken.setattr(assembly, "act_reader", damaged)
        with pytest.raises(DetectorError, match="another digest"):
            asyncio.run(opened())

    asyncio.run(opened())
