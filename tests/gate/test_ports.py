"""The real things fit the ports of the walk."""

from pathlib import Path

from countenance.faces.inspect import Inspector
from countenance.faces.settings import FaceSettings
from countenance.gate.ports import CallerSource, Eyes, HoldStore
from countenance.stores.holds import Holds
from countenance.stores.registry import RegistryReader
from countenance.stores.weights import built_in_weights


def test_registry_holds_and_inspector_are_what_the_walk_asks_for(tmp_path: Path) -> None:
    reader = RegistryReader(tmp_path)
    holds = Holds(tmp_path, b"s" * 32)

    callers: CallerSource = reader
    kept: HoldStore = holds
    eyes: Eyes = Inspector(FaceSettings(built_in_weights()), key=b"k" * 32)

    assert callers.caller_for_key("cnt_nobody") is None
    assert kept.find("c-1", "hold-0") is None
    assert eyes is not None
    holds.close()
    reader.close()
