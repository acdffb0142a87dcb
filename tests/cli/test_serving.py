"""One process that serves a gate."""

import sys

import pytest

from countenance.cli.serving import spans_of
from countenance.errors import SettingsError
from countenance.gate.settings.settings import parse_settings


def test_without_a_collector_none_are_kept_and_its_libraries_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "countenance.gate.spans", None)
    told = parse_settings('[spans]\ncollector = "http://127.0.0.1:1/v1/traces"', {})

    assert spans_of(parse_settings("", {})) is None
    with pytest.raises(SettingsError, match=r"countenance\[otel\]"):
        spans_of(told)
