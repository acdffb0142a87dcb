from typing import get_type_hints

import pytest

from countenance.record.store import LogReader, LogStore
from countenance.stores.log import DatabaseLog
from countenance.stores.memory_log import MemoryLog


@pytest.mark.parametrize("store", [DatabaseLog, MemoryLog])
@pytest.mark.parametrize("port", [LogReader, LogStore])
def test_every_store_offers_what_is_asked_for(store: type, port: type) -> None:
    asked = [name for name in dir(port) if not name.startswith("_")]

    assert asked
    for name in asked:
        offered = getattr(store, name)
        assert get_type_hints(offered) == get_type_hints(getattr(port, name)), name
