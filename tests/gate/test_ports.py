"""The real things fit the ports of the walk."""

from pathlib import Path

from countenance.faces.inspect import Inspector
from countenance.faces.settings import FaceSettings
from countenance.gate.ports import CallerSource, CaseStore, Eyes, PersonSource
from countenance.stores.held_calls import HeldCalls
from countenance.stores.people import People
from countenance.stores.registry import RegistryReader
from countenance.stores.weights import built_in_weights


def test_registry_cases_and_inspector_are_what_the_walk_asks_for(tmp_path: Path) -> None:
    reader = RegistryReader(tmp_path)
    cases, here = HeldCalls(tmp_path), People(tmp_path)

    callers: CallerSource = reader
    kept: CaseStore = cases
    people: PersonSource = here
    eyes: Eyes = Inspector(FaceSettings(built_in_weights()), key=b"k" * 32)

    assert callers.behind("cnt_nobody") is None
    assert kept.of_call("00" * 32) is None
    assert people.person("cnp_nobody") is None
    assert eyes is not None
    cases.close()
    here.close()
    reader.close()
