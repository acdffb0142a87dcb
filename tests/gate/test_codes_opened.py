"""The codes of a gate: what stops its start, and what a command beside it leaves alone."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import CodeError
from countenance.gate import codes_opened
from countenance.gate.application import Gate
from countenance.stores.log import DatabaseReader
from gate.running import small


def test_a_code_that_cannot_be_read_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable() -> None:
        raise CodeError("4.0.toml: line 3")

    monkeypatch.setattr(codes_opened, "packaged_editions", unreadable)

    with pytest.raises(CodeError, match="line 3"):
        asyncio.run(Gate(small(tmp_path), {}).open())


@pytest.mark.parametrize("serves", [True, False])
def test_a_command_beside_a_gate_enters_nothing_about_codes(tmp_path: Path, serves: bool) -> None:
    async def opened() -> None:
        gate = Gate(small(tmp_path), {}, serves=serves)
        await gate.open()
        await gate.close()

    asyncio.run(opened())

    with closing(DatabaseReader(tmp_path)) as reader:
        assert len(reader.newest(5, "code-activated")) == serves
