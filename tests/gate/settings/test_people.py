"""What one operator may do alone, by the settings."""

import pytest

from countenance.errors import SettingsError
from countenance.gate.configured import flat
from countenance.gate.settings.settings import parse_settings

MIRROR = '[[upstream]]\nname = "m"\nkind = "mirror"\nservice = "azure_openai"\n'


def test_one_is_enough_while_there_is_one_unless_that_is_said() -> None:
    told = parse_settings(f'[people]\nsecond_person = "required"\n{MIRROR}', {})

    assert parse_settings(MIRROR, {}).people.second_person == "when-possible"
    assert flat(told)["people.second_person"] == '"required"'
    with pytest.raises(SettingsError, match="second_person"):
        parse_settings(f'[people]\nsecond_person = "never"\n{MIRROR}', {})
