"""How long people stay signed in."""

import pytest

from countenance.errors import SettingsError
from countenance.gate.settings.console import ConsoleSettings
from countenance.gate.settings.settings import parse_settings


def test_half_an_hour_without_a_page_and_half_a_day_at_most() -> None:
    assert (ConsoleSettings().idle, ConsoleSettings().longest) == (1_800_000, 43_200_000)


@pytest.mark.parametrize("text", ["idle_minutes = 0", "session_hours = 400", "idle = 3"])
def test_what_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        parse_settings(f"[console]\n{text}\n", {})
