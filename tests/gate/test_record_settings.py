"""The table `[record]`."""

import pytest

from countenance.errors import SettingsError
from countenance.gate.record_settings import RecordSettings
from countenance.gate.settings import parse_settings


def test_entries_are_for_nobody_unless_it_is_said() -> None:
    usual = RecordSettings(origin="", entries="nobody", witnesses="")
    assert parse_settings("", {}).record == usual
    assert parse_settings('[record]\nentries = "everyone"', {}).record.entries == "everyone"


def test_what_is_not_known_is_refused() -> None:
    with pytest.raises(SettingsError, match="did you mean `origin`"):
        parse_settings('[record]\norigins = "x"', {})
    with pytest.raises(SettingsError, match="entries"):
        parse_settings('[record]\nentries = "auditors"', {})
