"""What the gate lends to the pages is what it judges by."""

import asyncio
from pathlib import Path

import pytest

from countenance.errors import SettingsError
from countenance.gate.application import Gate
from countenance.gate.settings.settings import parse_settings


def test_the_pages_see_the_stores_of_the_gate(tmp_path: Path) -> None:
    async def lent() -> None:
        gate = Gate(parse_settings(f'[gate]\ndata = "{tmp_path}"\n', {}), {})
        with pytest.raises(SettingsError, match="not open"):
            _ = gate.desk
        await gate.open()
        try:
            assert gate.desk.cases is gate.walk._ports.cases
            assert gate.desk.codebook is gate.walk._ports.codebook
            assert gate.desk.folder == tmp_path
        finally:
            await gate.close()

    asyncio.run(lent())
