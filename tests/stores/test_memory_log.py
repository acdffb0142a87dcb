"""What both logs promise is tested in `test_log`; here what only the one in memory has."""

import asyncio

import pytest

from countenance.errors import RecordError
from countenance.stores.memory_log import MemoryLog
from record.examples import maker


def test_it_fails_when_told_to_and_recovers() -> None:
    log = MemoryLog()
    made = maker().failure("faces", "DetectorError")
    log.fail = RecordError("record: the disk is full")

    with pytest.raises(RecordError, match="disk is full"):
        asyncio.run(log.append(made.data))
    with pytest.raises(RecordError, match="disk is full"):
        asyncio.run(log.probe())
    log.fail = None

    assert asyncio.run(log.append(made.data)) == 0
