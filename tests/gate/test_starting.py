"""What a gate enters when it starts."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from countenance.gate import starting
from countenance.gate.application import Gate
from countenance.gate.settings.settings import parse_settings


def test_what_ran_before_the_gate_is_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.pth").write_text("import os\n", encoding="utf-8")
    monkeypatch.setattr(starting, "folders_of_packages", lambda: (tmp_path,))

    async def started() -> Any:
        text = f'[gate]\ndata = "{tmp_path / "data"}"\n[faces]\nworkers = 1\n'
        gate = Gate(parse_settings(text, {}), {})
        await gate.open()
        (entry,) = gate._open_or_raise().log.newest(1, "startup")
        await gate.close()
        return json.loads(entry.data)

    entered = asyncio.run(started())

    assert entered["ran_before"][0].startswith("odd.pth:sha256:")
    assert entered["limits"]
