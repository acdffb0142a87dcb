import pytest

from countenance.errors import SettingsError
from countenance.gate.settings.reports import ReportsSettings
from countenance.gate.settings.settings import parse_settings
from countenance.reports.signing import CERTIFIES


def test_an_account_comes_first_and_no_code_is_kept_unless_it_is_said() -> None:
    settings = ReportsSettings()

    assert (settings.keeps, settings.account_first) == ((), True)
    assert settings.certification == CERTIFIES


def test_how_voices_are_told_apart_is_one_of_two_words() -> None:
    assert ReportsSettings().voices == "turns"
    with pytest.raises(SettingsError, match="voices"):
        parse_settings('[reports]\nvoices = "by-name"\n', {})


def test_what_is_not_known_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="keep_s"):
        parse_settings('[reports]\nkeep_s = ["ms-aoai-coc"]\n', {})
